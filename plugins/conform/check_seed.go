package conform

import (
	"context"
	"fmt"
)

const seedHint = "Draw everything (weights, rows, noise) as a pure function of the seed, a name and a number; see the documentation of the protocol."

var seedChecks = []Check{
	{ID: "seed/same", Rule: "The same seed gives the same bits in every scalar.", Hint: seedHint, run: seedSame},
	{ID: "seed/same-samples", Rule: "The same seed gives the same samples after training.", Hint: seedHint, run: seedSamples},
	{ID: "seed/other", Rule: "Another seed gives other scalars.", Hint: "Use OpenRequest.seed.", run: seedOther},
	{ID: "seed/other-weights", Rule: "Another seed gives other weights from the start.", Hint: "Draw the first weights by OpenRequest.seed.", run: seedWeights},
	{ID: "seed/threads", Rule: "The number of threads does not change a bit.", Hint: "Add in an order that depends on shapes alone, not on how the work is split.", run: seedThreads},
	{ID: "seed/process", Rule: "Another process gives the same bits.", Hint: "Let nothing depend on addresses, the order of maps or hash seeds, or the time.", Needs: []Need{process}, run: seedProcess},
}

func seedSame(ctx context.Context, s *subject) error {
	want, err := s.trace(ctx)
	if err != nil {
		return err
	}
	got, err := s.trace(ctx)
	if err != nil {
		return err
	}
	return equalTraces(got, want)
}

// trainAndDraw gives samples of a learner after some steps.
func (s *subject) trainAndDraw(ctx context.Context, steps int64, settings ...setting) (drawn, error) {
	l, err := s.open(ctx, settings...)
	if err != nil {
		return drawn{}, err
	}
	if _, err := l.advance(ctx, 0, steps, max(steps, 1)); err != nil {
		return drawn{}, err
	}
	return l.draw(ctx, 8)
}

func seedSamples(ctx context.Context, s *subject) error {
	want, err := s.trainAndDraw(ctx, traceSteps)
	if err != nil {
		return err
	}
	got, err := s.trainAndDraw(ctx, traceSteps)
	if err != nil {
		return err
	}
	if !got.same(want) {
		return fmt.Errorf("8 samples after %d steps differ", traceSteps)
	}
	return nil
}

func seedOther(ctx context.Context, s *subject) error {
	one, err := s.trace(ctx)
	if err != nil {
		return err
	}
	two, err := s.trace(ctx, seed(8))
	if err != nil {
		return err
	}
	if two.same(one) {
		return fmt.Errorf("seeds 7 and 8 report the same bits")
	}
	return nil
}

func seedWeights(ctx context.Context, s *subject) error {
	one, err := s.trainAndDraw(ctx, 0)
	if err != nil {
		return err
	}
	two, err := s.trainAndDraw(ctx, 0, seed(8))
	if err != nil {
		return err
	}
	if two.same(one) {
		return fmt.Errorf("before the first step, seeds 7 and 8 sample the same bytes")
	}
	return nil
}

func seedThreads(ctx context.Context, s *subject) error {
	one, err := s.trace(ctx)
	if err != nil {
		return err
	}
	three, err := s.trace(ctx, threads(3))
	if err != nil {
		return err
	}
	return equalTraces(three, one)
}

func seedProcess(ctx context.Context, s *subject) error {
	want, err := s.trace(ctx)
	if err != nil {
		return err
	}
	other, err := s.launch(ctx)
	if err != nil {
		return err
	}
	defer other.end()
	l, err := s.openIn(ctx, other, s.task())
	if err != nil {
		return err
	}
	got, err := l.advance(ctx, 0, traceSteps, 1)
	if err != nil {
		return err
	}
	return equalTraces(got, want)
}

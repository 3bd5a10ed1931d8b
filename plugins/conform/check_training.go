package conform

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"google.golang.org/grpc/codes"

	pb "gander/plugins/variantpb"
)

const windowHint = "A report comes when the number of steps done is a multiple of every, and at to; it tells of the steps since the last one."

var trainingChecks = []Check{
	{ID: "training/reports", Rule: "Reports come at every multiple of every and at to.", Hint: windowHint, run: trained(0, 7, 3, wantSteps(3, 6, 7))},
	{ID: "training/anchored", Rule: "Windows belong to the run and not to the call: from 2 to 7 every 3, reports come at 3, 6 and 7.", Hint: windowHint,
		run: trained(2, 7, 3, wantSteps(3, 6, 7))},
	{ID: "training/windows", Rule: "Every report tells how many steps its window has.", Hint: windowHint, run: trained(0, 7, 3, wantWindows)},
	{ID: "training/updates", Rule: "Every report counts the discriminator's updates of its window, as Open has announced.",
		Hint: "d_updates is d_updates_per_step times steps.", run: trained(0, 5, 2, wantUpdates)},
	{ID: "training/images", Rule: "Every report counts the real samples that its updates consumed, as Open has announced.",
		Hint: "images is images_per_step times steps; generated samples don't count.", run: trained(0, 5, 2, wantImages)},
	{ID: "training/generator", Rule: "Every step updates the generator.", Hint: "A step is one full iteration of the paper's algorithm; g_updates counts the generator's.", run: trained(0, 4, 2, wantGenerator)},
	{ID: "training/scalars", Rule: "Every report has as many scalars as the description declares.", Hint: "Report them all, in the order of the description.", run: trained(0, 4, 2, wantScalars)},
	{ID: "training/finite", Rule: "All scalars are finite.", Hint: "End with ABORTED and a Fault of kind DIVERGED where a number goes wrong.", run: trained(0, 4, 2, wantFinite)},
	{ID: "training/statistics", Rule: "Of every scalar, last and mean lie between min and max.", Hint: "Begin min and max with the window's first value.", run: trained(0, 6, 3, wantOrder)},
	{ID: "training/single", Rule: "In a window of one step last, mean, min and max are the same.", Hint: "Forget the last window's values.", run: trained(0, 2, 1, wantSingle)},
	{ID: "training/seconds", Rule: "The seconds of all windows are at least 0 and together no more than the time that passed.",
		Hint: "Measure the steps with a monotonic clock, and leave out the time of sending.", run: trainingSeconds},
	{ID: "training/done", Rule: "The last message is the only Done, and tells the step.", Hint: "Send Done{step} and end the stream.", run: trained(0, 4, 2, wantDone)},
	{ID: "training/none", Rule: "From a step to the same step there are no reports, and Done at once.", Hint: "Don't report a window of no steps.", run: trained(3, 3, 2, wantNothing)},
	{ID: "training/refuse-every", Rule: "every = 0 is refused with INVALID_ARGUMENT.", Hint: "Look at the request before the first step.", run: refusesTraining(0, 3, 0)},
	{ID: "training/refuse-backwards", Rule: "from > to is refused with INVALID_ARGUMENT.", Hint: "Look at the request before the first step.", run: refusesTraining(4, 3, 1)},
	{ID: "training/refuse-negative", Rule: "from < 0 is refused with INVALID_ARGUMENT.", Hint: "Look at the request before the first step.", run: refusesTraining(-1, 3, 1)},
	{ID: "training/cut", Rule: "A training in two calls reports the same bits as one in a single call.", Hint: "Keep nothing that a call begins anew.", run: trainingCut},
	{ID: "training/learns", Rule: "Training changes the samples.", Hint: "Sample the weights that were trained, not a copy of the first ones.", run: trainingLearns},
	{ID: "training/moves", Rule: "Some scalar changes from step to step.", Hint: "Draw new rows and new noise for every step.", run: trained(0, 4, 1, wantMoves)},
}

// trained makes a check of what one call of Advance has sent.
func trained(from, to, every int64, check func(*learner, training) error) func(context.Context, *subject) error {
	return func(ctx context.Context, s *subject) error {
		l, err := s.open(ctx)
		if err != nil {
			return err
		}
		t, err := l.advance(ctx, from, to, every)
		if err != nil {
			return err
		}
		return check(l, t)
	}
}

func wantSteps(want ...int64) func(*learner, training) error {
	return func(_ *learner, t training) error {
		var got []int64
		for _, r := range t.reports {
			got = append(got, r.Step)
		}
		if !slices.Equal(got, want) {
			return fmt.Errorf("reports came at steps %v, want %v", got, want)
		}
		return nil
	}
}

// eachReport makes a check of every report.
func eachReport(check func(*learner, *pb.Report) error) func(*learner, training) error {
	return func(l *learner, t training) error {
		if len(t.reports) == 0 {
			return fmt.Errorf("no report came")
		}
		for _, r := range t.reports {
			if err := check(l, r); err != nil {
				return fmt.Errorf("report of step %d: %w", r.Step, err)
			}
		}
		return nil
	}
}

func wantWindows(_ *learner, t training) error {
	done := int64(0)
	for _, r := range t.reports {
		if r.Steps != r.Step-done {
			return fmt.Errorf("the report of step %d, after one of step %d, has %d steps", r.Step, done, r.Steps)
		}
		done = r.Step
	}
	return nil
}

var wantUpdates = eachReport(func(l *learner, r *pb.Report) error {
	if want := l.info.DUpdatesPerStep * r.Steps; r.DUpdates != want {
		return fmt.Errorf("%d updates, announced were %d", r.DUpdates, want)
	}
	return nil
})

var wantImages = eachReport(func(l *learner, r *pb.Report) error {
	if want := l.info.ImagesPerStep * r.Steps; r.Images != want {
		return fmt.Errorf("%d images, announced were %d", r.Images, want)
	}
	return nil
})

var wantGenerator = eachReport(func(_ *learner, r *pb.Report) error {
	if r.GUpdates < r.Steps {
		return fmt.Errorf("%d updates of the generator in %d steps", r.GUpdates, r.Steps)
	}
	return nil
})

var wantScalars = eachReport(func(l *learner, r *pb.Report) error {
	if got, want := len(r.Scalars), len(l.description.Scalars); got != want {
		return fmt.Errorf("%d scalars, declared are %d", got, want)
	}
	return nil
})

// eachScalar makes a check of every scalar of every report.
func eachScalar(check func(*pb.Stat) error) func(*learner, training) error {
	return eachReport(func(l *learner, r *pb.Report) error {
		for i, s := range r.Scalars {
			if err := check(s); err != nil {
				key := fmt.Sprint(i)
				if i < len(l.description.Scalars) {
					key = l.description.Scalars[i].Key
				}
				return fmt.Errorf("scalar %s: %w", key, err)
			}
		}
		return nil
	})
}

var wantFinite = eachScalar(func(s *pb.Stat) error {
	for _, v := range []float64{s.Last, s.Mean, s.Min, s.Max} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("last, mean, min, max are %v, %v, %v, %v", s.Last, s.Mean, s.Min, s.Max)
		}
	}
	return nil
})

// meanSlack allows a mean of equal values to be rounded past them.
const meanSlack = 1e-9

var wantOrder = eachScalar(func(s *pb.Stat) error {
	slack := meanSlack * max(math.Abs(s.Min), math.Abs(s.Max))
	if s.Last < s.Min || s.Last > s.Max || s.Mean < s.Min-slack || s.Mean > s.Max+slack {
		return fmt.Errorf("last %v and mean %v are not between %v and %v", s.Last, s.Mean, s.Min, s.Max)
	}
	return nil
})

var wantSingle = eachScalar(func(s *pb.Stat) error {
	if s.Mean != s.Last || s.Min != s.Last || s.Max != s.Last {
		return fmt.Errorf("last, mean, min, max are %v, %v, %v, %v", s.Last, s.Mean, s.Min, s.Max)
	}
	return nil
})

func wantMoves(_ *learner, t training) error {
	n := len(t.values()) / max(len(t.reports), 1)
	for i := 1; i < len(t.reports); i++ {
		if !slices.Equal(t.values()[:n], t.values()[i*n:(i+1)*n]) {
			return nil
		}
	}
	return fmt.Errorf("%d steps reported the same values", len(t.reports))
}

func wantDone(_ *learner, t training) error {
	switch {
	case len(t.dones) != 1:
		return fmt.Errorf("%d messages Done came", len(t.dones))
	case t.last.GetDone() == nil:
		return fmt.Errorf("a report came after Done")
	case t.dones[0].Step != 4:
		return fmt.Errorf("the message Done tells of step %d after steps 1 to 4", t.dones[0].Step)
	}
	return nil
}

func wantNothing(_ *learner, t training) error {
	if len(t.reports) > 0 || len(t.dones) != 1 || t.dones[0].Step != 3 {
		return fmt.Errorf("%d reports came, and the end was %v", len(t.reports), t.dones)
	}
	return nil
}

func trainingSeconds(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	t, err := l.advance(ctx, 0, 4, 2)
	if err != nil {
		return err
	}
	passed, sum := time.Since(began).Seconds(), 0.0
	for _, r := range t.reports {
		if !(r.Seconds >= 0) {
			return fmt.Errorf("a window took %v seconds", r.Seconds)
		}
		sum += r.Seconds
	}
	if sum > passed {
		return fmt.Errorf("the windows took %v seconds, %v have passed", sum, passed)
	}
	return nil
}

func refusesTraining(from, to, every int64) func(context.Context, *subject) error {
	return func(ctx context.Context, s *subject) error {
		l, err := s.open(ctx)
		if err != nil {
			return err
		}
		_, err = l.advance(ctx, from, to, every)
		return refused(fmt.Sprintf("from %d to %d every %d", from, to, every), err, codes.InvalidArgument)
	}
}

func trainingCut(ctx context.Context, s *subject) error {
	whole, err := s.trace(ctx)
	if err != nil {
		return err
	}
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	first, err := l.advance(ctx, 0, 3, 1)
	if err != nil {
		return err
	}
	second, err := l.advance(ctx, 3, traceSteps, 1)
	if err != nil {
		return err
	}
	first.reports = append(first.reports, second.reports...)
	return equalTraces(first, whole)
}

// traceSteps is how long the trainings are that checks compare.
const traceSteps = 6

// trace trains a learner of its own and reports every step.
func (s *subject) trace(ctx context.Context, settings ...setting) (training, error) {
	l, err := s.open(ctx, settings...)
	if err != nil {
		return training{}, err
	}
	return l.advance(ctx, 0, traceSteps, 1)
}

// equalTraces tells the first report in which two trainings differ.
func equalTraces(got, want training) error {
	if got.same(want) {
		return nil
	}
	for i := range min(len(got.reports), len(want.reports)) {
		a, b := training{reports: got.reports[i : i+1]}, training{reports: want.reports[i : i+1]}
		if !a.same(b) {
			return fmt.Errorf("step %d reports %v, not %v", want.reports[i].Step, last(got.reports[i]), last(want.reports[i]))
		}
	}
	return fmt.Errorf("%d reports came, not %d", len(got.reports), len(want.reports))
}

// last are the last values of a report's scalars.
func last(r *pb.Report) []float64 {
	var values []float64
	for _, s := range r.Scalars {
		values = append(values, s.GetLast())
	}
	return values
}

func trainingLearns(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	before, err := l.draw(ctx, 8)
	if err != nil {
		return err
	}
	if _, err := l.advance(ctx, 0, 20, 20); err != nil {
		return err
	}
	after, err := l.draw(ctx, 8)
	if err != nil {
		return err
	}
	if after.same(before) {
		return fmt.Errorf("8 samples are the same bytes before and after 20 steps")
	}
	return nil
}

package conform

import (
	"context"
	"fmt"
	"math"
	"slices"

	"google.golang.org/grpc/codes"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

const (
	rowHint   = "Compute every row from its own condition alone: no batch statistics, no shared generator of random numbers."
	drawnHint = "Draw a row's latent as a pure function of Sampling.seed and Row.index."
)

var samplingChecks = []Check{
	{ID: "sampling/header", Rule: "The first message announces the shape that Open told, as UINT8 for images and FLOAT32 for points.",
		Hint: "Send one SampleHeader before the numbers.", run: samplingHeader},
	{ID: "sampling/none", Rule: "No rows give the header and no numbers.", Hint: "Don't compute a batch of no rows.", run: samplingCount(0)},
	{ID: "sampling/one", Rule: "One row gives one sample.", Hint: rowHint, run: samplingCount(1)},
	{ID: "sampling/thousand", Rule: "A thousand rows give a thousand samples.", Hint: "Work in batches of what fits, and send the samples in the order of the rows.", run: samplingCount(1000)},
	{ID: "sampling/chunks", Rule: "No message of numbers is larger than 1 MiB.", Hint: "Cut the numbers anywhere into messages of at most 1 MiB.", run: samplingChunks},
	{ID: "sampling/messages", Rule: "Rows in several messages give the same samples as rows in one.", Hint: rowHint, run: samplingMessages},
	{ID: "sampling/repeat", Rule: "The same request gives the same bytes again.", Hint: "Let nothing carry over from one request to the next.", run: samplingRepeat},
	{ID: "sampling/alone", Rule: "A row alone gives the same sample as among others.", Hint: rowHint, run: samplingAlone},
	{ID: "sampling/order", Rule: "Rows in another order give the same samples in that order.", Hint: rowHint, run: samplingOrder},
	{ID: "sampling/finite", Rule: "Points are finite numbers.", Hint: "End with ABORTED and a Fault of kind DIVERGED where a sample is not finite.", run: samplingFinite},
	{ID: "sampling/varied", Rule: "Different rows give different samples.", Hint: drawnHint, run: samplingVaried},
	{ID: "sampling/harmless", Rule: "Sampling does not change the training that follows.", Hint: "Keep the generators of noise and the statistics of layers apart.", run: samplingHarmless},
	{ID: "sampling/first-message", Rule: "Rows before the Sampling are refused with INVALID_ARGUMENT.", Hint: "Look at the first message.", run: samplingFirst},
	{ID: "sampling/cut-number", Rule: "A latent whose bytes are no whole number of float32 is refused with INVALID_ARGUMENT.",
		Hint: "Look at the length of bytes fields.", run: samplingCut},
	{ID: "sampling/seed", Rule: "Another seed of the Sampling gives other samples.", Hint: drawnHint, Needs: []Need{noise}, run: samplingSeed},
	{ID: "sampling/latent", Rule: "A given latent is used: equal ones give equal samples, others others.", Hint: "Take Row.latent where it is there, and Row.index only where it is not.",
		Needs: []Need{noise}, run: samplingLatent},
	{ID: "sampling/latent-length", Rule: "A latent of another length than latent_dim is an error, and the process lives on.",
		Hint: "Give INVALID_ARGUMENT with both lengths.", Needs: []Need{noise}, run: samplingLatentLength},
	{ID: "sampling/truncation", Rule: "Truncation 0 makes all drawn latents zero, so that equal conditions give equal samples.", Hint: "Multiply drawn latents by Sampling.truncation.",
		Needs: []Need{noise}, run: samplingTruncation},
	{ID: "sampling/given-latent", Rule: "Truncation leaves a given latent as it is.", Hint: "Multiply drawn latents alone.", Needs: []Need{noise}, run: samplingGivenLatent},
}

// sampled makes a check of an opened learner.
func sampled(ctx context.Context, s *subject, check func(*learner) error) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	return check(l)
}

func samplingHeader(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		d, err := l.draw(ctx, 2)
		if err != nil {
			return err
		}
		want := pb.SampleHeader_FLOAT32
		if isImage(l.task) {
			want = pb.SampleHeader_UINT8
		}
		if shape := l.data(l.task).Shape; d.header.Type != want || !sameShape(d.header.Shape, shape) {
			return fmt.Errorf("samples are announced as %v of shape %v, want %v of shape %v", d.header.Type, d.header.Shape, want, shape)
		}
		return nil
	})
}

func sameShape(got []int64, want []int) bool {
	return slices.EqualFunc(got, want, func(a int64, b int) bool { return int(a) == b })
}

func samplingCount(n int) func(context.Context, *subject) error {
	return func(ctx context.Context, s *subject) error {
		return sampled(ctx, s, func(l *learner) error {
			d, err := l.draw(ctx, n)
			if err == nil && len(d.bytes) != n*d.rowSize {
				err = fmt.Errorf("%d bytes came for %d samples of %d bytes", len(d.bytes), n, d.rowSize)
			}
			return err
		})
	}
}

func samplingChunks(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		size := 1
		for _, n := range l.data(l.task).Shape {
			size *= n
		}
		if !isImage(l.task) {
			size *= 4 // bytes
		}
		n := wire.ChunkSize/size + 1
		if translates(l.task) { // as many sources must fit into one message
			n = min(n, wire.MaxMessage/(5*size))
		}
		d, err := l.draw(ctx, n)
		if err == nil && d.largest > wire.ChunkSize {
			err = fmt.Errorf("a message has %d bytes", d.largest)
		}
		return err
	})
}

func samplingMessages(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		rows, err := l.rows(0, 5)
		if err != nil {
			return err
		}
		want, err := l.sample(ctx, sampling(), rows...)
		if err != nil {
			return err
		}
		got, err := l.sampleIn(ctx, sampling(), rows[:2], rows[2:3], nil, rows[3:])
		if err == nil && !got.same(want) {
			err = fmt.Errorf("5 rows in 4 messages give other samples")
		}
		return err
	})
}

func samplingRepeat(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		want, err := l.draw(ctx, 4)
		if err != nil {
			return err
		}
		got, err := l.draw(ctx, 4)
		if err == nil && !got.same(want) {
			err = fmt.Errorf("4 samples differ")
		}
		return err
	})
}

func samplingAlone(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		rows, err := l.rows(0, 70)
		if err != nil {
			return err
		}
		all, err := l.sample(ctx, sampling(), rows...)
		if err != nil {
			return err
		}
		alone, err := l.sample(ctx, sampling(), rows[66])
		if err == nil && !slices.Equal(alone.row(0), all.row(66)) {
			err = fmt.Errorf("row 66 of 70 is another sample than row 66 alone")
		}
		return err
	})
}

func samplingOrder(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		rows, err := l.rows(0, 6)
		if err != nil {
			return err
		}
		want, err := l.sample(ctx, sampling(), rows...)
		if err != nil {
			return err
		}
		slices.Reverse(rows)
		got, err := l.sample(ctx, sampling(), rows...)
		for i := 0; i < 6 && err == nil; i++ {
			if !slices.Equal(got.row(5-i), want.row(i)) {
				err = fmt.Errorf("row %d differs when the rows are reversed", i)
			}
		}
		return err
	})
}

func samplingFinite(ctx context.Context, s *subject) error {
	if !s.does(variant.Points) {
		return nil // bytes are finite
	}
	l, err := s.openFor(ctx, variant.Points)
	if err != nil {
		return err
	}
	d, err := l.draw(ctx, 100)
	if err != nil {
		return err
	}
	numbers, err := wire.Floats(d.bytes)
	for i, v := range numbers {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("number %d is %v", i, v)
		}
	}
	return err
}

func samplingVaried(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		d, err := l.draw(ctx, 8)
		if err != nil {
			return err
		}
		for i := 1; i < d.count(); i++ {
			if !slices.Equal(d.row(i), d.row(0)) {
				return nil
			}
		}
		return fmt.Errorf("8 rows give the same sample")
	})
}

func samplingHarmless(ctx context.Context, s *subject) error {
	want, err := s.trace(ctx)
	if err != nil {
		return err
	}
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	got, err := l.advance(ctx, 0, 3, 1)
	if err != nil {
		return err
	}
	if _, err := l.draw(ctx, 5); err != nil {
		return err
	}
	rest, err := l.advance(ctx, 3, traceSteps, 1)
	if err != nil {
		return err
	}
	got.reports = append(got.reports, rest.reports...)
	return equalTraces(got, want)
}

func samplingFirst(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		_, err := l.ask(ctx, &pb.SampleRequest{Message: &pb.SampleRequest_Rows{Rows: &pb.Rows{Rows: []*pb.Row{{Label: -1, Domain: -1}}}}})
		return refused("rows without a Sampling", err, codes.InvalidArgument)
	})
}

func samplingCut(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		rows, err := l.rows(0, 1)
		if err != nil {
			return err
		}
		rows[0].Latent = []byte{1, 2, 3}
		_, err = l.sample(ctx, sampling(), rows...)
		return refused("a latent of 3 bytes", err, codes.InvalidArgument)
	})
}

func samplingSeed(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		one, err := l.draw(ctx, 8)
		if err != nil {
			return err
		}
		other := sampling()
		other.Seed++
		two, err := l.drawBy(ctx, other, 8)
		if err == nil && two.same(one) {
			err = fmt.Errorf("seeds 5 and 6 give the same 8 samples")
		}
		return err
	})
}

// latent is a latent of the learner's length with one number throughout.
func (l *learner) latent(x float32) []byte {
	numbers := make([]float32, l.info.LatentDim)
	for i := range numbers {
		numbers[i] = x
	}
	return wire.AppendFloats(nil, numbers)
}

// withLatents are rows of equal conditions with the given latents.
func (l *learner) withLatents(numbers ...float32) ([]*pb.Row, error) {
	if l.info.LatentDim < 1 {
		return nil, skip("Open tells no latent_dim")
	}
	var all []*pb.Row
	for i, x := range numbers {
		rows, err := l.rows(0, 1)
		if err != nil {
			return nil, err
		}
		rows[0].Index, rows[0].Latent = uint64(i), l.latent(x)
		all = append(all, rows...)
	}
	return all, nil
}

func samplingLatent(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		rows, err := l.withLatents(0.5, -1.5, 0.5)
		if err != nil {
			return err
		}
		d, err := l.sample(ctx, sampling(), rows...)
		switch {
		case err != nil:
			return err
		case !slices.Equal(d.row(0), d.row(2)):
			return fmt.Errorf("equal latents give different samples")
		case slices.Equal(d.row(0), d.row(1)):
			return fmt.Errorf("different latents give equal samples")
		}
		return nil
	})
}

func samplingLatentLength(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		rows, err := l.withLatents(0.5)
		if err != nil {
			return err
		}
		rows[0].Latent = append(rows[0].Latent, 0, 0, 0, 0)
		_, err = l.sample(ctx, sampling(), rows...)
		return s.survives(ctx, "a latent that is too long", err)
	})
}

func samplingTruncation(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		var all []*pb.Row
		for i := range uint64(3) {
			rows, err := l.rows(0, 1)
			if err != nil {
				return err
			}
			rows[0].Index = i
			all = append(all, rows...)
		}
		none := sampling()
		none.Truncation = 0
		d, err := l.sample(ctx, none, all...)
		if err == nil && !(slices.Equal(d.row(0), d.row(1)) && slices.Equal(d.row(0), d.row(2))) {
			err = fmt.Errorf("3 rows of different index differ though truncation is 0")
		}
		return err
	})
}

func samplingGivenLatent(ctx context.Context, s *subject) error {
	return sampled(ctx, s, func(l *learner) error {
		rows, err := l.withLatents(0.7, -0.4)
		if err != nil {
			return err
		}
		whole, err := l.sample(ctx, sampling(), rows...)
		if err != nil {
			return err
		}
		half := sampling()
		half.Truncation = 0.5
		cut, err := l.sample(ctx, half, rows...)
		if err == nil && !cut.same(whole) {
			err = fmt.Errorf("given latents give other samples at truncation 0.5")
		}
		return err
	})
}

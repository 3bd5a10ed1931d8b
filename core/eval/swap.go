package eval

import (
	"context"
	"fmt"
	"math"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// MostSwaps is how many samples are asked for again with another label.
const MostSwaps = 512

// Swap are the rows that ask for the latents of the first samples of Conditions, of n,
// again but with the next class each: the last one's is the first. Nil where samples
// are not asked for a class, or there is only one.
func (j *ImageJudge) Swap(n int) []variant.Row {
	classes := len(j.test.Header().Classes)
	if j.task != variant.LabelToImage || classes < 2 {
		return nil
	}
	rows := j.Conditions(min(n, MostSwaps))
	for i := range rows {
		rows[i].Label = nextClass(rows[i].Label, classes)
	}
	return rows
}

func nextClass(label, classes int) int { return (label + 1) % classes }

// Swapped scores what the label does to a sample, by the samples of Conditions and
// those of Swap: the share of latents of which either image shows the class that it
// was asked for, and how far the two lie apart in features for real images of the two
// classes. A generator that ignores labels has 0 of both: one image cannot show two
// classes.
func (j *ImageJudge) Swapped(ctx context.Context, samples, swapped sample.Batch) ([]core.Score, error) {
	t, err := j.trial(ctx, samples)
	if err != nil {
		return nil, err
	}
	if err := j.check(swapped); err != nil {
		return nil, err
	}
	n := min(samples.Rows(), MostSwaps)
	if swapped.Rows() != n {
		return nil, fmt.Errorf("%d samples of other labels beside %d", swapped.Rows(), samples.Rows())
	}
	drawn, real, random := newSwaps(t, samples.First(n), swapped), t.realSwaps(n), t.noisySwaps(n)
	relative := func(s swaps) float64 {
		if apart := real.apart(t.eye()); apart > 0 {
			return s.apart(t.eye()) / apart
		}
		return math.NaN()
	}
	scores := []core.Score{{
		Key: "swap_change", Identity: fmt.Sprintf("label-swap[%s, change over that of real images]@%d", t.eye().Name(), n), Direction: core.Neither,
		Value: relative(drawn), Floor: known64(relative(real)), Ceiling: known64(relative(random)),
	}}
	if c := t.classifier; c != nil && c.classes > 0 {
		scores = append(scores, core.Score{
			Key: "swap", Identity: fmt.Sprintf("label-swap[%s.%s, both recognised]@%d", classifierName, c.hash[:6], n), Direction: core.Higher,
			Value: drawn.recognised(c), Floor: known64(real.recognised(c)), Ceiling: known64(random.recognised(c)),
		})
	}
	return measured(scores), nil
}

// swaps are pairs of images that were asked for a class and for the next one.
type swaps struct {
	before, after sample.Batch
	labels        []int // of those before
	classes       int
}

func newSwaps(t *trial, before, after sample.Batch) swaps {
	s := swaps{before: before, after: after, classes: len(t.test.Header().Classes)}
	for _, row := range t.targets[:before.Rows()] {
		s.labels = append(s.labels, t.test.Label(row))
	}
	return s
}

// realSwaps are test images of the classes, no image before the others of its class
// have been.
func (t *trial) realSwaps(n int) swaps {
	rows := byLabel(t.test)
	used, after := map[int]int{}, make([]int, n)
	for i, row := range t.targets[:n] {
		next := nextClass(t.test.Label(row), len(t.test.Header().Classes))
		if of := rows[next]; len(of) > 0 {
			after[i] = of[used[next]%len(of)]
		} else { // the test split lacks the class: nothing real to stand for it
			after[i] = row
		}
		used[next]++
	}
	return newSwaps(t, batch(t.test, t.targets[:n]), batch(t.test, after))
}

func byLabel(f *data.File) map[int][]int {
	rows := map[int][]int{}
	for row := range f.Rows() {
		rows[f.Label(row)] = append(rows[f.Label(row)], row)
	}
	return rows
}

func (t *trial) noisySwaps(n int) swaps {
	both := noise(t.test.Header().Shape, 2*n)
	after := both.First(2 * n)
	after.Shape[0], after.U8 = n, both.U8[n*both.RowSize():]
	return newSwaps(t, both.First(n), after)
}

// recognised is the share of pairs of which either image is taken for the class that
// it was asked for.
func (s swaps) recognised(c *Classifier) float64 {
	before, after := c.answer(s.before).classes, c.answer(s.after).classes
	both := make([]bool, len(s.labels))
	for i, label := range s.labels {
		both[i] = largest(before.Row(i)) == label && largest(after.Row(i)) == nextClass(label, s.classes)
	}
	return share(both)
}

// apart is the root mean square distance of pairs in features.
func (s swaps) apart(e *Extractor) float64 {
	x, y := e.Features(s.before), e.Features(s.after)
	squares := make([]float64, x.Rows)
	for i := range squares {
		squares[i] = squaredApart(x.Row(i), y.Row(i))
	}
	return math.Sqrt(mean(squares))
}

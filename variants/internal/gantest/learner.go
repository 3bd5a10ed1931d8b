package gantest

import (
	"math"
	"slices"
	"testing"

	"gander/plugins/variant"
)

// Open opens v to train on d with the given parameters.
func Open(t testing.TB, v variant.Variant, seed uint64, params map[string]any, d ...variant.Dataset) variant.Learner {
	t.Helper()
	l, _, err := v.Open(Setup(t, v, seed, params, d...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// Setup is one to train with.
func Setup(t testing.TB, v variant.Variant, seed uint64, params map[string]any, d ...variant.Dataset) variant.Setup {
	t.Helper()
	complete, problems := variant.Complete(v.Describe().Params, params)
	for _, p := range problems {
		t.Fatal(p)
	}
	return variant.Setup{
		Purpose: variant.Train, Params: complete, Data: slices.Clone(d),
		Seed: seed, Threads: 2, TotalSteps: 100, Scratch: t.TempDir(),
	}
}

// Steps does n steps and returns the last step's progress.
func Steps(t testing.TB, l variant.Learner, n int) (p variant.Progress) {
	t.Helper()
	var err error
	for range n {
		if p, err = l.Step(); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// Samples are the first n of seed 0, asked for nothing in particular.
func Samples(t testing.TB, l variant.Learner, n int, weights variant.Weights) variant.Tensor {
	t.Helper()
	rows := make([]variant.Row, n)
	for i := range rows {
		rows[i] = variant.Row{Index: uint64(i), Label: -1, Domain: -1}
	}
	return SamplesOf(t, l, rows, weights)
}

// SamplesOf are those of rows, drawn from seed 0.
func SamplesOf(t testing.TB, l variant.Learner, rows []variant.Row, weights variant.Weights) variant.Tensor {
	t.Helper()
	out, err := l.Sample(variant.Sampling{Weights: weights, Truncation: 1}, rows)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// FromModes is the mean distance of points to their nearest mode of d, and how
// many modes have a point within a tenth.
func FromModes(points variant.Tensor, d variant.Dataset) (mean float64, modes int) {
	found := map[int]bool{}
	for i := range points.Rows() {
		best, nearest := math.Inf(1), 0
		for k, m := range d.Header.Modes {
			p := points.Row(i)
			if r := math.Hypot(float64(p[0])-m[0], float64(p[1])-m[1]); r < best {
				best, nearest = r, k
			}
		}
		mean += best / float64(points.Rows())
		if best < 0.1 {
			found[nearest] = true
		}
	}
	return mean, len(found)
}

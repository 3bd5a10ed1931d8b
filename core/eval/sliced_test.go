package eval

import (
	"math"
	"testing"
)

func goldenDirections() Features {
	r := 1 / math.Sqrt(3)
	return Features{Rows: 4, Cols: 3, Data: []float64{1, 0, 0, 0, 1, 0, 0, 0, 1, r, r, r}}
}

func TestGoldenSliced(t *testing.T) {
	x, y := goldenX(), goldenY()
	near(t, "sliced Wasserstein distance", SlicedDistance(x, y, goldenDirections(), 1), 0.242402489843, 1e-11)
	near(t, "MIND", MIND(x, y, goldenDirections()), 0.670582031763, 1e-11)
}

func TestGoldenMINDAxioms(t *testing.T) {
	x, y := cloud("mind x", 400, 8), cloud("mind y", 300, 8)
	directions := Directions("test", 200, 8)
	near(t, "MIND from itself", MIND(x, x, directions), 0, 0)
	near(t, "symmetry", MIND(x, y, directions), MIND(y, x, directions), 0)
	last := 0.0
	for _, shift := range []float64{0.5, 1, 2} {
		moved := x.pick(sequence(400))
		for i := range moved.Data {
			moved.Data[i] += shift
		}
		d := MIND(moved, x, Directions("test", 2000, 8))
		near(t, "shift, relative to 3dμ²", d/(3*8*shift*shift), 1, 0.1)
		if d <= last {
			t.Errorf("a shift by %v gives %v after %v", shift, d, last)
		}
		last = d
	}
}

func TestDirectionsHaveLengthOne(t *testing.T) {
	for _, s := range Directions("test", 10, 49).squares() {
		near(t, "square of the length", s, 1, 1e-12)
	}
}

package dataset

import (
	"math"
	"testing"

	"gander/plugins/variant/data"
)

// nearest is the mode closest to a point, and how far it is.
func nearest(point []float32, modes [][]float64) (mode int, distance float64) {
	distance = math.Inf(1)
	for k, c := range modes {
		if d := math.Hypot(float64(point[0])-c[0], float64(point[1])-c[1]); d < distance {
			mode, distance = k, d
		}
	}
	return mode, distance
}

func TestMixturesAreWhatTheySay(t *testing.T) {
	for _, c := range []struct {
		source  string
		options map[string]any
		modes   int
		std     float64
	}{
		{"ring", nil, 8, 0.01},
		{"ring", map[string]any{"modes": 3, "radius": 0.5, "std": 0.05}, 3, 0.05},
		{"grid", nil, 25, 0.0125},
		{"grid", map[string]any{"extent": 4.0}, 25, 0.05},
	} {
		p := mustPrepare(t, c.source, c.options, t.TempDir())
		f := mustOpen(t, p.Path(data.Train))
		h := f.Header()
		if len(h.Modes) != c.modes || len(h.Classes) != c.modes || math.Abs(h.ModeStd-c.std) > 1e-15 {
			t.Fatalf("%s: %d modes of std %v, want %d of %v", c.source, len(h.Modes), h.ModeStd, c.modes, c.std)
		}
		counts, sum, within := make([]float64, c.modes), 0.0, 0
		for i := range f.Rows() {
			k, d := nearest(f.Point(i), h.Modes)
			if k != f.Label(i) && d < 5*c.std {
				t.Fatalf("%s: row %d lies at mode %d and is labelled %d", c.source, i, k, f.Label(i))
			}
			counts[k]++
			sum += d
			if d < 3*c.std {
				within++
			}
		}
		n := float64(f.Rows())
		// All bounds are five standard errors. Distances have a Rayleigh
		// distribution: mean std·√(π/2), standard deviation 0.655·std.
		near(t, c.source+": mean distance", sum/n/c.std, math.Sqrt(math.Pi/2), 5*0.655/math.Sqrt(n))
		q := 1 - math.Exp(-4.5) // within three standard deviations in the plane
		near(t, c.source+": within three sigma", float64(within)/n, q, 5*math.Sqrt(q*(1-q)/n))
		share := 1 / float64(c.modes)
		for k, count := range counts {
			near(t, c.source+": share of a mode", count/n, share, 5*math.Sqrt(share*(1-share)/n))
			if count == 0 {
				t.Errorf("%s: mode %d is empty", c.source, k)
			}
		}
	}
}

func near(t *testing.T, what string, got, want, bound float64) {
	t.Helper()
	if !(math.Abs(got-want) <= bound) {
		t.Errorf("%s is %v, want %v ± %v", what, got, want, bound)
	}
}

func TestRingCentres(t *testing.T) {
	h := mustPrepare(t, "ring", small, t.TempDir()).Header(data.Test)
	for k, c := range h.Modes {
		angle := 2 * math.Pi * float64(k) / 8
		near(t, "x", c[0], math.Cos(angle), 1e-15)
		near(t, "y", c[1], math.Sin(angle), 1e-15)
	}
}

func TestGridCentres(t *testing.T) {
	h := mustPrepare(t, "grid", small, t.TempDir()).Header(data.Test)
	at := []float64{-1, -0.5, 0, 0.5, 1}
	for k, c := range h.Modes {
		if c[0] != at[k%5] || c[1] != at[k/5] {
			t.Errorf("mode %d is at %v, want (%v, %v)", k, c, at[k%5], at[k/5])
		}
	}
}

func TestSplitsAreIndependent(t *testing.T) {
	p := mustPrepare(t, "ring", small, t.TempDir())
	train, test := mustOpen(t, p.Path(data.Train)), mustOpen(t, p.Path(data.Test))
	seen := map[[2]float32]bool{}
	for i := range train.Rows() {
		seen[[2]float32(train.Point(i))] = true
	}
	for i := range test.Rows() {
		if seen[[2]float32(test.Point(i))] {
			t.Fatalf("row %d of test is one of train's", i)
		}
	}
}

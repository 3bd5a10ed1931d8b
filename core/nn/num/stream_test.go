package num

import (
	"math"
	"slices"
	"testing"
)

func TestStreamNamesAreDistinct(t *testing.T) {
	words := map[uint64][]string{}
	for _, name := range [][]string{{}, {""}, {"a"}, {"a", ""}, {"a", "b"}, {"ab"}, {"b", "a"}} {
		w := NewStream(1, name...).Uint64(0)
		if other, taken := words[w]; taken {
			t.Errorf("streams %q and %q start alike", name, other)
		}
		words[w] = name
	}
	if NewStream(1, "a").Uint64(0) == NewStream(1|1<<40, "a").Uint64(0) {
		t.Error("the seed's upper half does not matter")
	}
}

func TestDrawsReadTheSameWords(t *testing.T) {
	s := NewStream(9, "words")
	for _, k := range []uint64{0, 1, 2, 3, 4, 5, 1 << 40} {
		if got, want := s.Uint64(k), join(s.Uint32(2*k), s.Uint32(2*k+1)); got != want {
			t.Errorf("Uint64(%d) = %x, want %x", k, got, want)
		}
		if got, want := s.Float64(k), float64(s.Uint64(k)>>11)/(1<<53); got != want {
			t.Errorf("Float64(%d) = %v, want %v", k, got, want)
		}
	}
}

// Moments of 10⁵ draws lie within five standard errors of the true ones.
func TestMoments(t *testing.T) {
	const n = 100_000
	s := NewStream(1, "moments")
	tests := []struct {
		name           string
		draw           func(uint64) float64
		mean, variance float64
		kurtosis       float64 // fourth central moment
	}{
		{"Float64", s.Float64, 0.5, 1. / 12, 1. / 80},
		{"Float32", func(k uint64) float64 { return float64(s.Float32(k)) }, 0.5, 1. / 12, 1. / 80},
		{"Normal", s.Normal, 0, 1, 3},
	}
	for _, test := range tests {
		var mean, variance float64
		for k := range uint64(n) {
			d := test.draw(k) - test.mean
			mean += d / n
			variance += d * d / n
		}
		if limit := 5 * math.Sqrt(test.variance/n); math.Abs(mean) > limit {
			t.Errorf("%s: mean is off by %g, limit %g", test.name, mean, limit)
		}
		limit := 5 * math.Sqrt((test.kurtosis-test.variance*test.variance)/n)
		if math.Abs(variance-test.variance) > limit {
			t.Errorf("%s: variance %g, want %g ± %g", test.name, variance, test.variance, limit)
		}
	}
}

// The two numbers of a Box–Muller pair, and neighbours of two pairs, must not be
// correlated.
func TestNormalsAreUncorrelated(t *testing.T) {
	const n = 100_000
	s := NewStream(2, "correlation")
	var within, across float64
	for i := range uint64(n) {
		a, b := s.normals(i)
		within += a * b / n
		across += b * s.Normal(2*i+2) / n
	}
	if limit := 5 / math.Sqrt(n); math.Abs(within) > limit || math.Abs(across) > limit {
		t.Errorf("correlations %g and %g, limit %g", within, across, limit)
	}
}

func TestFillMatchesSingleDraws(t *testing.T) {
	s := NewStream(3, "fill")
	for _, n := range []int{0, 1, 2, 3, 8, 3*shared + 1} {
		for first := range uint64(4) {
			normal, uniform := make([]float32, n), make([]float32, n)
			s.FillNormal(normal, first)
			s.FillUniform(uniform, -2, 3, first)
			for i := range n {
				k := first + uint64(i)
				if want := float32(s.Normal(k)); normal[i] != want {
					t.Errorf("FillNormal(%d, %d)[%d] = %v, want %v", n, first, i, normal[i], want)
				}
				if want := float32(-2 + 5*s.Float64(k)); uniform[i] != want {
					t.Errorf("FillUniform(%d, %d)[%d] = %v, want %v", n, first, i, uniform[i], want)
				}
			}
		}
	}
}

func TestLatentDependsOnItsRowAlone(t *testing.T) {
	long, short := make([]float32, 64), make([]float32, 5)
	Latent(7, 3, long)
	Latent(7, 3, short)
	if !slices.Equal(long[:5], short) {
		t.Errorf("the first numbers are %v of a long row, %v of a short one", long[:5], short)
	}
	for _, other := range [][2]uint64{{7, 4}, {8, 3}} {
		Latent(other[0], other[1], short)
		if slices.Equal(long[:5], short) {
			t.Errorf("seed %d, row %d repeats seed 7, row 3", other[0], other[1])
		}
	}
}

func TestFillMask(t *testing.T) {
	s := NewStream(3, "mask")
	for _, first := range []uint64{0, 1, 6, 1 << 40} {
		dst := make([]float32, 11)
		s.FillMask(dst, 0.3, 2, first)
		for i, got := range dst {
			want := float32(2)
			if s.Float32(first+uint64(i)) < 0.3 {
				want = 0
			}
			if got != want {
				t.Errorf("number %d after %d is %v, want %v", i, first, got, want)
			}
		}
	}
}

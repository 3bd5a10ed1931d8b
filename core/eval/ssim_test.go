package eval

import (
	"math"
	"testing"
)

func evenPlane(size int, value float64) plane {
	p := newPlane(size, size, 3)
	for i := range p.data {
		p.data[i] = value
	}
	return p
}

// The vector of compare_gan: all pairs of images of ones, 0.7 and zeros, whose
// values are of 1 while those of the measure are of 255.
func TestGoldenSimilarity(t *testing.T) {
	images := []plane{evenPlane(64, 1), evenPlane(64, 0.7), evenPlane(64, 0)}
	total := 0.0
	for i, a := range images {
		for _, b := range images[:i] {
			total += similarity(a, b, 5) / 3
		}
	}
	near(t, "mean similarity", total, 0.989989, 1e-3)
}

func TestSimilarity(t *testing.T) {
	shape := []int{44, 48, 3}
	a, b := imageOf(noise(shape, 2), 0), imageOf(noise(shape, 2), 1)
	near(t, "similarity to itself", similarity(a, a, 3), 1, 1e-12)
	near(t, "symmetry", similarity(a, b, 3), similarity(b, a, 3), 1e-12)
	if s := similarity(a, b, 1); math.Abs(s) > 0.1 {
		t.Errorf("similarity of noise to other noise is %v", s)
	}
	inverse := newPlane(a.h, a.w, a.c)
	for i, v := range a.data {
		inverse.data[i] = 255 - v
	}
	near(t, "similarity to the negative", similarity(a, inverse, 1), 0, 0)
}

// With one scale, of one window, it is the formula of Wang et al. 2004.
func TestSimilarityByHand(t *testing.T) {
	a, b := newPlane(1, 2, 1), newPlane(1, 2, 1)
	a.data, b.data = []float64{10}, []float64{30}
	a.w, b.w = 1, 1
	near(t, "similarity of single pixels", similarity(a, b, 1), (2*10*30+6.5025)/(100+900+6.5025), 1e-12)
}

func TestScales(t *testing.T) {
	for side, want := range map[int]int{8: 1, 21: 1, 22: 2, 32: 2, 64: 3, 128: 4, 175: 4, 176: 5, 1024: 5} {
		if got := scales(side, side+7); got != want {
			t.Errorf("images of %d pixels have %d scales, want %d", side, got, want)
		}
	}
}

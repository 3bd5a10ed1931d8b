package eval

import (
	"math"
	"slices"
	"testing"

	"gander/core/nn/num"
	"gander/plugins/sample"
)

// convolve is the layer by its definition.
func convolve(l layer, x []float64, r, c, k int) float64 {
	y := 0.0
	for i := range 3 {
		for j := range 3 {
			row, col := 2*r+i-1, 2*c+j-1
			if row < 0 || col < 0 || row >= l.h || col >= l.w {
				continue
			}
			for m := range l.ci {
				y += l.weights.Row(k)[(3*i+j)*l.ci+m] * x[(row*l.w+col)*l.ci+m]
			}
		}
	}
	return max(y, 0.2*y)
}

func TestLayer(t *testing.T) {
	for _, size := range [][2]int{{6, 6}, {5, 7}, {1, 2}} {
		l := layer{h: size[0], w: size[1], ci: 3, co: 5, weights: cloud("weights", 5, 27)}
		l.panels = l.weights.panels()
		x := cloud("input", 1, l.h*l.w*l.ci).Data
		y := l.apply(x)
		for r := range l.oh() {
			for c := range l.ow() {
				for k := range l.co {
					near(t, "output", y[(r*l.ow()+c)*l.co+k], convolve(l, x, r, c, k), 1e-12)
				}
			}
		}
	}
}

func TestPooling(t *testing.T) {
	l := layer{h: 6, w: 10, ci: 1, co: 2} // its output is 3 × 5
	y := make([]float64, 30)
	for i := range 15 {
		y[2*i], y[2*i+1] = float64(i), float64(-i)
	}
	got := make([]float64, 2)
	for _, c := range []struct {
		region region
		want   float64
	}{
		{region{0, 3, 0, 5}, 7},
		{region{0, 3, 0, 5}.quarters()[0], 3.5}, // rows 0–1, columns 0–2: 0 1 2 5 6 7
		{region{0, 3, 0, 5}.quarters()[3], 10.5},
	} {
		l.mean(got, y, c.region)
		near(t, "mean", got[0], c.want, 1e-12)
		near(t, "mean", got[1], -c.want, 1e-12)
	}
	l.deviation(got, y)
	near(t, "deviation", got[1], math.Sqrt(14*16/12.), 1e-12) // of 0 … 14: √((n²−1)/12)
}

func TestExtractorSizes(t *testing.T) {
	for _, c := range []struct {
		shape  []int
		layers int
		size   int
	}{
		{[]int{1, 1, 1}, 1, 8 * 5},
		{[]int{16, 16, 1}, 2, 8*2 + 16*5},
		{[]int{28, 28, 1}, 3, 8*2 + 16*2 + 32*5},
		{[]int{32, 48, 3}, 3, 8*2 + 16*2 + 32*5},
		{[]int{64, 64, 3}, 4, 8*2 + 16*2 + 32*2 + 32*5},
	} {
		e := NewExtractor(1, c.shape)
		if len(e.layers) != c.layers || e.size != c.size {
			t.Errorf("%v: %d layers and %d features, want %d and %d", c.shape, len(e.layers), e.size, c.layers, c.size)
		}
		f := e.Features(noise(c.shape, 2))
		for i, v := range f.Data {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%v: feature %d is %v", c.shape, i, v)
			}
		}
	}
}

// Features belong to the image alone, differ from network to network, and are
// of the size that He's initialisation promises.
func TestFeatures(t *testing.T) {
	shape := []int{32, 32, 1}
	b := noise(shape, 8)
	e := NewExtractor(1, shape)
	all, one := e.Features(b), e.Features(sample.Batch{Shape: []int{1, 32, 32, 1}, U8: b.U8[5*1024 : 6*1024]})
	other := NewExtractor(2, shape).Features(b)
	for k, v := range one.Row(0) {
		if v != all.Row(5)[k] {
			t.Fatalf("feature %d is %v beside others and %v alone", k, all.Row(5)[k], v)
		}
	}
	if other.Row(0)[0] == all.Row(0)[0] {
		t.Error("two seeds give the same network")
	}
	weights := he(num.NewStream(1, "he"), 0, 64, 144)
	_, variances := Features{Rows: len(weights.Data), Cols: 1, Data: weights.Data}.Moments()
	near(t, "variance of weights", variances[0]*144, 2/1.04, 0.05)
}

func TestMomentsAndNearest(t *testing.T) {
	f := Features{Rows: 3, Cols: 2, Data: []float64{1, 10, 2, 10, 6, 13}}
	means, variances := f.Moments()
	near(t, "mean", means[0], 3, 1e-15)
	near(t, "variance", variances[0], 7, 1e-15)
	near(t, "variance", variances[1], 3, 1e-15)
	near(t, "spread", spread(f), math.Sqrt(20), 1e-15)
	x := Features{Rows: 3, Cols: 2, Data: []float64{2, 11, 9, 13, 0, 10}}
	if found, _ := f.nearest(x); !slices.Equal(found, []int{1, 2, 0}) {
		t.Errorf("nearest rows are %d", found)
	}
}

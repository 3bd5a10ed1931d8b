package eval

import (
	"math"

	"gander/core/nn/kernel"
)

// A layer is one convolution of an Extractor. Its input is (h, w, ci), its
// output (oh, ow, co), both row-major.
type layer struct {
	h, w, ci, co int
	weights      Features // a row for each output channel: 3 × 3 × ci
	panels       kernel.Panels
}

func (l layer) oh() int { return (l.h + 1) / 2 }
func (l layer) ow() int { return (l.w + 1) / 2 }

// apply is the convolution and its leaky ReLU.
func (l layer) apply(x []float64) []float64 {
	y := make([]float64, l.oh()*l.ow()*l.co)
	patches := NewFeatures(l.ow(), 9*l.ci)
	for r := range l.oh() {
		for c := range l.ow() {
			l.gather(patches.Row(c), x, 2*r-1, 2*c-1)
		}
		l.panels.Products(y[r*l.ow()*l.co:], patches.Data, l.co)
	}
	leak(y)
	return y
}

// gather copies the 3 × 3 pixels from (top, left) on, zeros outside x.
func (l layer) gather(patch, x []float64, top, left int) {
	clear(patch)
	for i := range 3 {
		for j := range 3 {
			r, c := top+i, left+j
			if r < 0 || c < 0 || r >= l.h || c >= l.w {
				continue
			}
			copy(patch[(3*i+j)*l.ci:][:l.ci], x[(r*l.w+c)*l.ci:])
		}
	}
}

func leak(x []float64) {
	for i, v := range x {
		if v < 0 {
			x[i] = slope * v
		}
	}
}

// A region is the pixels from (top, left) to before (bottom, right).
type region struct{ top, bottom, left, right int }

func (r region) pixels() int { return (r.bottom - r.top) * (r.right - r.left) }

// quarters are the four corners of a region that begins at (0, 0). They share
// the middle row or column where a side is odd.
func (r region) quarters() []region {
	h, w := (r.bottom+1)/2, (r.right+1)/2
	return []region{
		{0, h, 0, w}, {0, h, r.right - w, r.right},
		{r.bottom - h, r.bottom, 0, w}, {r.bottom - h, r.bottom, r.right - w, r.right},
	}
}

// mean of each channel of the output y over a region.
func (l layer) mean(dst, y []float64, r region) {
	clear(dst)
	for row := r.top; row < r.bottom; row++ {
		for col := r.left; col < r.right; col++ {
			for k, v := range y[(row*l.ow()+col)*l.co:][:l.co] {
				dst[k] += v
			}
		}
	}
	for k := range dst {
		dst[k] /= float64(r.pixels())
	}
}

// deviation is the standard deviation of each channel of the output y.
func (l layer) deviation(dst, y []float64) {
	mean := make([]float64, l.co)
	l.mean(mean, y, region{0, l.oh(), 0, l.ow()})
	clear(dst)
	for i, v := range y {
		d := v - mean[i%l.co]
		dst[i%l.co] += float64(d * d)
	}
	for k := range dst {
		dst[k] = math.Sqrt(dst[k] / float64(len(y)/l.co))
	}
}

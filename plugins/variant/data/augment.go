package data

import (
	"fmt"

	"gander/core/nn/num"
)

// An Augment is what a learner does to every image that it draws, so that it
// hardly ever sees the same one twice. The zero value does nothing.
//
// It is a pure function of the draw. Draw k takes numbers 8k … 8k+4 of the
// stream (dataset, "augment"), u being their Float64, and does, in this order:
//
//	8k      Flip: mirrors the image left to right if u < ½
//	8k+1    Crop: moves it down by ⌊u·(2·Crop + 1)⌋ − Crop pixels
//	8k+2    and right by as many, repeating the pixels at the edge
//	8k+3    Jitter: multiplies by float32(1 + Jitter·(2u − 1))
//	8k+4    adds float32(Jitter·(2u − 1)) and clamps to [-1, 1]
//
// The last two work on numbers in [-1, 1]; every operation is rounded by itself.
type Augment struct {
	Flip   bool    `json:"flip,omitempty"`
	Crop   int     `json:"crop,omitempty"`   // pixels, less than the image has
	Jitter float64 `json:"jitter,omitempty"` // in [0, 1]
}

// drawsOf is how many numbers are set apart for the augmentation of one draw.
const drawsOf = 8

// AugmentStream is the stream that the draws of a dataset take theirs from.
func AugmentStream(seed uint64, dataset ...string) num.Stream {
	return num.NewStream(seed, append(dataset[:len(dataset):len(dataset)], "augment")...)
}

// Apply writes the image src of draw k into dst as learners see it: H·W·C
// numbers in [-1, 1], changed as the draw has it.
func (a Augment) Apply(dst []float32, src []byte, shape []int, s num.Stream, k uint64) {
	h, w, c := shape[0], shape[1], shape[2]
	flip := a.Flip && s.Float64(drawsOf*k) < 0.5
	down, right := a.shift(s, drawsOf*k+1), a.shift(s, drawsOf*k+2)
	for y := range h {
		row := src[clamp(y-down, h)*w*c:][:w*c]
		for x := range w {
			from := clamp(x-right, w)
			if flip {
				from = w - 1 - from
			}
			for i, v := range row[from*c : from*c+c] {
				dst[(y*w+x)*c+i] = unit[v]
			}
		}
	}
	if a.Jitter > 0 {
		jitter(dst, a.amount(s, drawsOf*k+3, 1), a.amount(s, drawsOf*k+4, 0))
	}
}

// shift is uniform in -Crop … Crop.
func (a Augment) shift(s num.Stream, draw uint64) int {
	if a.Crop == 0 {
		return 0
	}
	return int(s.Float64(draw)*float64(2*a.Crop+1)) - a.Crop
}

// amount is uniform within Jitter of a centre. The conversions keep compilers
// from fusing a product with a sum, which would round once instead of twice.
func (a Augment) amount(s num.Stream, draw uint64, centre float64) float32 {
	return float32(centre + float64(a.Jitter*(float64(2*s.Float64(draw))-1)))
}

func jitter(v []float32, contrast, brightness float32) {
	for i := range v {
		v[i] = min(max(float32(v[i]*contrast)+brightness, -1), 1)
	}
}

func clamp(i, n int) int { return min(max(i, 0), n-1) }

// checkAugment says what is wrong with a header's augmentation.
func (h Header) checkAugment() []error {
	a := h.Augment
	if a == nil {
		return nil
	}
	if h.Kind != KindImage {
		return []error{fmt.Errorf("augment: a %s cannot be augmented", h.Kind)}
	}
	var problems []error
	if a.Crop < 0 || a.Crop >= min(h.Shape[0], h.Shape[1]) {
		problems = append(problems, fmt.Errorf("augment: crop is %d, not between 0 and the %d pixels of an image", a.Crop, min(h.Shape[0], h.Shape[1])))
	}
	if !(a.Jitter >= 0 && a.Jitter <= 1) {
		problems = append(problems, fmt.Errorf("augment: jitter is %v, not between 0 and 1", a.Jitter))
	}
	return problems
}

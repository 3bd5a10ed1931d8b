package eval

import (
	"slices"

	"gander/core/nn/num"
)

// activation is relu, leaky_relu or tanh.
func (l sequenceLayer) activation() step {
	f := func(v float64) float64 { return max(v, l.Slope*v) } // a slope of 0 is relu
	if l.Kind == "tanh" {
		f = num.Tanh
	}
	return func(x []float64) []float64 {
		y := make([]float64, len(x))
		for i, v := range x {
			y[i] = f(v)
		}
		return y
	}
}

// pool folds each window of h × w numbers of a channel into one.
func pool(in, out volume, h, w int, fold func([]float64) float64) step {
	return func(x []float64) []float64 {
		y, window := make([]float64, out.size()), make([]float64, 0, h*w)
		for i := range y {
			c, r, col := i/(out.h*out.w), i/out.w%out.h, i%out.w
			window = window[:0]
			for k := range h {
				window = append(window, x[(c*in.h+r*h+k)*in.w+col*w:][:w]...)
			}
			y[i] = fold(window)
		}
		return y
	}
}

func average(x []float64) float64   { return sum(x) / float64(len(x)) }
func largestOf(x []float64) float64 { return slices.Max(x) }

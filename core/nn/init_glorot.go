package nn

import (
	"math"

	"gander/core/nn/num"
)

// Glorot draws weights from ±gain·√(6/(fan_in + fan_out)) (Glorot and Bengio
// 2010, equation 16). fan_out is the number of outputs that one input reaches.
func Glorot(gain float64) Init {
	return func(dst []float32, s num.Stream, shape []int) {
		in, last := fanIn(shape), len(shape)-1
		out := in / shape[last-1] * shape[last]
		Uniform(gain*math.Sqrt(6/float64(in+out)))(dst, s, shape)
	}
}

package nn

import (
	"math"

	"gander/core/nn/kernel"
	"gander/core/nn/num"
)

// An Init fills all of dst, whatever that holds, with the first values of a tensor
// of the given shape, from a stream that belongs to that tensor alone.
type Init func(dst []float32, s num.Stream, shape []int)

// Zeros is an Init.
func Zeros(dst []float32, _ num.Stream, _ []int) { clear(dst) }

// Ones is an Init.
func Ones(dst []float32, _ num.Stream, _ []int) {
	for i := range dst {
		dst[i] = 1
	}
}

// Normal draws from N(mean, std²).
func Normal(mean, std float64) Init {
	return func(dst []float32, s num.Stream, _ []int) {
		kernel.FillGaussian(dst, s, mean, std)
	}
}

// Uniform draws from [−bound, bound].
func Uniform(bound float64) Init {
	return func(dst []float32, s num.Stream, _ []int) { s.FillUniform(dst, -bound, bound, 0) }
}

// KaimingUniform draws weights from ±1/√fan_in, where fan_in is the number of
// inputs that one output sums over: PyTorch's default for linear and
// convolution layers (He et al. 2015 with a = √5).
func KaimingUniform(dst []float32, s num.Stream, shape []int) {
	Uniform(1/math.Sqrt(float64(fanIn(shape))))(dst, s, shape)
}

// He draws weights from ±√(6/fan_in), which keeps the variance of activations
// through layers of ReLU (He et al. 2015, equation 10).
func He(dst []float32, s num.Stream, shape []int) {
	Uniform(math.Sqrt(6/float64(fanIn(shape))))(dst, s, shape)
}

// fanIn is the product of all dimensions but the last, which counts outputs.
// For the weights of a transposed convolution, (KH, KW, Co, Ci), this is
// KH·KW·Co, the fan-in that PyTorch takes for them.
func fanIn(shape []int) int {
	n := 1
	for _, d := range shape[:len(shape)-1] {
		n *= d
	}
	return n
}

// biasOf is PyTorch's initial bias of a layer whose weight has that shape.
func biasOf(weight []int) Init { return Uniform(1 / math.Sqrt(float64(fanIn(weight)))) }

// Package sample is what samples look like once they have left their variant:
// images as the bytes that a user sees, points as float32.
package sample

import (
	"math"

	"gander/plugins/variant"
)

// A Batch is a block of samples in row-major order. Images are NHWC in U8, all
// else is in F32; the other of the two is nil.
type Batch struct {
	Shape []int // {N, H, W, C} of images, {N, 2} of points
	U8    []byte
	F32   []float32
}

// Rows is the number of samples.
func (b Batch) Rows() int { return variant.Tensor{Shape: b.Shape}.Rows() }

// RowSize is how many numbers one sample has.
func (b Batch) RowSize() int { return variant.Tensor{Shape: b.Shape}.RowSize() }

// IsImage reports whether samples of a shape, {H, W, C} or {2}, are images.
func IsImage(shape []int) bool { return len(shape) == 3 }

// Of is the batch of a tensor that Learner.Sample gave: images are quantised.
func Of(t variant.Tensor) Batch {
	if len(t.Shape) == 0 || !IsImage(t.Shape[1:]) {
		return Batch{Shape: t.Shape, F32: t.Data}
	}
	pixels := make([]byte, len(t.Data))
	for i, x := range t.Data {
		pixels[i] = Quantise(x)
	}
	return Batch{Shape: t.Shape, U8: pixels}
}

// Tensor is the batch as a network takes it: images in [-1, 1].
func (b Batch) Tensor() variant.Tensor {
	if b.U8 == nil {
		return variant.Tensor{Shape: b.Shape, Data: b.F32}
	}
	data := make([]float32, len(b.U8))
	for i, p := range b.U8 {
		data[i] = Dequantise(p)
	}
	return variant.Tensor{Shape: b.Shape, Data: data}
}

// Quantise maps [-1, 1] to a byte: (x+1)·127.5, halves rounded up, clamped to
// 0 and 255. NaN gives 0.
func Quantise(x float32) byte {
	// The conversion keeps the compiler from fusing product and sum, which
	// would round differently from one architecture to the next.
	y := math.Floor(float64((float64(x)+1)*127.5) + 0.5)
	switch {
	case y >= 255:
		return 255
	case y > 0:
		return byte(y)
	}
	return 0
}

// Dequantise maps a byte to [-1, 1]; Quantise undoes it.
func Dequantise(p byte) float32 { return float32(p)/127.5 - 1 }

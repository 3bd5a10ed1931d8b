package op_test

import (
	"errors"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/op"
)

func TestMisuseIsNamed(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	x, w := tr.input(8, 9, 9, 3), tr.input(4, 4, 5, 6)
	v := tr.input(4, 3)
	g := op.Geometry{Stride: 2, Pad: 1}
	for want, misuse := range map[string]func(){
		"op: conv2d: input has 3 channels, weights expect 5 (input (8, 9, 9, 3), weights (4, 4, 5, 6))":            func() { op.Conv2D(x, w, g) },
		"op: conv2d: input has 2 axes, want 4 (input (4, 3))":                                                      func() { op.Conv2D(v, w, g) },
		"op: conv2d: stride 0, pad 0 and out-padding 0 are no geometry (input (8, 9, 9, 3), weights (1, 1, 3, 1))": func() { op.Conv2D(x, tr.input(1, 1, 3, 1), op.Geometry{}) },
		"op: conv2d: the window is larger than the padded input, pad 0 (input (1, 2, 3, 1), weights (3, 3, 1, 1))": func() { op.Conv2D(tr.input(1, 2, 3, 1), tr.input(3, 3, 1, 1), op.Geometry{Stride: 1}) },
		"op: convtranspose2d: input has 3 channels, weights expect 6 (input (8, 9, 9, 3), weights (4, 4, 5, 6))":   func() { op.ConvTranspose2D(x, w, g) },
		"op: conv2dweight: a 4×4 window with stride 2 and pad 1 does not lead from one to the other (input (8, 9, 9, 3), output (8, 9, 9, 3))": func() {
			op.Conv2DWeight(x, x, 4, 4, g)
		},
		"op: matmul: inner lengths 3 and 4 differ (a (4, 3), b (4, 3))":                     func() { op.MatMul(v, v, false, false) },
		"op: add: shapes differ (input (4, 3), input (3, 4))":                               func() { op.Add(v, tr.input(3, 4)) },
		"op: shift: channels of (4, 3) have shape (3) (statistic (4))":                      func() { op.AddBias(v, tr.input(4)) },
		"op: scale: (4, 3) has no planes (statistic (4, 3))":                                func() { op.Planes.Scale(v, v) },
		"op: sum: (4, 3) has no planes (input (4, 3))":                                      func() { op.Planes.Sum(v) },
		"op: concat: shapes differ beside axis 1 (input (4, 3), input (3, 3))":              func() { op.Concat(1, v, tr.input(3, 3)) },
		"op: concat: there is no axis 2 (input (4, 3))":                                     func() { op.Concat(2, v, v) },
		"op: slice: [2, 4) is no part of axis 1 (input (4, 3))":                             func() { op.Slice(v, 1, 2, 4) },
		"op: pad: extents -1 and 0 are negative (input (4, 3))":                             func() { op.Pad(v, 1, -1, 0) },
		"op: reshape: (5, 2) does not hold as many numbers (input (4, 3))":                  func() { op.Reshape(v, 5, 2) },
		"op: reflectpad: can't mirror 9 rows and columns (input (8, 9, 9, 3))":              func() { op.ReflectPad(x, 9) },
		"op: sumpool: 2×2 blocks don't cover the plane (input (8, 9, 9, 3))":                func() { op.SumPool(x, 2) },
		"op: upsample: factor 0 is less than 1 (input (8, 9, 9, 3))":                        func() { op.UpsampleNearest(x, 0) },
		"op: pixelshuffle: 3 channels don't make blocks of 2×2 pixels (input (8, 9, 9, 3))": func() { op.PixelShuffle(x, 2) },
		"op: pixelunshuffle: 2×2 blocks don't cover the plane (input (8, 9, 9, 3))":         func() { op.PixelUnshuffle(x, 2) },
		"op: upsamplebilinear: factor 0 is less than 1 (input (8, 9, 9, 3))":                func() { op.UpsampleBilinear(x, 0) },
		"op: clamp: [1, 0] is empty (input (4, 3))":                                         func() { op.Clamp(v, 1, 0) },
		"op: leakyrelu: slope -1 is negative (input (4, 3))":                                func() { op.LeakyReLU(v, -1) },
		"op: tanh: scalars have shape (1), not () (input ())":                               func() { op.Tanh(gorgonia.NewScalar(tr.graph, tensor.Float64, gorgonia.WithName("s"))) },
		"op: sum: scalars have shape (1), not () (input ())":                                func() { op.Sum(gorgonia.NewScalar(tr.graph, tensor.Float64, gorgonia.WithName("s"))) },
		"op: reshape: shape (-4, -3) is empty (input (4, 3))":                               func() { op.Reshape(v, -4, -3) },
		"op: constant: scalars have shape (1), not ()":                                      func() { op.Constant(tr.graph, tensor.Float64, 1) },
		"op: mul: inputs mix float64 and float32 (input (2), input (2))": func() {
			op.Mul(tr.input(2), gorgonia.NewVector(tr.graph, tensor.Float32, gorgonia.WithShape(2), gorgonia.WithName("f")))
		},
		"op: exp: numbers are float32 or float64, not int": func() {
			op.Exp(gorgonia.NewVector(tr.graph, tensor.Int, gorgonia.WithShape(2), gorgonia.WithName("i")))
		},
	} {
		if got := panicOf(misuse); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func panicOf(misuse func()) (message string) {
	defer func() {
		var e *op.Error
		if err, ok := recover().(error); ok && errors.As(err, &e) {
			message = e.Error()
		}
	}()
	misuse()
	return "no error"
}

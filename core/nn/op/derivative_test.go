package op_test

import (
	"math"
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/op"
)

type nodes = gorgonia.Nodes

type derivativeCase struct {
	name     string
	shapes   [][]int
	positive bool // draw inputs above zero
	build    func(x nodes) *gorgonia.Node
}

// one and two make cases of functions of one and two tensors of a shape.
func one(name string, f func(x *gorgonia.Node) *gorgonia.Node, shape ...int) derivativeCase {
	return derivativeCase{name: name, shapes: [][]int{shape}, build: func(x nodes) *gorgonia.Node { return f(x[0]) }}
}

func two(name string, f func(a, b *gorgonia.Node) *gorgonia.Node, a, b []int) derivativeCase {
	return derivativeCase{name: name, shapes: [][]int{a, b}, build: func(x nodes) *gorgonia.Node { return f(x[0], x[1]) }}
}

func (c derivativeCase) above() derivativeCase {
	c.positive = true
	return c
}

func elementwiseCases() []derivativeCase {
	s := []int{3, 5}
	return []derivativeCase{
		two("add", func(a, b *gorgonia.Node) *gorgonia.Node { return op.Add(a, b, a) }, s, s),
		two("sub", op.Sub, s, s),
		two("mul", op.Mul, s, s),
		two("div", op.Div, s, s),
		one("affine", func(x *gorgonia.Node) *gorgonia.Node { return op.Affine(x, -2.5, 3) }, 7),
		one("square", op.Square, 7),
		one("sqrt", op.Sqrt, 7).above(),
		one("pow 3", func(x *gorgonia.Node) *gorgonia.Node { return op.Pow(x, 3) }, 5).above(),
		one("pow -1.5", func(x *gorgonia.Node) *gorgonia.Node { return op.Pow(x, -1.5) }, 5).above(),
		one("pow 0", func(x *gorgonia.Node) *gorgonia.Node { return op.Pow(x, 0) }, 5),
		one("abs", op.Abs, 7),
		one("exp", op.Exp, 7),
		one("log", op.Log, 7).above(),
		one("clamp", func(x *gorgonia.Node) *gorgonia.Node { return op.Clamp(x, -0.55, 0.61) }, 40),
		one("leaky relu", func(x *gorgonia.Node) *gorgonia.Node { return op.LeakyReLU(x, 0.2) }, 3, 4),
		one("relu", op.ReLU, 3, 4),
		one("tanh", op.Tanh, 3, 4),
		one("sigmoid", op.Sigmoid, 3, 4),
		one("softplus", op.Softplus, 3, 4),
		one("views of a term", func(x *gorgonia.Node) *gorgonia.Node {
			y := op.Exp(x)
			return op.Add(y, x, op.Reshape(op.Reshape(y, 2, 2), 4))
		}, 4),
		one("one input, many ways", func(x *gorgonia.Node) *gorgonia.Node {
			return op.Mul(op.Tanh(op.Sub(x, op.Exp(x))), op.Add(x, x))
		}, 4),
	}
}

func linearCases() []derivativeCase {
	product := func(ta, tb bool) func(a, b *gorgonia.Node) *gorgonia.Node {
		return func(a, b *gorgonia.Node) *gorgonia.Node { return op.MatMul(a, b, ta, tb) }
	}
	convolution := func(g op.Geometry) func(a, b *gorgonia.Node) *gorgonia.Node {
		return func(x, w *gorgonia.Node) *gorgonia.Node { return op.Conv2D(x, w, g) }
	}
	transposed := func(g op.Geometry) func(a, b *gorgonia.Node) *gorgonia.Node {
		return func(x, w *gorgonia.Node) *gorgonia.Node { return op.ConvTranspose2D(x, w, g) }
	}
	return []derivativeCase{
		two("matmul", product(false, false), []int{2, 3}, []int{3, 5}),
		two("matmul ta", product(true, false), []int{3, 2}, []int{3, 5}),
		two("matmul tb", product(false, true), []int{2, 3}, []int{5, 3}),
		two("matmul ta tb", product(true, true), []int{3, 2}, []int{5, 3}),
		two("conv 4x4 stride 2", convolution(op.Geometry{Stride: 2, Pad: 1}), []int{2, 4, 6, 3}, []int{4, 4, 3, 2}),
		two("conv odd extents", convolution(op.Geometry{Stride: 2, Pad: 1}), []int{1, 5, 7, 2}, []int{3, 3, 2, 3}),
		two("conv oblong window", convolution(op.Geometry{Stride: 3}), []int{1, 7, 5, 1}, []int{2, 4, 1, 2}),
		two("conv transpose 4x4", transposed(op.Geometry{Stride: 2, Pad: 1}), []int{2, 2, 3, 2}, []int{4, 4, 3, 2}),
		two("conv transpose out-padding", transposed(op.Geometry{Stride: 2, Pad: 1, OutPad: 1}), []int{1, 2, 3, 2}, []int{3, 3, 2, 2}),
		two("conv weight", func(x, y *gorgonia.Node) *gorgonia.Node {
			return op.Conv2DWeight(x, y, 3, 3, op.Geometry{Stride: 2, Pad: 1})
		}, []int{2, 5, 4, 2}, []int{2, 3, 2, 3}),
	}
}

func statisticCases() []derivativeCase {
	var cases []derivativeCase
	image := []int{2, 3, 2, 3}
	for axes, reduced := range map[op.Axes][]int{op.Channels: {3}, op.Samples: {2}, op.Planes: {2, 3}, op.All: {1}} {
		cases = append(cases,
			one(axes.String()+" sum", axes.Sum, image...),
			one(axes.String()+" mean", axes.Mean, image...),
			two(axes.String()+" dot", axes.Dot, image, image),
			one(axes.String()+" dot itself", func(x *gorgonia.Node) *gorgonia.Node { return axes.Dot(x, x) }, image...),
			one(axes.String()+" broadcast", func(s *gorgonia.Node) *gorgonia.Node { return axes.Broadcast(s, image...) }, reduced...),
			two(axes.String()+" scale", axes.Scale, image, reduced),
			two(axes.String()+" shift", axes.Shift, image, reduced),
			one(axes.String()+" standardise", func(x *gorgonia.Node) *gorgonia.Node {
				y, mean, variance := op.Standardise(x, axes, 0.1)
				return op.Add(y, axes.Broadcast(mean, image...), axes.Broadcast(variance, image...))
			}, image...))
	}
	return append(cases,
		two("bias on vectors", op.AddBias, []int{4, 3}, []int{3}),
		one("norm", func(x *gorgonia.Node) *gorgonia.Node { return op.Norm(x, 0.01) }, image...))
}

func shapeCases() []derivativeCase {
	image := []int{2, 4, 6, 3}
	return []derivativeCase{
		one("reshape", func(x *gorgonia.Node) *gorgonia.Node { return op.Reshape(x, 2, 72) }, image...),
		two("concat channels", func(a, b *gorgonia.Node) *gorgonia.Node { return op.Concat(3, a, b, a) }, image, []int{2, 4, 6, 1}),
		two("concat samples", func(a, b *gorgonia.Node) *gorgonia.Node { return op.Concat(0, a, b) }, []int{1, 3}, []int{4, 3}),
		one("slice", func(x *gorgonia.Node) *gorgonia.Node { return op.Slice(x, 2, 1, 4) }, image...),
		one("pad", func(x *gorgonia.Node) *gorgonia.Node { return op.Pad(x, 1, 2, 1) }, 2, 3, 2),
		one("pad plane", func(x *gorgonia.Node) *gorgonia.Node { return op.PadPlane(x, 1, 0, 2, 1) }, 1, 2, 3, 2),
		one("crop plane", func(x *gorgonia.Node) *gorgonia.Node { return op.CropPlane(x, 1, 0, 2, 1) }, image...),
		one("reflect pad", func(x *gorgonia.Node) *gorgonia.Node { return op.ReflectPad(x, 2) }, 2, 3, 4, 2),
		one("upsample", func(x *gorgonia.Node) *gorgonia.Node { return op.UpsampleNearest(x, 3) }, 2, 2, 3, 2),
		one("upsample bilinear", func(x *gorgonia.Node) *gorgonia.Node { return op.UpsampleBilinear(x, 2) }, 2, 2, 3, 2),
		one("upsample bilinear 3", func(x *gorgonia.Node) *gorgonia.Node { return op.UpsampleBilinear(x, 3) }, 1, 1, 3, 2),
		one("pixel shuffle", func(x *gorgonia.Node) *gorgonia.Node { return op.PixelShuffle(x, 2) }, 2, 2, 3, 12),
		one("pixel unshuffle", func(x *gorgonia.Node) *gorgonia.Node { return op.PixelUnshuffle(x, 2) }, image...),
		one("sum pool", func(x *gorgonia.Node) *gorgonia.Node { return op.SumPool(x, 2) }, image...),
		one("average pool", func(x *gorgonia.Node) *gorgonia.Node { return op.AvgPool(x, 2) }, image...),
	}
}

func TestDerivativesAgreeWithDifferences(t *testing.T) {
	for _, c := range allCases() {
		t.Run(c.name, c.check)
	}
}

func allCases() []derivativeCase {
	return slices.Concat(elementwiseCases(), linearCases(), statisticCases(), shapeCases())
}

// check follows the operator through three derivatives: of ⟨y, r⟩ in the inputs
// and r, of that gradient paired with random tensors, and once more.
func (c derivativeCase) check(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	wrt := c.inputs(tr)
	// The square makes the gradient depend on the inputs even of linear operators.
	loss, cotangents := tr.pairing(nodes{op.Square(c.build(wrt))})
	wrt = append(wrt, cotangents...)
	for _, order := range []string{"first", "second", "third"} {
		grads := tr.grad(loss, wrt)
		tr.differences(order, loss, wrt, grads)
		if loss, _ = tr.pairing(grads); loss == nil {
			return
		}
	}
}

func (c derivativeCase) inputs(tr *trial) nodes {
	if draw := tr.draw; c.positive {
		tr.draw = func() float64 { return math.Abs(draw()) }
	}
	return tr.inputs(c.shapes)
}

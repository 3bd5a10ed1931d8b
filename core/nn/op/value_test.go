package op_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/op"
)

// count is a tensor 1, 2, 3 … of the given shape.
func (t *trial) counting(shape ...int) *gorgonia.Node {
	values := make([]float64, tensor.Shape(shape).TotalSize())
	for i := range values {
		values[i] = float64(i + 1)
	}
	return t.given(values, shape...)
}

func (t *trial) expect(name string, n *gorgonia.Node, shape tensor.Shape, want ...float64) {
	t.Helper()
	t.tape(n)()
	if !n.Shape().Eq(shape) || !n.Value().Shape().Eq(shape) {
		t.Errorf("%s: shape %v, value of %v, want %v", name, n.Shape(), n.Value().Shape(), shape)
	}
	if got := numbers(n); !slices.EqualFunc(got, want, near) {
		t.Errorf("%s: %v, want %v", name, got, want)
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*(1+math.Abs(b)) }

// Worked by hand: a plane
//
//	1 2
//	3 4
//
// and a window of four taps.
func TestValuesOfPlaneOperators(t *testing.T) {
	eachType(t, func(t *trial) {
		x, w := t.counting(1, 2, 2, 1), t.counting(2, 2, 1, 1)
		type s = tensor.Shape
		t.expect("conv", op.Conv2D(x, w, op.Geometry{Stride: 1}), s{1, 1, 1, 1}, 30)
		t.expect("padded conv", op.Conv2D(x, w, op.Geometry{Stride: 2, Pad: 1}), s{1, 2, 2, 1}, 4, 6, 6, 4)
		t.expect("conv transpose", op.ConvTranspose2D(x, w, op.Geometry{Stride: 2}), s{1, 4, 4, 1},
			1, 2, 2, 4,
			3, 4, 6, 8,
			3, 6, 4, 8,
			9, 12, 12, 16)
		t.expect("out-padding", op.ConvTranspose2D(x, t.counting(1, 1, 1, 1), op.Geometry{Stride: 2, OutPad: 1}), s{1, 4, 4, 1},
			1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0)
		t.expect("conv weight", op.Conv2DWeight(x, t.counting(1, 1, 1, 1), 2, 2, op.Geometry{Stride: 1}), s{2, 2, 1, 1}, 1, 2, 3, 4)
		t.expect("upsample", op.UpsampleNearest(x, 2), s{1, 4, 4, 1}, 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4)
		t.expect("upsample bilinear", op.UpsampleBilinear(x, 2), s{1, 4, 4, 1},
			1, 1.25, 1.75, 2,
			1.5, 1.75, 2.25, 2.5,
			2.5, 2.75, 3.25, 3.5,
			3, 3.25, 3.75, 4)
		t.expect("upsample bilinear 3", op.UpsampleBilinear(t.counting(1, 1, 2, 1), 3), s{1, 3, 6, 1},
			1, 1, 4./3, 5./3, 2, 2, 1, 1, 4./3, 5./3, 2, 2, 1, 1, 4./3, 5./3, 2, 2)
		shuffled := op.PixelShuffle(t.counting(1, 1, 2, 8), 2)
		t.expect("pixel shuffle", shuffled, s{1, 2, 4, 2}, 1, 5, 2, 6, 9, 13, 10, 14, 3, 7, 4, 8, 11, 15, 12, 16)
		t.expect("pixel unshuffle", op.PixelUnshuffle(shuffled, 2), s{1, 1, 2, 8}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)
		t.expect("sum pool", op.SumPool(x, 2), s{1, 1, 1, 1}, 10)
		t.expect("average pool", op.AvgPool(x, 2), s{1, 1, 1, 1}, 2.5)
		t.expect("reflect pad", op.ReflectPad(x, 1), s{1, 4, 4, 1}, 4, 3, 4, 3, 2, 1, 2, 1, 4, 3, 4, 3, 2, 1, 2, 1)
		t.expect("reflect pad 2", op.ReflectPad(t.counting(1, 3, 3, 1), 2), s{1, 7, 7, 1},
			9, 8, 7, 8, 9, 8, 7,
			6, 5, 4, 5, 6, 5, 4,
			3, 2, 1, 2, 3, 2, 1,
			6, 5, 4, 5, 6, 5, 4,
			9, 8, 7, 8, 9, 8, 7,
			6, 5, 4, 5, 6, 5, 4,
			3, 2, 1, 2, 3, 2, 1)
		t.expect("pad plane", op.PadPlane(x, 0, 1, 1, 0), s{1, 3, 3, 1}, 0, 1, 2, 0, 3, 4, 0, 0, 0)
		t.expect("crop plane", op.CropPlane(x, 1, 0, 0, 1), s{1, 1, 1, 1}, 3)
	})
}

func TestValuesOfStatistics(t *testing.T) {
	eachType(t, func(t *trial) {
		type s = tensor.Shape
		x := t.counting(2, 2, 1, 2) // samples {1 2, 3 4} and {5 6, 7 8}
		t.expect("channels", op.Channels.Sum(x), s{2}, 16, 20)
		t.expect("samples", op.Samples.Sum(x), s{2}, 10, 26)
		t.expect("planes", op.Planes.Sum(x), s{2, 2}, 4, 6, 12, 14)
		t.expect("all", op.Sum(x), s{1}, 36)
		t.expect("mean", op.Mean(x), s{1}, 4.5)
		t.expect("dot", op.Samples.Dot(x, x), s{2}, 30, 174)
		t.expect("norm", op.Norm(x, 6), s{2}, 6, math.Sqrt(180))
		t.expect("bias", op.AddBias(x, t.counting(2)), s{2, 2, 1, 2}, 2, 4, 4, 6, 6, 8, 8, 10)
		t.expect("scale planes", op.Planes.Scale(x, t.counting(2, 2)), s{2, 2, 1, 2}, 1, 4, 3, 8, 15, 24, 21, 32)
		t.expect("broadcast", op.Samples.Broadcast(t.counting(2), 2, 2), s{2, 2}, 1, 1, 2, 2)
		t.expect("fill", op.Fill(t.counting(1), 3), s{3}, 1, 1, 1)
		y, mean, variance := op.Standardise(x, op.Channels, 4)
		t.expect("standardise", y, s{2, 2, 1, 2}, -1, -1, -1./3, -1./3, 1./3, 1./3, 1, 1)
		t.expect("its mean", mean, s{2}, 4, 5)
		t.expect("its variance", variance, s{2}, 5, 5)
	})
}

func TestValuesOfShapeOperators(t *testing.T) {
	eachType(t, func(t *trial) {
		type s = tensor.Shape
		x := t.counting(2, 3)
		t.expect("concat rows", op.Concat(0, x, t.counting(1, 3)), s{3, 3}, 1, 2, 3, 4, 5, 6, 1, 2, 3)
		t.expect("concat columns", op.Concat(1, x, t.counting(2, 1)), s{2, 4}, 1, 2, 3, 1, 4, 5, 6, 2)
		t.expect("slice", op.Slice(x, 1, 1, 3), s{2, 2}, 2, 3, 5, 6)
		t.expect("pad", op.Pad(x, 0, 1, 0), s{3, 3}, 0, 0, 0, 1, 2, 3, 4, 5, 6)
		t.expect("reshape", op.Reshape(x, 3, 2), s{3, 2}, 1, 2, 3, 4, 5, 6)
		t.expect("matmul", op.MatMul(x, x, false, true), s{2, 2}, 14, 32, 32, 77)
		t.expect("matmul transposed", op.MatMul(x, t.counting(2, 1), true, false), s{3, 1}, 9, 12, 15)
		t.expect("constant", op.Add(t.counting(2), op.Constant(t.graph, t.of, 1.5, 2)), s{2}, 2.5, 3.5)
		t.expect("add", op.Add(x, x, op.Ones(x)), s{2, 3}, 3, 5, 7, 9, 11, 13)
	})
}

func TestValuesOfFunctions(t *testing.T) {
	at := []float64{-30, -2, -0.5, 0, 0.25, 1, 40}
	leaky := func(x float64) float64 { return max(x, 0.2*x) }
	sigmoid := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	for _, c := range []struct {
		name string
		op   func(x *gorgonia.Node) *gorgonia.Node
		want func(x float64) float64
	}{
		{"affine", func(x *gorgonia.Node) *gorgonia.Node { return op.Affine(x, 3, -1) }, func(x float64) float64 { return 3*x - 1 }},
		{"square", op.Square, func(x float64) float64 { return x * x }},
		{"root of square", func(x *gorgonia.Node) *gorgonia.Node { return op.Sqrt(op.Square(x)) }, math.Abs},
		{"cube", func(x *gorgonia.Node) *gorgonia.Node { return op.Pow(op.Abs(x), 3) }, func(x float64) float64 { return math.Pow(math.Abs(x), 3) }},
		{"abs", op.Abs, math.Abs},
		{"sign", op.Sign, func(x float64) float64 { return float64(cmp.Compare(x, 0)) }},
		{"exp", op.Exp, math.Exp},
		{"log", func(x *gorgonia.Node) *gorgonia.Node { return op.Log(op.Affine(op.Square(x), 1, 1)) }, func(x float64) float64 { return math.Log(x*x + 1) }},
		{"clamp", func(x *gorgonia.Node) *gorgonia.Node { return op.Clamp(x, -1, 0.5) }, func(x float64) float64 { return min(max(x, -1), 0.5) }},
		{"leaky relu", func(x *gorgonia.Node) *gorgonia.Node { return op.LeakyReLU(x, 0.2) }, leaky},
		{"relu", op.ReLU, func(x float64) float64 { return max(x, 0) }},
		{"tanh", op.Tanh, math.Tanh},
		{"sigmoid", op.Sigmoid, sigmoid},
		{"softplus", op.Softplus, func(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }},
		{"div", func(x *gorgonia.Node) *gorgonia.Node { return op.Div(x, op.Affine(op.Square(x), 1, 1)) }, func(x float64) float64 { return x / (x*x + 1) }},
		{"sub", func(x *gorgonia.Node) *gorgonia.Node { return op.Sub(op.Square(x), x) }, func(x float64) float64 { return x*x - x }},
		{"mul", func(x *gorgonia.Node) *gorgonia.Node { return op.Mul(x, op.Sign(x)) }, math.Abs},
	} {
		eachType(t, func(t *trial) {
			want := make([]float64, len(at))
			for i, x := range at {
				want[i] = c.want(x)
			}
			t.expect(c.name, c.op(t.given(at, len(at))), tensor.Shape{len(at)}, want...)
		})
	}
}

// eachType runs a test on the CPU and on the reference device.
func eachType(t *testing.T, test func(t *trial)) {
	t.Helper()
	for _, of := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		test(newTrial(t, of))
	}
}

func TestTypesAgree(t *testing.T) {
	alike := func(a, b float64) bool { return math.Abs(a-b) <= 1e-4*(1+math.Abs(b)) }
	for _, c := range allCases() {
		var results [][]float64
		eachType(t, func(t *trial) { results = append(results, c.gradients(t)) })
		if !slices.EqualFunc(results[0], results[1], alike) {
			t.Errorf("%s: float32 gives\n%v, float64\n%v", c.name, results[0], results[1])
		}
	}
}

// gradients are the derivatives of the case in all inputs, and the loss.
func (c derivativeCase) gradients(tr *trial) []float64 {
	roots := c.gradientOf(tr)
	tr.tape(roots...)()
	var all []float64
	for _, r := range roots {
		all = append(all, numbers(r)...)
	}
	return all
}

package op

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
)

// Geometry says how a convolution's window moves over the plane, the same along
// both axes. Stride is at least 1. Pad rows of zeros surround the input of a
// convolution; a transposed convolution drops as many from its output and adds
// OutPad < Stride at the lower and right edge, so that its shape can be the
// input of any convolution.
type Geometry struct{ Stride, Pad, OutPad int }

// Conv2D is the convolution (in fact the cross-correlation) of x (N, H, W, Ci)
// with w (KH, KW, Ci, Co): y is (N, ⌊(H+2·Pad−KH)/Stride⌋+1, …, Co).
func Conv2D(x, w *gorgonia.Node, g Geometry) *gorgonia.Node {
	const name = "conv2d"
	dims(name, "input", x, 4)
	dims(name, "weights", w, 4)
	xs, ws := x.Shape(), w.Shape()
	operands := given("input", x, "weights", w)
	if xs[3] != ws[2] {
		refuse(name, operands, "input has %d channels, weights expect %d", xs[3], ws[2])
	}
	if g.OutPad != 0 {
		refuse(name, operands, "out-padding belongs to transposed convolutions")
	}
	c := planeGeometry(name, operands, g, ws)
	c.N, c.H, c.W, c.Ci, c.Co = xs[0], xs[1], xs[2], xs[3], ws[3]
	c.OH, c.OW = shrink(c.H, c.KH, g), shrink(c.W, c.KW, g)
	if c.OH < 1 || c.OW < 1 {
		refuse(name, operands, "the window is larger than the padded input, pad %d", g.Pad)
	}
	return conv(x, w, c)
}

// ConvTranspose2D is the transposed convolution of y (N, H, W, Ci) with w
// (KH, KW, Co, Ci), the adjoint of Conv2D in its input: the output is
// (N, (H−1)·Stride−2·Pad+KH+OutPad, …, Co). Mind the order of w's channels: it
// is that of the convolution which leads back.
func ConvTranspose2D(y, w *gorgonia.Node, g Geometry) *gorgonia.Node {
	const name = "convtranspose2d"
	dims(name, "input", y, 4)
	dims(name, "weights", w, 4)
	ys, ws := y.Shape(), w.Shape()
	operands := given("input", y, "weights", w)
	if ys[3] != ws[3] {
		refuse(name, operands, "input has %d channels, weights expect %d", ys[3], ws[3])
	}
	c := planeGeometry(name, operands, g, ws)
	c.N, c.OH, c.OW, c.Co, c.Ci = ys[0], ys[1], ys[2], ys[3], ws[2]
	c.H, c.W = grow(c.OH, c.KH, g), grow(c.OW, c.KW, g)
	if c.H < 1 || c.W < 1 {
		refuse(name, operands, "nothing is left of the output, pad %d", g.Pad)
	}
	return convInput(y, w, c)
}

// Conv2DWeight is the adjoint of Conv2D in its weights: for x (N, H, W, Ci) and
// y of the shape of the convolution's output, (N, OH, OW, Co), it is
// (kh, kw, Ci, Co).
func Conv2DWeight(x, y *gorgonia.Node, kh, kw int, g Geometry) *gorgonia.Node {
	const name = "conv2dweight"
	dims(name, "input", x, 4)
	dims(name, "output", y, 4)
	xs, ys := x.Shape(), y.Shape()
	operands := given("input", x, "output", y)
	c := planeGeometry(name, operands, g, tensor.Shape{kh, kw})
	c.N, c.H, c.W, c.Ci = xs[0], xs[1], xs[2], xs[3]
	c.OH, c.OW, c.Co = ys[1], ys[2], ys[3]
	if ys[0] != c.N || c.OH != shrink(c.H, kh, g) || c.OW != shrink(c.W, kw, g) {
		refuse(name, operands, "a %d×%d window with stride %d and pad %d does not lead from one to the other",
			kh, kw, g.Stride, g.Pad)
	}
	return convWeight(x, y, c)
}

func planeGeometry(name string, operands []Operand, g Geometry, window tensor.Shape) kernel.Conv {
	if g.Stride < 1 || g.Pad < 0 || g.OutPad < 0 || g.OutPad >= g.Stride {
		refuse(name, operands, "stride %d, pad %d and out-padding %d are no geometry", g.Stride, g.Pad, g.OutPad)
	}
	return kernel.Conv{KH: window[0], KW: window[1], StrideH: g.Stride, StrideW: g.Stride, PadTop: g.Pad, PadLeft: g.Pad}
}

// shrink and grow are the extents after a convolution and its transpose. A
// window that does not fit at all gives nothing.
func shrink(n, window int, g Geometry) int {
	if n+2*g.Pad < window {
		return 0
	}
	return (n+2*g.Pad-window)/g.Stride + 1
}

func grow(n, window int, g Geometry) int { return (n-1)*g.Stride - 2*g.Pad + window + g.OutPad }

// The three maps below are the partial adjoints of one trilinear form
// ⟨y, x ∗ w⟩, hence each other's derivatives.

func conv(x, w *gorgonia.Node, c kernel.Conv) *gorgonia.Node {
	return apply(&Operator{
		name: "conv2d", attr: c, macs: convMACs(c),
		out: tensor.Shape{c.N, c.OH, c.OW, c.Co},
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.Conv(y, x[0], x[1], c) },
		grad: func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{convInput(g, in[1], c), convWeight(in[0], g, c)}
		},
	}, x, w)
}

func convInput(y, w *gorgonia.Node, c kernel.Conv) *gorgonia.Node {
	return apply(&Operator{
		name: "convtranspose2d", attr: c, macs: convMACs(c),
		out: tensor.Shape{c.N, c.H, c.W, c.Ci},
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.ConvInput(y, x[0], x[1], c) },
		grad: func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{conv(g, in[1], c), convWeight(g, in[0], c)}
		},
	}, y, w)
}

func convWeight(x, y *gorgonia.Node, c kernel.Conv) *gorgonia.Node {
	return apply(&Operator{
		name: "conv2dweight", attr: c, macs: convMACs(c),
		out: tensor.Shape{c.KH, c.KW, c.Ci, c.Co},
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.ConvWeight(y, x[0], x[1], c) },
		grad: func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{convInput(in[1], g, c), conv(in[0], g, c)}
		},
	}, x, y)
}

func convMACs(c kernel.Conv) int64 {
	return int64(c.N) * int64(c.OH*c.OW) * int64(c.Co) * int64(c.KH*c.KW*c.Ci)
}

package op

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
)

// PadPlane surrounds each plane of x (N, H, W, C) with zeros.
func PadPlane(x *gorgonia.Node, top, bottom, left, right int) *gorgonia.Node {
	dims("padplane", "input", x, 4)
	return Pad(Pad(x, 1, top, bottom), 2, left, right)
}

// CropPlane takes that many rows and columns off each plane of x (N, H, W, C).
func CropPlane(x *gorgonia.Node, top, bottom, left, right int) *gorgonia.Node {
	dims("cropplane", "input", x, 4)
	s := x.Shape()
	return Slice(Slice(x, 1, top, s[1]-bottom), 2, left, s[2]-right)
}

// ReflectPad surrounds each plane of x (N, H, W, C) with p rows and columns that
// mirror it at its edges without repeating them; p is less than H and W.
func ReflectPad(x *gorgonia.Node, p int) *gorgonia.Node {
	dims("reflectpad", "input", x, 4)
	s := x.Shape()
	if p < 0 || p >= s[1] || p >= s[2] {
		refuse("reflectpad", given("input", x), "can't mirror %d rows and columns", p)
	}
	if p == 0 {
		return x
	}
	return mirror(x, kernel.Border{N: s[0], H: s[1], W: s[2], C: s[3], Size: p})
}

func mirror(x *gorgonia.Node, b kernel.Border) *gorgonia.Node {
	return apply(&Operator{
		name: "reflectpad", attr: b, out: tensor.Shape{b.N, b.H + 2*b.Size, b.W + 2*b.Size, b.C},
		run:  func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.Mirror(y, x[0], b) },
		grad: func(_ gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes { return gorgonia.Nodes{fold(g, b)} },
	}, x)
}

// fold is the adjoint of mirror.
func fold(y *gorgonia.Node, b kernel.Border) *gorgonia.Node {
	return apply(&Operator{
		name: "reflectfold", attr: b, out: tensor.Shape{b.N, b.H, b.W, b.C},
		run:  func(d kernel.Device, x kernel.Buffer, y []kernel.Buffer) { d.Fold(x, y[0], b) },
		grad: func(_ gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes { return gorgonia.Nodes{mirror(g, b)} },
	}, y)
}

// UpsampleNearest repeats each pixel of x (N, H, W, C) k times along both axes of
// the plane.
func UpsampleNearest(x *gorgonia.Node, k int) *gorgonia.Node {
	dims("upsample", "input", x, 4)
	if k < 1 {
		refuse("upsample", given("input", x), "factor %d is less than 1", k)
	}
	s := x.Shape()
	n, h, w, c := s[0], s[1], s[2], s[3]
	wide := broadcast(x, columns(s, k), tensor.Shape{n, h, w * k, c})
	return broadcast(wide, rows(s, k), tensor.Shape{n, h * k, w * k, c})
}

// SumPool sums the k×k blocks of the planes of x (N, H, W, C), k dividing H and
// W. It is the adjoint of UpsampleNearest.
func SumPool(x *gorgonia.Node, k int) *gorgonia.Node {
	dims("sumpool", "input", x, 4)
	s := x.Shape()
	if k < 1 || s[1]%k != 0 || s[2]%k != 0 {
		refuse("sumpool", given("input", x), "%d×%d blocks don't cover the plane", k, k)
	}
	out := tensor.Shape{s[0], s[1] / k, s[2] / k, s[3]}
	low := sum(x, rows(out, k), tensor.Shape{out[0], out[1], s[2], s[3]})
	return sum(low, columns(out, k), out)
}

// AvgPool is the mean of the k×k blocks of the planes of x: see SumPool.
func AvgPool(x *gorgonia.Node, k int) *gorgonia.Node {
	return Affine(SumPool(x, k), 1/float64(k*k), 0)
}

// columns and rows see the upsampled plane with the k copies of a pixel, or of a
// widened row, in the middle; s is the shape of the small tensor.
func columns(s tensor.Shape, k int) kernel.View {
	return kernel.View{A: s[0] * s[1] * s[2], B: k, C: s[3]}
}

func rows(s tensor.Shape, k int) kernel.View {
	return kernel.View{A: s[0] * s[1], B: k, C: s[2] * k * s[3]}
}

package op

import (
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
)

// Reshape is x in another shape of as many numbers. It shares x's memory; don't
// hand it to operators of Gorgonia's, which may write over their operands.
func Reshape(x *gorgonia.Node, shape ...int) *gorgonia.Node {
	if slices.Equal(x.Shape(), shape) {
		return x
	}
	if tensor.Shape(shape).TotalSize() != x.Shape().TotalSize() {
		refuse("reshape", given("input", x), "%v does not hold as many numbers", tensor.Shape(shape))
	}
	return apply(&Operator{
		name: "reshape", out: shape,
		grad: func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{Reshape(g, in[0].Shape()...)}
		},
	}, x)
}

// Detach is x, taken for a constant by differentiation. It shares x's memory as
// Reshape does.
func Detach(x *gorgonia.Node) *gorgonia.Node {
	return apply(&Operator{name: "detach", out: x.Shape()}, x)
}

// along is a tensor of shape s with the given axis in the middle.
func along(s tensor.Shape, axis int) kernel.View {
	v := kernel.View{A: 1, B: s[axis], C: 1}
	for _, n := range s[:axis] {
		v.A *= n
	}
	for _, n := range s[axis+1:] {
		v.C *= n
	}
	return v
}

// resized is s with another extent along axis.
func resized(s tensor.Shape, axis, extent int) tensor.Shape {
	r := s.Clone()
	r[axis] = extent
	return r
}

// Concat joins tensors along an axis; their other extents agree.
func Concat(axis int, xs ...*gorgonia.Node) *gorgonia.Node {
	const name = "concat"
	if len(xs) == 1 {
		return xs[0]
	}
	axisOf(name, xs[0], axis)
	extent := 0
	for _, x := range xs {
		if x.Dims() != xs[0].Dims() || !slices.Equal(resized(x.Shape(), axis, 0), resized(xs[0].Shape(), axis, 0)) {
			refuse(name, all("input", xs), "shapes differ beside axis %d", axis)
		}
		extent += x.Shape()[axis]
	}
	out := resized(xs[0].Shape(), axis, extent)
	return apply(&Operator{name: name, attr: axis, out: out, run: joiner(axis, out, xs), grad: parts(axis)}, xs...)
}

// joiner copies the tensors one after the other.
func joiner(axis int, out tensor.Shape, xs gorgonia.Nodes) computation {
	whole := along(out, axis)
	views := make([]kernel.View, len(xs))
	for i, x := range xs {
		views[i] = along(x.Shape(), axis)
	}
	return func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) {
		to := 0
		for i, v := range views {
			d.CopyRange(y, whole, to, x[i], v, 0, v.B)
			to += v.B
		}
	}
}

// parts slices a gradient as Concat joined its inputs.
func parts(axis int) gradient {
	return func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
		slices := make(gorgonia.Nodes, len(in))
		from := 0
		for i, x := range in {
			to := from + x.Shape()[axis]
			slices[i] = Slice(g, axis, from, to)
			from = to
		}
		return slices
	}
}

// Slice is the part [from, to) of x along an axis.
func Slice(x *gorgonia.Node, axis, from, to int) *gorgonia.Node {
	const name = "slice"
	axisOf(name, x, axis)
	s := x.Shape()
	if from < 0 || to <= from || to > s[axis] {
		refuse(name, given("input", x), "[%d, %d) is no part of axis %d", from, to, axis)
	}
	if to-from == s[axis] {
		return x
	}
	out := resized(s, axis, to-from)
	whole, part := along(s, axis), along(out, axis)
	return apply(&Operator{
		name: name, attr: [3]int{axis, from, to}, out: out,
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) {
			d.CopyRange(y, part, 0, x[0], whole, from, to-from)
		},
		grad: func(_ gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{Pad(g, axis, from, s[axis]-to)}
		},
	}, x)
}

// Pad is x with that many zeros before and after it along an axis.
func Pad(x *gorgonia.Node, axis, before, after int) *gorgonia.Node {
	const name = "pad"
	axisOf(name, x, axis)
	if before < 0 || after < 0 {
		refuse(name, given("input", x), "extents %d and %d are negative", before, after)
	}
	if before == 0 && after == 0 {
		return x
	}
	s := x.Shape()
	out := resized(s, axis, before+s[axis]+after)
	whole, part := along(out, axis), along(s, axis)
	return apply(&Operator{
		name: name, attr: [3]int{axis, before, after}, out: out,
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) {
			d.Fill(y, 0)
			d.CopyRange(y, whole, before, x[0], part, 0, part.B)
		},
		grad: func(_ gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{Slice(g, axis, before, before+part.B)}
		},
	}, x)
}

package op

import (
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
)

// An Axes says which numbers of a tensor belong together when a statistic is
// taken of them or a factor is shared by them.
type Axes int

// The four ways to divide a tensor.
const (
	Channels Axes = iota // by the last axis: x (…, C) gives (C)
	Samples              // by the first axis: x (N, …) gives (N)
	Planes               // by first and last: x (N, H, W, C) gives (N, C)
	All                  // not at all: x gives (1)
)

func (a Axes) String() string {
	return [...]string{"channels", "samples", "planes", "all"}[a]
}

// view is the tensor with the axes that a reduction takes away in its middle.
func (a Axes) view(s tensor.Shape) kernel.View {
	n, last, total := s[0], s[len(s)-1], s.TotalSize()
	switch a {
	case Channels:
		return kernel.View{A: 1, B: total / last, C: last}
	case Samples:
		return kernel.View{A: n, B: total / n, C: 1}
	case Planes:
		return kernel.View{A: n, B: total / (n * last), C: last}
	}
	return kernel.View{A: 1, B: total, C: 1}
}

// reduced is the shape that is left of s.
func (a Axes) reduced(s tensor.Shape) tensor.Shape {
	switch a {
	case Channels:
		return tensor.Shape{s[len(s)-1]}
	case Samples:
		return tensor.Shape{s[0]}
	case Planes:
		return tensor.Shape{s[0], s[len(s)-1]}
	}
	return tensor.Shape{1}
}

// divide is the view of x that a reduction takes.
func (a Axes) divide(name string, x *gorgonia.Node) kernel.View {
	a.suits(name, given("input", x), x.Shape())
	return a.view(x.Shape())
}

// check refuses a statistic that has not the shape that a leaves of x.
func (a Axes) check(name string, s *gorgonia.Node, x tensor.Shape) {
	a.suits(name, given("statistic", s), x)
	if want := a.reduced(x); !slices.Equal(s.Shape(), want) {
		refuse(name, given("statistic", s), "%v of %v have shape %v", a, x, want)
	}
}

// suits refuses shapes that can't be divided so.
func (a Axes) suits(name string, operands []Operand, x tensor.Shape) {
	extents(name, operands, x)
	if a == Planes && len(x) < 3 {
		refuse(name, operands, "%v has no planes", x)
	}
}

// Sum is the sum of the numbers that belong together.
func (a Axes) Sum(x *gorgonia.Node) *gorgonia.Node {
	return sum(x, a.divide("sum", x), a.reduced(x.Shape()))
}

// Mean is the mean of the numbers that belong together.
func (a Axes) Mean(x *gorgonia.Node) *gorgonia.Node {
	return Affine(a.Sum(x), 1/float64(a.view(x.Shape()).B), 0)
}

// Dot is the sum of the products of x and z, which have one shape.
func (a Axes) Dot(x, z *gorgonia.Node) *gorgonia.Node {
	sameShape("dot", x, z)
	return dot(x, z, a.divide("dot", x), a.reduced(x.Shape()))
}

// Broadcast gives each number of s to all that belong together in a tensor of
// the given shape.
func (a Axes) Broadcast(s *gorgonia.Node, shape ...int) *gorgonia.Node {
	a.check("broadcast", s, shape)
	return broadcast(s, a.view(shape), shape)
}

// Scale is x·s with s shared by the numbers that belong together.
func (a Axes) Scale(x, s *gorgonia.Node) *gorgonia.Node {
	a.check("scale", s, x.Shape())
	return scale(x, s, a.view(x.Shape()))
}

// Shift is x + s with s shared by the numbers that belong together.
func (a Axes) Shift(x, s *gorgonia.Node) *gorgonia.Node {
	a.check("shift", s, x.Shape())
	return shift(x, s, a.view(x.Shape()))
}

package op

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
)

// Constant is a tensor of one value in graph g: the seed of a gradient, or a
// target.
func Constant(g *gorgonia.ExprGraph, of tensor.Dtype, value float64, shape ...int) *gorgonia.Node {
	known("constant", of)
	extents("constant", nil, shape)
	o := &Operator{name: "constant", attr: value, out: tensor.Shape(shape).Clone(), of: of, run: fill(value)}
	return gorgonia.NewUniqueNode(gorgonia.WithType(o.Type()), gorgonia.WithOp(o),
		gorgonia.In(g), gorgonia.WithShape(shape...))
}

// Ones is a constant 1 of the shape and type of x.
func Ones(x *gorgonia.Node) *gorgonia.Node {
	return Constant(x.Graph(), x.Dtype(), 1, x.Shape()...)
}

func fill(value float64) computation {
	return func(d kernel.Device, y kernel.Buffer, _ []kernel.Buffer) { d.Fill(y, value) }
}

package op

import (
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

const scalarShape = "scalars have shape (1), not ()"

// apply completes o for its inputs and adds it to their graph. The node that
// comes back may be an older one that computes the same.
func apply(o *Operator, inputs ...*gorgonia.Node) *gorgonia.Node {
	o.of = dtype(o.name, inputs)
	for _, x := range inputs {
		o.in = append(o.in, x.Shape().Clone())
	}
	o.out = o.out.Clone()
	for {
		n, err := gorgonia.ApplyOp(o, inputs...)
		if err != nil {
			refuse(o.name, all("input", inputs), "%v", err)
		}
		if slices.Equal(Children(n), inputs) {
			return n
		}
		// Gorgonia takes nodes of equal 32-bit hash for the same without comparing
		// their inputs: this is another node, and o needs another hash.
		o.salt++
	}
}

// dtype is the one number type of the inputs.
func dtype(name string, inputs gorgonia.Nodes) tensor.Dtype {
	of := inputs[0].Dtype()
	for _, x := range inputs {
		if x.IsScalar() {
			refuse(name, all("input", inputs), scalarShape)
		}
		if x.Dtype() != of {
			refuse(name, all("input", inputs), "inputs mix %v and %v", of, x.Dtype())
		}
	}
	known(name, of)
	return of
}

// known refuses number types that no device computes.
func known(name string, of tensor.Dtype) {
	if of != tensor.Float32 && of != tensor.Float64 {
		refuse(name, nil, "numbers are float32 or float64, not %v", of)
	}
}

// sameShape refuses inputs of different shapes.
func sameShape(name string, inputs ...*gorgonia.Node) {
	for _, x := range inputs[1:] {
		if !slices.Equal(x.Shape(), inputs[0].Shape()) {
			refuse(name, all("input", inputs), "shapes differ")
		}
	}
}

// dims refuses an operand that has not n axes.
func dims(name, role string, x *gorgonia.Node, n int) {
	if x.Dims() != n {
		refuse(name, given(role, x), "%s has %d axes, want %d", role, x.Dims(), n)
	}
}

// Constant is a tensor of one value in graph g: the seed of a gradient, or a
// target.
func Constant(g *gorgonia.ExprGraph, of tensor.Dtype, value float64, shape ...int) *gorgonia.Node {
	known("constant", of)
	if len(shape) == 0 {
		refuse("constant", nil, scalarShape)
	}
	o := &Operator{name: "constant", attr: value, out: tensor.Shape(shape).Clone(), of: of, run: fill(value)}
	return gorgonia.NewUniqueNode(gorgonia.WithType(o.Type()), gorgonia.WithOp(o),
		gorgonia.In(g), gorgonia.WithShape(shape...))
}

// Ones is a constant 1 of the shape and type of x.
func Ones(x *gorgonia.Node) *gorgonia.Node {
	return Constant(x.Graph(), x.Dtype(), 1, x.Shape()...)
}

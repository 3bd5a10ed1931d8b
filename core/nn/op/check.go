package op

import (
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// dtype is the one number type of the inputs.
func dtype(name string, inputs gorgonia.Nodes) tensor.Dtype {
	of := inputs[0].Dtype()
	for _, x := range inputs {
		extents(name, all("input", inputs), x.Shape())
		if x.Dtype() != of {
			refuse(name, all("input", inputs), "inputs mix %v and %v", of, x.Dtype())
		}
	}
	known(name, of)
	return of
}

// extents refuses shapes without numbers, and () too: there is one way only to
// write a scalar.
func extents(name string, operands []Operand, shape tensor.Shape) {
	if len(shape) == 0 {
		refuse(name, operands, "scalars have shape (1), not ()")
	}
	for _, n := range shape {
		if n < 1 {
			refuse(name, operands, "shape %v is empty", shape)
		}
	}
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

// axisOf refuses an axis that x lacks.
func axisOf(name string, x *gorgonia.Node, axis int) {
	if axis < 0 || axis >= x.Dims() {
		refuse(name, given("input", x), "there is no axis %d", axis)
	}
}

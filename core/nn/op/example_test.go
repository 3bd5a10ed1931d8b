package op_test

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/op"
)

// The second derivative of x³, by differentiating twice.
func ExampleGrad() {
	g := gorgonia.NewGraph()
	x := gorgonia.NewTensor(g, tensor.Float64, 1, gorgonia.WithName("x"), gorgonia.WithShape(2),
		gorgonia.WithValue(tensor.New(tensor.WithBacking([]float64{1, 2}))))

	first, err := op.Grad(gorgonia.Nodes{op.Mul(op.Square(x), x)}, nil, gorgonia.Nodes{x})
	if err != nil {
		panic(err)
	}
	second, err := op.Grad(first, nil, gorgonia.Nodes{x})
	if err != nil {
		panic(err)
	}

	machine := gorgonia.NewTapeMachine(g.ExactSubgraphRoots(first[0], second[0]))
	defer machine.Close()
	if err := machine.RunAll(); err != nil {
		panic(err)
	}
	fmt.Println(first[0].Value(), second[0].Value())
	// Output: [ 3  12] [ 6  12]
}

package op_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/op"
)

// A trial is a graph of float64 (or float32) inputs with random values.
type trial struct {
	testing.TB
	graph *gorgonia.ExprGraph
	of    tensor.Dtype
	draw  func() float64
	count int
}

func newTrial(t testing.TB, of tensor.Dtype) *trial {
	rng := rand.New(rand.NewPCG(1, 2))
	return &trial{TB: t, graph: gorgonia.NewGraph(), of: of, draw: func() float64 { return awayFromZero(rng) }}
}

// awayFromZero keeps finite differences off the kinks of piecewise functions.
func awayFromZero(rng *rand.Rand) float64 {
	v := 0.2 + rng.Float64()
	if rng.IntN(2) == 0 {
		return -v
	}
	return v
}

func (t *trial) input(shape ...int) *gorgonia.Node {
	values := make([]float64, tensor.Shape(shape).TotalSize())
	for i := range values {
		values[i] = t.draw()
	}
	return t.given(values, shape...)
}

func (t *trial) given(values []float64, shape ...int) *gorgonia.Node {
	t.count++
	v := tensor.New(tensor.Of(t.of), tensor.WithShape(shape...))
	for i, x := range values {
		set(v, i, x)
	}
	return gorgonia.NewTensor(t.graph, t.of, len(shape), gorgonia.WithShape(shape...),
		gorgonia.WithName(fmt.Sprint("input", t.count)), gorgonia.WithValue(v))
}

func (t *trial) inputs(shapes [][]int) gorgonia.Nodes {
	var nodes gorgonia.Nodes
	for _, s := range shapes {
		nodes = append(nodes, t.input(s...))
	}
	return nodes
}

func set(v *tensor.Dense, i int, x float64) {
	if v.Dtype() == tensor.Float32 {
		v.Float32s()[i] = float32(x)
		return
	}
	v.Float64s()[i] = x
}

// numbers is a copy of a node's value.
func numbers(n *gorgonia.Node) []float64 { return floats(n.Value()) }

func floats(v gorgonia.Value) []float64 {
	d := v.(*tensor.Dense)
	if d.Dtype() == tensor.Float64 {
		return slices.Clone(d.Float64s())
	}
	var wide []float64
	for _, x := range d.Float32s() {
		wide = append(wide, float64(x))
	}
	return wide
}

// tape compiles the nodes for Gorgonia's own machine.
func (t *trial) tape(roots ...*gorgonia.Node) func() {
	t.Helper()
	sub := t.graph.ExactSubgraphRoots(roots...)
	if err := op.CheckHashes(sub.AllNodes()); err != nil {
		t.Fatal(err)
	}
	machine := gorgonia.NewTapeMachine(sub)
	return func() {
		t.Helper()
		machine.Reset()
		if err := machine.RunAll(); err != nil {
			t.Fatal(err)
		}
	}
}

func (t *trial) grad(loss *gorgonia.Node, wrt gorgonia.Nodes) gorgonia.Nodes {
	t.Helper()
	grads, err := op.Grad(gorgonia.Nodes{loss}, nil, wrt)
	if err != nil {
		t.Fatal(err)
	}
	return grads
}

// pairing is Σ ⟨n, random tensor⟩ over the nodes that are there, with the random
// tensors; nil where no node is.
func (t *trial) pairing(nodes gorgonia.Nodes) (*gorgonia.Node, gorgonia.Nodes) {
	var terms, with gorgonia.Nodes
	for _, n := range nodes {
		if n == nil {
			continue
		}
		r := t.input(n.Shape()...)
		with = append(with, r)
		terms = append(terms, op.Sum(op.Mul(n, r)))
	}
	if len(terms) == 0 {
		return nil, nil
	}
	return op.Add(terms[0], terms[1:]...), with
}

// differences compares the gradient of a scalar in each of wrt with central
// differences.
func (t *trial) differences(order string, loss *gorgonia.Node, wrt, grads gorgonia.Nodes) {
	t.Helper()
	roots := gorgonia.Nodes{loss}
	for _, g := range grads {
		if g != nil {
			roots = append(roots, g)
		}
	}
	run := t.tape(roots...)
	at := func() float64 { run(); return numbers(loss)[0] }
	at()
	for k, x := range wrt {
		got := make([]float64, x.Shape().TotalSize())
		if grads[k] != nil {
			run()
			got = numbers(grads[k])
		}
		for i, want := range slopes(x.Value().(*tensor.Dense).Float64s(), at) {
			if diff := math.Abs(got[i] - want); !(diff <= 1e-6*(1+math.Abs(want))) {
				t.Fatalf("%s derivative in input %d, number %d: %v, differences give %v", order, k, i, got[i], want)
			}
		}
	}
}

// slopes are central differences of f, of fourth order, in about a dozen numbers
// of x, by their index.
func slopes(x []float64, f func() float64) map[int]float64 {
	const h = 1e-4
	d := make(map[int]float64)
	for i := 0; i < len(x); i += 1 + len(x)/12 {
		x0 := x[i]
		at := func(v float64) float64 { x[i] = v; return f() }
		d[i] = (8*(at(x0+h)-at(x0-h)) - (at(x0+2*h) - at(x0-2*h))) / (12 * h)
		x[i] = x0
	}
	return d
}

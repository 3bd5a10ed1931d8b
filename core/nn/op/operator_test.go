package op_test

import (
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
	"gander/core/nn/op"
)

// Gorgonia merges nodes of equal hash: whatever differs must hash differently,
// and whatever is equal should be computed once.
func TestNodesAreMergedWhenTheyComputeTheSame(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	x, w, v := tr.input(1, 4, 4, 4), tr.input(2, 2, 4, 4), tr.input(4, 4)
	builds := []func() *gorgonia.Node{
		func() *gorgonia.Node { return op.Conv2D(x, w, op.Geometry{Stride: 2, Pad: 1}) },
		func() *gorgonia.Node { return op.Conv2D(x, w, op.Geometry{Stride: 2}) },
		func() *gorgonia.Node { return op.ConvTranspose2D(x, w, op.Geometry{Stride: 2}) },
		func() *gorgonia.Node { return op.ConvTranspose2D(x, w, op.Geometry{Stride: 2, OutPad: 1}) },
		func() *gorgonia.Node { return op.MatMul(v, v, false, false) },
		func() *gorgonia.Node { return op.MatMul(v, v, true, false) },
		func() *gorgonia.Node { return op.MatMul(v, v, false, true) },
		func() *gorgonia.Node { return op.Slice(v, 0, 0, 2) },
		func() *gorgonia.Node { return op.Slice(v, 0, 1, 3) },
		func() *gorgonia.Node { return op.Slice(v, 1, 0, 2) },
		func() *gorgonia.Node { return op.Pad(v, 0, 1, 0) },
		func() *gorgonia.Node { return op.Pad(v, 0, 0, 1) },
		func() *gorgonia.Node { return op.ReflectPad(x, 1) },
		func() *gorgonia.Node { return op.ReflectPad(x, 2) },
		func() *gorgonia.Node { return op.Affine(v, 1, 2) },
		func() *gorgonia.Node { return op.Affine(v, 2, 1) },
		func() *gorgonia.Node { return op.LeakyReLU(v, 0.1) },
		func() *gorgonia.Node { return op.LeakyReLU(v, 0.2) },
		func() *gorgonia.Node { return op.Channels.Sum(v) },
		func() *gorgonia.Node { return op.Samples.Sum(v) },
		func() *gorgonia.Node { return op.Reshape(v, 2, 8) },
		func() *gorgonia.Node { return op.Reshape(v, 8, 2) },
		func() *gorgonia.Node { return op.Detach(v) },
		func() *gorgonia.Node { return op.Add(v, v) },
		func() *gorgonia.Node { return op.Add(v, v, v) },
		func() *gorgonia.Node { return op.Sub(v, v) },
		func() *gorgonia.Node { return op.Concat(0, v, v) },
		func() *gorgonia.Node { return op.Concat(1, v, v) },
		func() *gorgonia.Node { return op.Constant(tr.graph, tensor.Float64, 1, 2) },
		func() *gorgonia.Node { return op.Constant(tr.graph, tensor.Float64, 2, 2) },
		func() *gorgonia.Node { return op.Constant(tr.graph, tensor.Float32, 1, 2) },
	}
	seen := make(map[*gorgonia.Node]int)
	for i, build := range builds {
		n := build()
		if n != build() {
			t.Errorf("%v: built twice", n.Op())
		}
		if other, ok := seen[n]; ok {
			t.Errorf("%v is taken for build %d", n.Op(), other)
		}
		seen[n] = i
	}
	if err := op.CheckHashes(tr.graph.AllNodes()); err != nil {
		t.Error(err)
	}
}

func TestIdentitiesAddNoNode(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	x := tr.input(2, 3)
	for name, y := range map[string]*gorgonia.Node{
		"add one": op.Add(x), "affine 1 0": op.Affine(x, 1, 0), "power 1": op.Pow(x, 1), "same shape": op.Reshape(x, 2, 3),
		"concat one": op.Concat(0, x), "whole slice": op.Slice(x, 1, 0, 3), "no pad": op.Pad(x, 0, 0, 0),
	} {
		if y != x {
			t.Errorf("%s: a new node %v", name, y)
		}
	}
}

func TestOperatorsTellWhatTheyAre(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	x := tr.input(1, 5, 5, 2)
	for _, c := range []struct {
		n    *gorgonia.Node
		name string
		attr any
	}{
		{op.Conv2D(x, tr.input(3, 3, 2, 4), op.Geometry{Stride: 2, Pad: 1}), "conv2d", kernel.Conv{
			N: 1, H: 5, W: 5, Ci: 2, OH: 3, OW: 3, Co: 4, KH: 3, KW: 3, StrideH: 2, StrideW: 2, PadTop: 1, PadLeft: 1}},
		{op.LeakyReLU(x, 0.2), "leakyrelu", kernel.Unary{Kind: kernel.LeakyReLU, P: 0.2}},
		{op.AddBias(x, tr.input(2)), "shift", kernel.View{A: 1, B: 25, C: 2}},
		{op.Slice(x, 1, 2, 4), "slice", [3]int{1, 2, 4}},
		{op.Reshape(x, 50), "reshape", nil},
	} {
		if o := c.n.Op().(*op.Operator); o.Name() != c.name || o.Attr() != c.attr {
			t.Errorf("%s %+v, want %s %+v", o.Name(), o.Attr(), c.name, c.attr)
		}
	}
}

func TestMACs(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	y := op.Conv2D(tr.input(2, 6, 6, 3), tr.input(4, 4, 3, 5), op.Geometry{Stride: 2, Pad: 1})
	const perConv = 2 * 3 * 3 * 5 * 4 * 4 * 3
	grads := tr.grad(op.Sum(y), op.Children(y))
	for _, n := range append(grads, y) {
		if got := n.Op().(op.Coster).MACs(); got != perConv {
			t.Errorf("%v: %d multiply-adds, want %d", n.Op(), got, perConv)
		}
	}
	if got := op.MatMul(tr.input(3, 2), tr.input(3, 5), true, false).Op().(op.Coster).MACs(); got != 30 {
		t.Errorf("matmul: %d multiply-adds, want 30", got)
	}
	if got := op.Tanh(y).Op().(op.Coster).MACs(); got != 0 {
		t.Errorf("tanh: %d multiply-adds, want 0", got)
	}
}

// The squares of two inputs of these names have one 32-bit hash (found by
// search), so that Gorgonia would take the second for the first.
func TestEqualHashesDontMerge(t *testing.T) {
	input := func(g *gorgonia.ExprGraph, name string) *gorgonia.Node {
		return gorgonia.NewTensor(g, tensor.Float64, 1, gorgonia.WithShape(1), gorgonia.WithName(name))
	}
	names := [2]string{"17269", "85677"}
	if a, b := op.Square(input(gorgonia.NewGraph(), names[0])), op.Square(input(gorgonia.NewGraph(), names[1])); a.Hashcode() != b.Hashcode() {
		t.Fatal("the hashes differ: Gorgonia or this package hashes in another way; search for another pair")
	}
	g := gorgonia.NewGraph()
	x, y := input(g, names[0]), input(g, names[1])
	a, b := op.Square(x), op.Square(y)
	if op.Children(a)[0] != x || op.Children(b)[0] != y || op.Square(y) != b {
		t.Errorf("squares of %v, %v and %v", op.Children(a), op.Children(b), op.Children(op.Square(y)))
	}
	if err := op.CheckHashes(g.AllNodes()); err != nil {
		t.Error(err)
	}
}

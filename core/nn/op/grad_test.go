package op_test

import (
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/op"
)

func TestGradKeepsNoStateInTheGraph(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	x := tr.given([]float64{3}, 1)
	y := op.Square(x)
	first, second := tr.grad(y, nodes{x})[0], tr.grad(op.Mul(y, x), nodes{x, y})
	tr.tape(first, second[0], second[1])()
	for i, want := range []float64{6, 27, 3} { // 2x; 3x²; ∂(y·x)/∂y
		if got := numbers(nodes{first, second[0], second[1]}[i])[0]; got != want {
			t.Errorf("derivative %d: %v, want %v", i, got, want)
		}
	}
}

func TestGradOfSeveralOutputsAddsUp(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	x := tr.given([]float64{2}, 1)
	seeds := nodes{tr.given([]float64{10}, 1), tr.given([]float64{100}, 1)}
	grads, err := op.Grad(nodes{op.Square(x), x}, seeds, nodes{x})
	if err != nil {
		t.Fatal(err)
	}
	tr.tape(grads[0])()
	if got := numbers(grads[0])[0]; got != 140 {
		t.Errorf("gradient %v, want 10·2x + 100 = 140", got)
	}
}

func TestGradIsNilWithoutDependence(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	x, other := tr.input(2), tr.input(2)
	for name, y := range map[string]*gorgonia.Node{"detached": op.Detach(op.Square(x)), "sign": op.Sign(x), "other": op.Square(other)} {
		if g := tr.grad(op.Sum(y), nodes{x})[0]; g != nil {
			t.Errorf("%s: gradient %v, want nil", name, g)
		}
	}
}

func TestGradRefuses(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	x := tr.input(2, 3)
	apply := func(o gorgonia.Op) *gorgonia.Node {
		n, err := gorgonia.ApplyOp(o, x)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, c := range []struct {
		name        string
		outs, seeds nodes
		want        string
	}{
		{"an operator without derivative", nodes{apply(opaque{cube{dims: 2, flaw: "none"}})}, nil, "no gorgonia.SDOp"},
		{"a gradient of the wrong shape", nodes{apply(cube{dims: 2, flaw: "misshapen"})}, nil, "gradient of shape (1) for a value of shape (2, 3)"},
		{"misuse in a derivative", nodes{apply(cube{dims: 2, flaw: "misuse"})}, nil, "op: matmul: inner lengths"},
		{"a seed of the wrong shape", nodes{op.Square(x)}, nodes{tr.input(3, 2)}, "seed 0"},
		{"seeds missing", nodes{op.Square(x), x}, nodes{x}, "1 seeds for 2 outputs"},
	} {
		_, err := op.Grad(c.outs, c.seeds, nodes{x})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}

func TestCheckHashes(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	x := tr.input(2)
	y := op.Square(x)
	if err := op.CheckHashes(nodes{x, y, x}); err != nil {
		t.Errorf("distinct nodes: %v", err)
	}
	twin := gorgonia.NewTensor(gorgonia.NewGraph(), tensor.Float64, 1, gorgonia.WithShape(2), gorgonia.WithName(x.Name()))
	if err := op.CheckHashes(nodes{x, y, twin}); err == nil {
		t.Error("two inputs of one name pass")
	}
}

func TestTopoPutsInputsFirst(t *testing.T) {
	tr := newTrial(t, tensor.Float64)
	x := tr.input(2)
	a := op.Square(x)
	b := op.Mul(a, x)
	got := op.Topo(b, a)
	if len(got) != 3 || got[0] != x || got[1] != a || got[2] != b {
		t.Errorf("order %v", got)
	}
}

package nn_test

import (
	"bytes"
	"fmt"
	"hash"
	"hash/fnv"
	"testing"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn"
	"gander/core/nn/op"
)

// swish is x·σ(βx), written as anybody would write an operator for Gorgonia: it
// knows nothing of gander. With grad it is the derivative times a second input.
type swish struct {
	beta float32
	grad bool
}

func (s swish) Arity() int { return len(s.DiffWRT(0)) }

func (s swish) Type() hm.Type {
	x := gorgonia.TensorType{Dims: 2, Of: hm.TypeVariable('a')}
	if s.grad {
		return hm.NewFnType(x, x, x)
	}
	return hm.NewFnType(x, x)
}

func (s swish) InferShape(in ...gorgonia.DimSizer) (tensor.Shape, error) {
	return in[0].(tensor.Shape).Clone(), nil
}

func (s swish) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	x := in[0].(*tensor.Dense).Float32s()
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = s.of(v)
		if s.grad {
			const h = 1.0 / 64
			y[i] = (s.of(v+h) - s.of(v-h)) / (2 * h) * in[1].(*tensor.Dense).Float32s()[i]
		}
	}
	return tensor.New(tensor.WithShape(in[0].Shape()...), tensor.WithBacking(y)), nil
}

// of is a rational stand-in for the sigmoid, which needs no math library.
func (s swish) of(x float32) float32 {
	b := s.beta * x
	if b < 0 {
		b = -b
	}
	return x * (1 + s.beta*x/(1+b)) / 2
}

func (s swish) DiffWRT(int) []bool {
	if s.grad {
		return []bool{false, false}
	}
	return []bool{true}
}

func (s swish) SymDiff(in gorgonia.Nodes, _, g *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(swish{s.beta, true}, in[0], g)
	return gorgonia.Nodes{dx}, err
}

func (swish) ReturnsPtr() bool        { return true }
func (swish) CallsExtern() bool       { return false }
func (swish) OverwritesInput() int    { return -1 }
func (s swish) WriteHash(h hash.Hash) { fmt.Fprint(h, s.String()) }
func (s swish) String() string        { return fmt.Sprintf("swish%v%v", s.beta, s.grad) }
func (s swish) Hashcode() uint32 {
	h := fnv.New32a()
	s.WriteHash(h)
	return h.Sum32()
}

// An operator that only knows Gorgonia works in a network, on both executors.
func TestUsersOperator(t *testing.T) {
	train := func(t *testing.T) []byte {
		r := nn.NewRegistry(nn.Float32, 1)
		p, err := nn.Compile(r, func(g *nn.Graph) []nn.Stage {
			activation := nn.Func(func(x *nn.Node) *nn.Node { return gorgonia.Must(gorgonia.ApplyOp(swish{beta: 2}, x)) })
			net := g.Network("net", nn.Linear{Out: 8}, activation, nn.Linear{Out: 1})
			x := g.Input("x", noise(1, "x"), 4, 3)
			loss := nn.MSE(net.Apply(x, nn.Train), op.Slice(x, 1, 0, 1))
			return []nn.Stage{{Name: "fit", Fresh: []*nn.Node{x}, Loss: loss, Train: []*nn.Network{net},
				By: nn.Adam{Rate: nn.Constant(0.01), Beta1: 0.9, Beta2: 0.999}, Report: []nn.Scalar{{Key: "loss", Value: loss}}}}
		})
		if err != nil {
			t.Fatal(err)
		}
		steps(t, p, 1)
		first := p.Scalars()[0]
		steps(t, p, 200)
		if last := p.Scalars()[0]; last > first/4 {
			t.Errorf("the loss went from %v to %v", first, last)
		}
		return state(t, r)
	}
	direct := train(t)
	t.Setenv("GANDER_EXEC", "tape")
	if !bytes.Equal(train(t), direct) {
		t.Error("the executors give different bits")
	}
}

// A user's operator that panics fails the step and not the process.
func TestUsersOperatorThatPanics(t *testing.T) {
	p, err := nn.Compile(nn.NewRegistry(nn.Float32, 1), func(g *nn.Graph) []nn.Stage {
		x := g.Input("x", noise(1, "x"), 2, 2)
		y := gorgonia.Must(gorgonia.ApplyOp(broken{}, x))
		return []nn.Stage{{Name: "only", Fresh: []*nn.Node{x}, Also: []*nn.Node{y}}}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Step(); err == nil {
		t.Error("the panic was lost")
	}
}

type broken struct{ swish }

func (broken) Do(...gorgonia.Value) (gorgonia.Value, error) { panic("out of order") }

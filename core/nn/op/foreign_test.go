package op_test

import (
	"hash"
	"hash/fnv"
	"io"
	"testing"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/op"
)

// cube is x³ as a user of Gorgonia writes an operator, knowing nothing of this
// package but what it differentiates with.
type cube struct {
	dims int
	flaw string // of the derivative
}

func (c cube) Arity() int { return 1 }
func (c cube) Type() hm.Type {
	t := gorgonia.TensorType{Dims: c.dims, Of: hm.TypeVariable('a')}
	return hm.NewFnType(t, t)
}
func (c cube) InferShape(in ...gorgonia.DimSizer) (tensor.Shape, error) {
	return in[0].(tensor.Shape).Clone(), nil
}
func (c cube) Do(in ...gorgonia.Value) (gorgonia.Value, error) {
	y := in[0].(*tensor.Dense).Clone().(*tensor.Dense)
	for i, v := range y.Float64s() {
		y.Float64s()[i] = v * v * v
	}
	return y, nil
}
func (c cube) ReturnsPtr() bool      { return true }
func (c cube) CallsExtern() bool     { return false }
func (c cube) OverwritesInput() int  { return -1 }
func (c cube) WriteHash(h hash.Hash) { io.WriteString(h, c.String()) }
func (c cube) Hashcode() uint32      { h := fnv.New32a(); c.WriteHash(h); return h.Sum32() }
func (c cube) String() string        { return "cube" + c.flaw }
func (c cube) DiffWRT(int) []bool    { return []bool{true} }
func (c cube) SymDiff(in gorgonia.Nodes, _, g *gorgonia.Node) (gorgonia.Nodes, error) {
	switch c.flaw {
	case "misshapen":
		return gorgonia.Nodes{op.Sum(g)}, nil
	case "misuse":
		return gorgonia.Nodes{op.MatMul(g, in[0], false, false)}, nil
	}
	return gorgonia.Nodes{op.Mul(g, op.Affine(op.Square(in[0]), 3, 0))}, nil
}

// opaque is a cube that is a gorgonia.Op alone.
type opaque struct{ gorgonia.Op }

func TestForeignOperatorAmongOurs(t *testing.T) {
	derivativeCase{name: "cube", shapes: [][]int{{2, 3}, {3, 2}}, build: func(x nodes) *gorgonia.Node {
		n, err := gorgonia.ApplyOp(cube{dims: 2}, op.MatMul(x[0], x[1], false, false))
		if err != nil {
			t.Fatal(err)
		}
		return op.Tanh(n)
	}}.check(t)
}

// Gorgonia's own operators take part too.
func TestGorgoniasOperatorsAmongOurs(t *testing.T) {
	derivativeCase{name: "gorgonia's tanh", shapes: [][]int{{2, 3}}, build: func(x nodes) *gorgonia.Node {
		return op.Square(gorgonia.Must(gorgonia.Tanh(op.Affine(x[0], 0.5, 0.1))))
	}}.check(t)
}

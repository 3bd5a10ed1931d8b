package op

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
)

// Transposes says which factors of a matrix product are transposed first.
type Transposes struct{ A, B bool }

// MatMul is the matrix product a·b of two matrices; ta and tb transpose a and b
// first.
func MatMul(a, b *gorgonia.Node, ta, tb bool) *gorgonia.Node {
	const name = "matmul"
	dims(name, "a", a, 2)
	dims(name, "b", b, 2)
	m, k := matrix(a, ta)
	inner, n := matrix(b, tb)
	if k != inner {
		refuse(name, given("a", a, "b", b), "inner lengths %d and %d differ", k, inner)
	}
	return apply(&Operator{
		name: name, attr: Transposes{ta, tb}, macs: int64(m) * int64(n) * int64(k),
		out: tensor.Shape{m, n},
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) {
			d.MatMul(y, x[0], x[1], m, n, k, ta, tb)
		},
		grad: func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			da, db := MatMul(g, in[1], false, !tb), MatMul(in[0], g, !ta, false)
			if ta {
				da = MatMul(in[1], g, tb, true)
			}
			if tb {
				db = MatMul(g, in[0], true, ta)
			}
			return gorgonia.Nodes{da, db}
		},
	}, a, b)
}

// matrix is the number of rows and columns of a, transposed or not.
func matrix(a *gorgonia.Node, transposed bool) (rows, columns int) {
	if transposed {
		return a.Shape()[1], a.Shape()[0]
	}
	return a.Shape()[0], a.Shape()[1]
}

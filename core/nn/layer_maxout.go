package nn

import "gander/core/nn/op"

// Maxout is the largest of Pieces linear maps of x (N, D), number by number
// (Goodfellow et al. 2013): weight (D, Pieces·Out), bias (Pieces·Out), the maps
// one behind the other.
type Maxout struct {
	Out    int
	Pieces int
	Init   Init // of the weight; nil is KaimingUniform
	Bias   Init // nil is as PyTorch: uniform in ±1/√D
}

// Apply is (N, Out).
func (l Maxout) Apply(s *Scope, x *Node) *Node {
	s.positive("Out", l.Out)
	s.positive("Pieces", l.Pieces)
	all := Linear{Out: l.Pieces * l.Out, Init: l.Init, Bias: l.Bias}.Apply(s, x)
	y := op.Slice(all, 1, 0, l.Out)
	for k := 1; k < l.Pieces; k++ {
		y = op.Add(y, op.ReLU(op.Sub(op.Slice(all, 1, k*l.Out, (k+1)*l.Out), y)))
	}
	return y
}

package nn

import "gander/core/nn/op"

// Embedding is a learned vector for each class of one-hot labels x (N, K):
// weight (K, Out). Mixtures of classes give mixtures of vectors.
type Embedding struct {
	Out  int
	Init Init // nil is N(0, 1), as in PyTorch
}

// Apply is (N, Out).
func (l Embedding) Apply(s *Scope, x *Node) *Node {
	if x.Dims() != 2 {
		refuse(s.path, "labels have %d axes, an embedding takes (N, K)", x.Dims())
	}
	s.positive("Out", l.Out)
	return op.MatMul(x, s.Weight("weight", or(l.Init, Normal(0, 1)), x.Shape()[1], l.Out), false, false)
}

// Join puts the condition beside x: behind the numbers of a vector, as further
// constant planes behind the channels of an image (Mirza and Osindero 2014;
// Radford et al. 2016).
type Join struct {
	Embedding int // length of a learned embedding of the condition; 0 joins the condition itself
}

// Apply is (…, C+K), or (…, C+Embedding).
func (l Join) Apply(s *Scope, x *Node) *Node {
	y := s.Given()
	if l.Embedding > 0 {
		y = Embedding{Out: l.Embedding}.Apply(s, y)
	}
	switch shape := x.Shape(); len(shape) {
	case 2:
		return op.Concat(1, x, y)
	case 4:
		return op.Concat(3, x, op.Planes.Broadcast(y, shape[0], shape[1], shape[2], y.Shape()[1]))
	}
	refuse(s.path, "input has %d axes, a condition joins (N, C) and (N, H, W, C)", x.Dims())
	return nil
}

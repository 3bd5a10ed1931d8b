package nn

import "gander/core/nn/op"

// Linear is y = x·W + b for x (N, D): weight (D, Out), bias (Out).
type Linear struct {
	Out    int
	NoBias bool
	Init   Init // of the weight; nil is KaimingUniform
	Bias   Init // nil is as PyTorch: uniform in ±1/√D
}

// Apply is y (N, Out).
func (l Linear) Apply(s *Scope, x *Node) *Node {
	if x.Dims() != 2 {
		refuse(s.path, "input has %d axes, a linear layer takes (N, D): flatten it first", x.Dims())
	}
	s.positive("Out", l.Out)
	shape := []int{x.Shape()[1], l.Out}
	y := op.MatMul(x, s.Weight("weight", or(l.Init, KaimingUniform), shape...), false, false)
	if l.NoBias {
		return y
	}
	return s.bias(y, l.Bias, shape)
}

// bias adds a bias per channel to y; weight is the shape of the layer's weight.
func (s *Scope) bias(y *Node, init Init, weight []int) *Node {
	channels := y.Shape()[y.Dims()-1]
	return op.AddBias(y, s.Weight("bias", or(init, biasOf(weight)), channels))
}

func or(init, otherwise Init) Init {
	if init != nil {
		return init
	}
	return otherwise
}

package nn

import "gander/core/nn/op"

// Conv2D is a convolution of x (N, H, W, C) with square windows: weight
// (Kernel, Kernel, C, Out), bias (Out).
type Conv2D struct {
	Out    int
	Kernel int
	Stride int // 0 means 1
	Pad    int // rows of zeros on every side
	NoBias bool
	Init   Init // of the weight; nil is KaimingUniform
	Bias   Init // nil is as PyTorch: uniform in ±1/√fan_in
}

// Apply is y (N, H', W', Out) with H' = ⌊(H + 2·Pad − Kernel)/Stride⌋ + 1.
func (l Conv2D) Apply(s *Scope, x *Node) *Node {
	s.positive("Out", l.Out)
	s.positive("Kernel", l.Kernel)
	shape := []int{l.Kernel, l.Kernel, s.channels(x), l.Out}
	w := s.Weight("weight", or(l.Init, KaimingUniform), shape...)
	y := op.Conv2D(x, w, op.Geometry{Stride: max(l.Stride, 1), Pad: l.Pad})
	if l.NoBias {
		return y
	}
	return s.bias(y, l.Bias, shape)
}

// ConvTranspose2D is a transposed convolution of x (N, H, W, C): weight
// (Kernel, Kernel, Out, C), bias (Out).
type ConvTranspose2D struct {
	Out    int
	Kernel int
	Stride int // 0 means 1
	Pad    int // rows that are cut off on every side
	OutPad int // rows that are added below and to the right
	NoBias bool
	Init   Init // of the weight; nil is KaimingUniform
	Bias   Init // nil is as PyTorch: uniform in ±1/√fan_in
}

// Apply is y (N, H', W', Out) with H' = (H − 1)·Stride − 2·Pad + Kernel + OutPad.
func (l ConvTranspose2D) Apply(s *Scope, x *Node) *Node {
	s.positive("Out", l.Out)
	s.positive("Kernel", l.Kernel)
	shape := []int{l.Kernel, l.Kernel, l.Out, s.channels(x)}
	w := s.Weight("weight", or(l.Init, KaimingUniform), shape...)
	y := op.ConvTranspose2D(x, w, op.Geometry{Stride: max(l.Stride, 1), Pad: l.Pad, OutPad: l.OutPad})
	if l.NoBias {
		return y
	}
	return s.bias(y, l.Bias, shape)
}

// channels is the number of channels of an image.
func (s *Scope) channels(x *Node) int {
	if x.Dims() != 4 {
		refuse(s.path, "input has %d axes, a convolution takes (N, H, W, C)", x.Dims())
	}
	return x.Shape()[3]
}

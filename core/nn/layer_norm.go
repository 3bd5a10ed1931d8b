package nn

import "gander/core/nn/op"

// PyTorch's ε and momentum of normalisation layers.
const (
	defaultEps      = 1e-5
	defaultMomentum = 0.1
)

// BatchNorm normalises each channel of x (…, C) by the mean and variance of the
// batch, then scales by weight (C) and shifts by bias (C) (Ioffe and Szegedy
// 2015). In the modes Sample and Averaged it uses running_mean and running_var
// instead, which follow the batches of training with momentum 0.1; the running
// variance is the unbiased one, as in PyTorch.
type BatchNorm struct {
	Eps  float64 // 0 means 1e-5
	Init Init    // of the weight; nil is Ones
}

// Apply has the shape of x.
func (l BatchNorm) Apply(s *Scope, x *Node) *Node {
	return s.affine(l.normalise(s, x), op.Channels, l.Init)
}

// normalise is Apply without scale and shift.
func (l BatchNorm) normalise(s *Scope, x *Node) *Node {
	shape := x.Shape()
	channels := shape[len(shape)-1]
	mean := s.Statistic("running_mean", Zeros, channels)
	variance := s.Statistic("running_var", Ones, channels)
	eps := orFloat(l.Eps, defaultEps)
	if s.mode != Train {
		centred := op.Channels.Shift(x, op.Affine(mean, -1, 0))
		return op.Channels.Scale(centred, op.Pow(op.Affine(variance, 1, eps), -0.5))
	}
	y, batchMean, batchVariance := op.Standardise(x, op.Channels, eps)
	n := float64(shape.TotalSize() / channels)
	if n < 2 {
		refuse(s.path, "a batch of one number a channel has no variance")
	}
	s.Track("running_mean", batchMean, defaultMomentum)
	s.Track("running_var", op.Affine(batchVariance, n/(n-1), 0), defaultMomentum)
	return y
}

// InstanceNorm normalises each channel of each image of x (N, H, W, C) by its
// own mean and variance (Ulyanov et al. 2016), in all modes.
type InstanceNorm struct {
	Affine bool    // learn weight (C) and bias (C)
	Eps    float64 // 0 means 1e-5
}

// Apply has the shape of x.
func (l InstanceNorm) Apply(s *Scope, x *Node) *Node {
	y, _, _ := op.Standardise(x, op.Planes, orFloat(l.Eps, defaultEps))
	if !l.Affine {
		return y
	}
	return s.affine(y, op.Channels, Ones)
}

// LayerNorm normalises each sample of x (N, …, C) by its own mean and variance,
// then scales by weight (C) and shifts by bias (C) (Ba et al. 2016). Critics
// with a gradient penalty use it in place of BatchNorm.
type LayerNorm struct{ Eps float64 } // 0 means 1e-5

// Apply has the shape of x.
func (l LayerNorm) Apply(s *Scope, x *Node) *Node {
	y, _, _ := op.Standardise(x, op.Samples, orFloat(l.Eps, defaultEps))
	return s.affine(y, op.Channels, Ones)
}

// affine scales and shifts each channel.
func (s *Scope) affine(y *Node, axes op.Axes, init Init) *Node {
	shape := y.Shape()
	channels := shape[len(shape)-1]
	y = axes.Scale(y, s.Weight("weight", or(init, Ones), channels))
	return axes.Shift(y, s.Weight("bias", Zeros, channels))
}

func orFloat(v, otherwise float64) float64 {
	if v != 0 {
		return v
	}
	return otherwise
}

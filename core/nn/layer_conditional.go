package nn

import "gander/core/nn/op"

// ConditionalBatchNorm is BatchNorm whose scale and shift belong to the class
// of each sample (Dumoulin et al. 2017; de Vries et al. 2017): weight (K, C),
// bias (K, C) for conditions (N, K). The weights begin at 1 and the biases at
// 0, so that it begins as plain normalisation, the same for all classes.
type ConditionalBatchNorm struct{ Eps float64 } // 0 means 1e-5

// Apply has the shape of x (N, H, W, C).
func (l ConditionalBatchNorm) Apply(s *Scope, x *Node) *Node {
	y := s.Given()
	classes, channels := y.Shape()[1], s.channels(x)
	scale := op.MatMul(y, s.Weight("weight", Ones, classes, channels), false, false)
	shift := op.MatMul(y, s.Weight("bias", Zeros, classes, channels), false, false)
	return op.Planes.Shift(op.Planes.Scale(BatchNorm{Eps: l.Eps}.normalise(s, x), scale), shift)
}

// Projection ends a discriminator of features x (N, D) given classes y (N, K):
// ψ(x) + ⟨embedding(y), x⟩ with ψ linear (Miyato and Koyama 2018, equation 3).
type Projection struct{ Init Init } // of the embedding, (K, D), and of ψ; nil is KaimingUniform

// Apply is (N, 1).
func (l Projection) Apply(s *Scope, x *Node) *Node {
	unconditional := s.Sub("linear").apply(Linear{Out: 1, Init: l.Init}, x)
	embedded := s.Sub("embedding").apply(Embedding{Out: x.Shape()[1], Init: or(l.Init, KaimingUniform)}, s.Given())
	return op.Add(unconditional, op.Reshape(op.Samples.Dot(embedded, x), x.Shape()[0], 1))
}

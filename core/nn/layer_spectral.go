package nn

import "gander/core/nn/op"

// SpectralNorm divides the weights of a layer, those with two axes and more, by
// their largest singular value, so that the layer is 1-Lipschitz (Miyato et al.
// 2018, algorithm 1). A weight (…, Out) counts as a matrix of Out columns. Its
// singular vector is estimated by one step of power iteration from weight_u
// (Out), which follows in training; in the modes Sample and Averaged the step is
// made all the same, and not kept. It follows every stage that trains the network
// and depends on the layer.
type SpectralNorm struct{ Layer Layer }

// Apply has the shape that the layer gives.
func (l SpectralNorm) Apply(s *Scope, x *Node) *Node {
	inner := *s
	inner.spectral = true
	return inner.apply(l.Layer, x)
}

// normEps keeps the length of a vector of zeros from being divided by.
const normEps = 1e-12

// normalised is w divided by σ = ⟨u, Wᵀv⟩. The singular vectors are constants
// to differentiation (ibid., equation 11).
func (s *Scope) normalised(name string, w *Node) *Node {
	shape := w.Shape()
	columns := shape[len(shape)-1]
	matrix := op.Reshape(w, shape.TotalSize()/columns, columns)
	u := op.Reshape(s.Statistic(name+"_u", Normal(0, 1), columns), columns, 1)
	v := op.Detach(unit(op.MatMul(matrix, u, false, false)))
	back := op.MatMul(matrix, v, true, false)
	next := op.Detach(unit(back))
	if s.mode == Train {
		s.Track(name+"_u", op.Reshape(next, columns), 1)
	}
	sigma := op.All.Dot(back, next)
	return op.All.Scale(w, op.Div(op.Ones(sigma), sigma))
}

// unit is x at length 1.
func unit(x *Node) *Node {
	return op.All.Scale(x, op.Pow(op.Affine(op.All.Dot(x, x), 1, normEps), -0.5))
}

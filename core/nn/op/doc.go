// Package op is a set of Gorgonia operators that is closed under
// differentiation: the derivative of every operator is made of operators of the
// set, so gradients of gradients, as the gradient penalty of WGAN-GP needs them,
// are right to any order.
//
// Tensors are float32, computed by kernel.CPU, or float64, computed by
// kernel.Reference. Images are (N, H, W, C), vectors (N, D); a scalar has shape
// (1), never (). Operators take and return nodes, as in
//
//	h := op.LeakyReLU(op.AddBias(op.Conv2D(x, w, op.Geometry{Stride: 2, Pad: 1}), b), 0.2)
//	loss := op.Mean(op.Softplus(h))
//	grads, err := op.Grad(gorgonia.Nodes{loss}, nil, gorgonia.Nodes{w, b})
//
// and panic with an *Error where their arguments don't fit together.
//
// An operator belongs to one node. Do keeps the value in memory of the operator's
// own; UsePreallocDo computes into memory that a planner gives (see Planned).
// Once warm, neither allocates. Gorgonia's TapeMachine runs the operators as it
// runs its own.
package op

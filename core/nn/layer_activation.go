package nn

import "gander/core/nn/op"

// LeakyReLU is x where x > 0 and Slope·x elsewhere.
type LeakyReLU struct{ Slope float64 }

// Apply has the shape of x, as all activations have.
func (l LeakyReLU) Apply(_ *Scope, x *Node) *Node { return op.LeakyReLU(x, l.Slope) }

// ReLU is max(x, 0).
type ReLU struct{}

// Apply has the shape of x.
func (ReLU) Apply(_ *Scope, x *Node) *Node { return op.ReLU(x) }

// Tanh is the hyperbolic tangent.
type Tanh struct{}

// Apply has the shape of x.
func (Tanh) Apply(_ *Scope, x *Node) *Node { return op.Tanh(x) }

// Sigmoid is 1/(1+e⁻ˣ).
type Sigmoid struct{}

// Apply has the shape of x.
func (Sigmoid) Apply(_ *Scope, x *Node) *Node { return op.Sigmoid(x) }

// Softplus is log(1+eˣ), without overflow.
type Softplus struct{}

// Apply has the shape of x.
func (Softplus) Apply(_ *Scope, x *Node) *Node { return op.Softplus(x) }

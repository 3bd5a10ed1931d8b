package nn

import (
	"slices"

	"gander/core/nn/op"
)

// Reshape gives every sample this shape.
type Reshape []int

// Apply is (N, l...).
func (l Reshape) Apply(_ *Scope, x *Node) *Node {
	return op.Reshape(x, append([]int{x.Shape()[0]}, l...)...)
}

// Flatten makes a vector of every sample.
type Flatten struct{}

// Apply is (N, D).
func (Flatten) Apply(_ *Scope, x *Node) *Node {
	n := x.Shape()[0]
	return op.Reshape(x, n, x.Shape().TotalSize()/n)
}

// Crop keeps the upper left H×W part of every image.
type Crop struct{ H, W int }

// Apply is (N, H, W, C), and x itself where it has that size already.
func (l Crop) Apply(s *Scope, x *Node) *Node {
	s.channels(x)
	h, w := x.Shape()[1], x.Shape()[2]
	if l.H > h || l.W > w || l.H < 1 || l.W < 1 {
		refuse(s.path, "there is no part of %d×%d in images of %d×%d", l.H, l.W, h, w)
	}
	if slices.Equal([]int{h, w}, []int{l.H, l.W}) {
		return x
	}
	return op.CropPlane(x, 0, h-l.H, 0, w-l.W)
}

// Residual adds to x what its layers make of it (He et al. 2016).
type Residual []Layer

// Apply is x + layers(x), of the shape of x.
func (l Residual) Apply(s *Scope, x *Node) *Node { return op.Add(x, Stack(l).Apply(s, x)) }

// Func is a layer without parameters, such as a function of package op.
type Func func(x *Node) *Node

// Apply calls l.
func (l Func) Apply(_ *Scope, x *Node) *Node { return l(x) }

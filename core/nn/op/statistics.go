package op

import "gorgonia.org/gorgonia"

// AddBias is x (…, C) plus b (C).
func AddBias(x, b *gorgonia.Node) *gorgonia.Node { return Channels.Shift(x, b) }

// Sum is the sum of all numbers of x, of shape (1).
func Sum(x *gorgonia.Node) *gorgonia.Node { return All.Sum(x) }

// Mean is the mean of all numbers of x, of shape (1).
func Mean(x *gorgonia.Node) *gorgonia.Node { return All.Mean(x) }

// Fill is a tensor of the given shape with the scalar s everywhere.
func Fill(s *gorgonia.Node, shape ...int) *gorgonia.Node { return All.Broadcast(s, shape...) }

// Norm is the root of each sample's sum of squares plus eps, of shape (N). With
// x the gradient of a critic in its input, it is the norm that WGAN-GP penalises
// (Gulrajani et al. 2017, eq. 3); eps keeps its own derivative finite at x = 0.
func Norm(x *gorgonia.Node, eps float64) *gorgonia.Node {
	return Sqrt(Affine(Samples.Dot(x, x), 1, eps))
}

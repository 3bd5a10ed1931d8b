package op_test

import (
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/op"
)

// The loss of a WGAN-GP critic holds the norm of a gradient, so its own gradient
// is of second order. The critics here have all that variants put into them.
func TestGradientPenaltyAgreesWithDifferences(t *testing.T) {
	for name, between := range map[string]func(h *gorgonia.Node) *gorgonia.Node{
		"leaky relu": func(h *gorgonia.Node) *gorgonia.Node { return op.LeakyReLU(h, 0.2) },
		"tanh":       op.Tanh,
		"instance norm": func(h *gorgonia.Node) *gorgonia.Node {
			y, _, _ := op.Standardise(h, op.Planes, 1e-3)
			return op.LeakyReLU(y, 0.2)
		},
		"layer norm": func(h *gorgonia.Node) *gorgonia.Node {
			y, _, _ := op.Standardise(h, op.Samples, 1e-3)
			return op.Tanh(y)
		},
		"batch norm": func(h *gorgonia.Node) *gorgonia.Node {
			y, _, _ := op.Standardise(h, op.Channels, 1e-3)
			return op.Softplus(y)
		},
	} {
		t.Run(name, func(t *testing.T) {
			tr := newTrial(t, tensor.Float64)
			weights := tr.inputs([][]int{{4, 4, 2, 3}, {3}, {3, 3, 3, 2}, {2}})
			critic := func(x *gorgonia.Node) *gorgonia.Node {
				h := op.AddBias(op.Conv2D(x, weights[0], op.Geometry{Stride: 2, Pad: 1}), weights[1])
				return op.AddBias(op.Conv2D(between(h), weights[2], op.Geometry{Stride: 1}), weights[3])
			}
			loss := penalised(tr, critic)
			tr.differences("critic's", loss, weights, tr.grad(loss, weights))
		})
	}
}

// penalised is the loss of Gulrajani et al. 2017, eq. 3.
func penalised(tr *trial, critic func(x *gorgonia.Node) *gorgonia.Node) *gorgonia.Node {
	image := []int{2, 6, 6, 2}
	fake := op.Tanh(op.ConvTranspose2D(tr.input(2, 3, 3, 3), tr.input(4, 4, 2, 3), op.Geometry{Stride: 2, Pad: 1}))
	between := tr.input(image...)
	slope := tr.grad(critic(between), nodes{between})[0]
	excess := op.Affine(op.Norm(slope, 1e-12), 1, -1)
	distance := op.Sub(op.Mean(critic(fake)), op.Mean(critic(tr.input(image...))))
	return op.Add(distance, op.Affine(op.Mean(op.Square(excess)), 10, 0))
}

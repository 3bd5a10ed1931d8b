package op_test

import (
	"math"
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/op"
)

// critics are what variants put between two convolutions of a critic.
var critics = map[string]func(h *gorgonia.Node) *gorgonia.Node{
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
}

// The loss of a WGAN-GP critic holds the norm of a gradient, so its own gradient
// is of second order.
func TestGradientPenaltyAgreesWithDifferences(t *testing.T) {
	for name, between := range critics {
		t.Run(name, func(t *testing.T) {
			tr := newTrial(t, tensor.Float64)
			loss, weights := penalised(tr, between)
			tr.differences("critic's", loss, weights, tr.grad(loss, weights))
		})
	}
}

func TestGradientPenaltyOfBothTypesAgrees(t *testing.T) {
	alike := func(a, b float64) bool { return math.Abs(a-b) <= 1e-3*(1+math.Abs(b)) }
	for name, between := range critics {
		var results [][]float64
		eachType(t, func(tr *trial) {
			loss, weights := penalised(tr, between)
			grads := tr.grad(loss, weights)
			tr.tape(grads...)()
			results = append(results, slices.Concat(numbers(grads[0]), numbers(grads[1]), numbers(grads[2])))
		})
		if !slices.EqualFunc(results[0], results[1], alike) {
			t.Errorf("%s: float32 gives\n%v, float64\n%v", name, results[0], results[1])
		}
	}
}

// penalised is the loss of Gulrajani et al. 2017, eq. 3, of a critic with two
// convolutions, and the critic's weights.
func penalised(tr *trial, between func(h *gorgonia.Node) *gorgonia.Node) (loss *gorgonia.Node, weights nodes) {
	image := []int{2, 6, 6, 2}
	weights = tr.inputs([][]int{{4, 4, 2, 3}, {3}, {3, 3, 3, 2}, {2}})
	critic := func(x *gorgonia.Node) *gorgonia.Node {
		h := op.AddBias(op.Conv2D(x, weights[0], op.Geometry{Stride: 2, Pad: 1}), weights[1])
		return op.AddBias(op.Conv2D(between(h), weights[2], op.Geometry{Stride: 1}), weights[3])
	}
	fake := op.Tanh(op.ConvTranspose2D(tr.input(2, 3, 3, 3), tr.input(4, 4, 2, 3), op.Geometry{Stride: 2, Pad: 1}))
	x := tr.input(image...)
	slope := tr.grad(critic(x), nodes{x})[0]
	excess := op.Affine(op.Norm(slope, 1e-12), 1, -1)
	distance := op.Sub(op.Mean(critic(fake)), op.Mean(critic(tr.input(image...))))
	return op.Add(distance, op.Affine(op.Mean(op.Square(excess)), 10, 0)), weights
}

package op

import (
	"gorgonia.org/gorgonia"

	"gander/core/nn/kernel"
)

// LeakyReLU is x where x > 0 and slope·x elsewhere, slope ≥ 0 (Maas et al. 2013).
func LeakyReLU(x *gorgonia.Node, slope float64) *gorgonia.Node {
	if slope < 0 {
		refuse("leakyrelu", given("input", x), "slope %v is negative", slope)
	}
	// The output has the sign of the input. Asking the output lets a planner
	// write it over the input.
	return unary("leakyrelu", kernel.Unary{Kind: kernel.LeakyReLU, P: slope}, x,
		func(_, y, g *gorgonia.Node) *gorgonia.Node { return leakyReLUGrad(g, y, slope) })
}

// ReLU is max(x, 0).
func ReLU(x *gorgonia.Node) *gorgonia.Node { return LeakyReLU(x, 0) }

// Tanh is the hyperbolic tangent.
func Tanh(x *gorgonia.Node) *gorgonia.Node {
	return unary("tanh", kernel.Unary{Kind: kernel.Tanh}, x,
		func(_, y, g *gorgonia.Node) *gorgonia.Node { return tanhGrad(g, y) })
}

// Sigmoid is 1/(1+e⁻ˣ).
func Sigmoid(x *gorgonia.Node) *gorgonia.Node {
	return unary("sigmoid", kernel.Unary{Kind: kernel.Sigmoid}, x,
		func(_, y, g *gorgonia.Node) *gorgonia.Node { return sigmoidGrad(g, y) })
}

// Softplus is log(1+eˣ), without overflow. The logistic losses of a logit x are
// Softplus(−x) where the label is 1 and Softplus(x) where it is 0.
func Softplus(x *gorgonia.Node) *gorgonia.Node {
	return unary("softplus", kernel.Unary{Kind: kernel.Softplus}, x,
		func(x, _, g *gorgonia.Node) *gorgonia.Node { return Mul(g, Sigmoid(x)) })
}

// The gradients take g first, as it is the operand that is dead afterwards and
// may be overwritten.

// leakyReLUGrad is g where y > 0 and slope·g elsewhere: linear in g, and
// constant in y but for the kink.
func leakyReLUGrad(g, y *gorgonia.Node, slope float64) *gorgonia.Node {
	return activationGrad("leakyrelugrad", kernel.Binary{Kind: kernel.LeakyReLUGrad, P: slope}, g, y,
		func(in gorgonia.Nodes, _, h *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{leakyReLUGrad(h, in[1], slope), nil}
		}, true, false)
}

// tanhGrad is g·(1−y²).
func tanhGrad(g, y *gorgonia.Node) *gorgonia.Node {
	return activationGrad("tanhgrad", kernel.Binary{Kind: kernel.TanhGrad}, g, y,
		func(in gorgonia.Nodes, _, h *gorgonia.Node) gorgonia.Nodes {
			g, y := in[0], in[1]
			return gorgonia.Nodes{tanhGrad(h, y), Affine(Mul(Mul(h, g), y), -2, 0)}
		})
}

// sigmoidGrad is g·y·(1−y).
func sigmoidGrad(g, y *gorgonia.Node) *gorgonia.Node {
	return activationGrad("sigmoidgrad", kernel.Binary{Kind: kernel.SigmoidGrad}, g, y,
		func(in gorgonia.Nodes, _, h *gorgonia.Node) gorgonia.Nodes {
			g, y := in[0], in[1]
			return gorgonia.Nodes{sigmoidGrad(h, y), Mul(Mul(h, g), Affine(y, -2, 1))}
		})
}

func activationGrad(name string, f kernel.Binary, g, y *gorgonia.Node, grad gradient, wrt ...bool) *gorgonia.Node {
	sameShape(name, g, y)
	return apply(&Operator{
		name: name, attr: f, out: y.Shape(), inPlace: true, grad: grad, wrt: wrt,
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.Zip(f, y, x[1], x[0]) },
	}, g, y)
}

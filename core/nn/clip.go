package nn

import "gander/core/nn/op"

// clipEps is what PyTorch adds to the norm that it divides by.
const clipEps = 1e-6

// clipped is the gradient as the optimiser gets it.
func (c *stage) clipped(g *Graph) []*Node {
	clipped := make([]*Node, len(c.grads))
	switch {
	case c.MaxGradNorm > 0:
		factor := op.Div(g.Constant(c.MaxGradNorm, 1), op.Affine(c.norm, 1, clipEps))
		factor = op.Clamp(factor, 0, 1)
		for i, grad := range c.grads {
			clipped[i] = op.All.Scale(grad, factor)
		}
	case c.MaxGrad > 0:
		for i, grad := range c.grads {
			clipped[i] = op.Clamp(grad, -c.MaxGrad, c.MaxGrad)
		}
	default:
		return c.grads
	}
	return clipped
}

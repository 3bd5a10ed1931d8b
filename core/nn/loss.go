package nn

import (
	"gorgonia.org/gorgonia"

	"gander/core/nn/op"
)

// An Adversarial pair of losses is what discriminator and generator minimise,
// given the discriminator's raw outputs (before any sigmoid), of any shape.
type Adversarial struct {
	Discriminator func(real, fake *Node) *Node
	Generator     func(fake *Node) *Node
}

// Nonsaturating is −E log σ(real) − E log(1−σ(fake)) and −E log σ(fake)
// (Goodfellow et al. 2014), computed by softplus so that no output overflows.
var Nonsaturating = Adversarial{
	Discriminator: crossEntropy,
	Generator:     func(fake *Node) *Node { return op.Mean(op.Softplus(negate(fake))) },
}

// Minimax is the value function of Goodfellow et al. 2014, equation 1, whose
// generator minimises E log(1−σ(fake)).
var Minimax = Adversarial{
	Discriminator: crossEntropy,
	Generator:     func(fake *Node) *Node { return negate(op.Mean(op.Softplus(fake))) },
}

// LeastSquares is ½E(real−1)² + ½E fake² and ½E(fake−1)² (Mao et al. 2017,
// equation 9).
var LeastSquares = Adversarial{
	Discriminator: func(real, fake *Node) *Node {
		return half(op.Add(SquaredDistance(real, 1), SquaredDistance(fake, 0)))
	},
	Generator: func(fake *Node) *Node { return half(SquaredDistance(fake, 1)) },
}

// Hinge is E max(0, 1−real) + E max(0, 1+fake) and −E fake (Lim and Ye 2017).
var Hinge = Adversarial{
	Discriminator: func(real, fake *Node) *Node {
		return op.Add(op.Mean(op.ReLU(op.Affine(real, -1, 1))), op.Mean(op.ReLU(op.Affine(fake, 1, 1))))
	},
	Generator: func(fake *Node) *Node { return negate(op.Mean(fake)) },
}

// Wasserstein is E fake − E real and −E fake (Arjovsky et al. 2017). The
// critic's negated loss estimates the distance, up to its Lipschitz constant.
var Wasserstein = Adversarial{
	Discriminator: func(real, fake *Node) *Node { return op.Sub(op.Mean(fake), op.Mean(real)) },
	Generator:     func(fake *Node) *Node { return negate(op.Mean(fake)) },
}

func crossEntropy(real, fake *Node) *Node {
	return op.Add(op.Mean(op.Softplus(negate(real))), op.Mean(op.Softplus(fake)))
}

// penaltyEps keeps the derivative of the norm finite where the gradient
// vanishes, far below what moves the penalty of any other.
const penaltyEps = 1e-12

// GradientPenalty is E(‖∇critic(x)‖₂ − 1)² over the samples of x, the norm
// being taken over all of a sample (Gulrajani et al. 2017, equation 3). critic
// must treat samples alone, which batch normalisation does not.
func GradientPenalty(critic func(x *Node) *Node, x *Node) *Node {
	return SquaredDistance(op.Norm(slope(critic, x), penaltyEps), 1)
}

// ZeroPenalty is E‖∇discriminator(x)‖² over the samples of x, which is R1 where
// they are real (Mescheder et al. 2018, equation 9, without its weight of γ/2).
func ZeroPenalty(discriminator func(x *Node) *Node, x *Node) *Node {
	g := slope(discriminator, x)
	return op.Mean(op.Samples.Dot(g, g))
}

// slope is the gradient of a critic in each of its samples.
func slope(critic func(x *Node) *Node, x *Node) *Node {
	grads, err := op.Grad(gorgonia.Nodes{critic(x)}, nil, gorgonia.Nodes{x})
	if err != nil {
		panic(&BuildError{Where: "gradient penalty", Err: err})
	}
	if grads[0] == nil {
		refuse("gradient penalty", "the critic does not depend on its input")
	}
	return grads[0]
}

// Interpolate is α·a + (1−α)·b with one α (N) for each sample, uniform in
// [0, 1] where the penalty of Gulrajani et al. is taken.
func Interpolate(a, b, alpha *Node) *Node {
	return op.Add(b, op.Samples.Scale(op.Sub(a, b), alpha))
}

// SquaredDistance is the mean of (x − target)².
func SquaredDistance(x *Node, target float64) *Node {
	return op.Mean(op.Square(op.Affine(x, 1, -target)))
}

// MSE is the mean of (a − b)².
func MSE(a, b *Node) *Node { return op.Mean(op.Square(op.Sub(a, b))) }

// L1 is the mean of |a − b|.
func L1(a, b *Node) *Node { return op.Mean(op.Abs(op.Sub(a, b))) }

// BinaryCrossEntropy is the mean of −t log σ(x) − (1−t) log(1−σ(x)) for logits
// x and targets t in [0, 1] of one shape.
func BinaryCrossEntropy(x, t *Node) *Node {
	return op.Mean(op.Sub(op.Softplus(x), op.Mul(x, t)))
}

func negate(x *Node) *Node { return op.Affine(x, -1, 0) }
func half(x *Node) *Node   { return op.Affine(x, 0.5, 0) }

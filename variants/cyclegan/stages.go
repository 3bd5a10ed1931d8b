package cyclegan

import (
	"slices"

	"gander/core/nn"
	"gander/core/nn/op"
	"gander/variants/internal/gan"
)

// A side is one domain in the training step.
type side struct {
	real   *nn.Node
	fake   *nn.Node // real of the other domain, translated
	cycled *nn.Node // real, translated and back
	same   *nn.Node // real, put through the generator that leads to its own domain
	critic *nn.Network
}

func (t step) stages(g *nn.Graph, program **nn.Program) []nn.Stage {
	n := t.networks(g)
	x := t.input(g, "a", t.a.Images())
	y := t.input(g, "b", t.b.Images())
	fakeA, fakeB := n.ba.Apply(y, nn.Train), n.ab.Apply(x, nn.Train)
	a := side{x, fakeA, n.ba.Apply(fakeB, nn.Train), n.ba.Apply(x, nn.Train), n.a}
	b := side{y, fakeB, n.ab.Apply(fakeA, nn.Train), n.ab.Apply(y, nn.Train), n.b}
	return []nn.Stage{t.generators(g, n, a, b), t.discriminators(g, a, b, program)}
}

const generators = "generators"

// generators minimises the full objective (Zhu et al. 2017, equation 3, with the
// least squares of section 4) and the identity loss of section 5.2.
func (t step) generators(g *nn.Graph, n networks, a, b side) nn.Stage {
	adversarial := op.Add(a.fools(), b.fools())
	cycle := op.Add(nn.L1(a.cycled, a.real), nn.L1(b.cycled, b.real))
	identity := g.Constant(0, 1)
	if t.Float("lambda_identity") > 0 { // else two translations are saved
		identity = op.Add(nn.L1(a.same, a.real), nn.L1(b.same, b.real))
	}
	loss := op.Add(adversarial,
		op.Affine(cycle, t.Float("lambda_cycle"), 0),
		op.Affine(identity, t.Float("lambda_cycle")*t.Float("lambda_identity"), 0))
	return nn.Stage{
		Name: generators, Fresh: []*nn.Node{a.real, b.real}, Also: []*nn.Node{a.fake, b.fake},
		Loss: loss, Train: []*nn.Network{n.ab, n.ba}, By: t.adam("lr_g"), Average: t.Float("ema"), GradNorm: "grad_g",
		Report: []nn.Scalar{
			{Key: "loss_g", Value: loss}, {Key: "adversarial", Value: adversarial},
			{Key: "cycle", Value: cycle}, {Key: "identity", Value: identity},
		},
	}
}

// fools is what a generator minimises so that its discriminator answers 1.
func (s side) fools() *nn.Node {
	return nn.SquaredDistance(s.critic.Apply(s.fake, nn.Train), 1)
}

// discriminators minimises half of the squared distance to 1 for real images and
// to 0 for generated ones, which come through the pools.
func (t step) discriminators(g *nn.Graph, a, b side, program **nn.Program) nn.Stage {
	poolA, poolB := t.pooled(g, "a", a.fake, program), t.pooled(g, "b", b.fake, program)
	realA, realB := a.critic.Apply(a.real, nn.Train), b.critic.Apply(b.real, nn.Train)
	oldA, oldB := a.critic.Apply(poolA, nn.Train), b.critic.Apply(poolB, nn.Train)
	loss := op.Add(nn.LeastSquares.Discriminator(realA, oldA), nn.LeastSquares.Discriminator(realB, oldB))
	return nn.Stage{
		Name: "discriminators", Fresh: []*nn.Node{poolA, poolB},
		Loss: loss, Train: []*nn.Network{a.critic, b.critic}, By: t.adam("lr_d"), GradNorm: "grad_d",
		Report: []nn.Scalar{
			{Key: "loss_d", Value: loss},
			{Key: "d_real", Value: mean(realA, realB)}, {Key: "d_fake", Value: mean(oldA, oldB)},
		},
	}
}

func mean(x, y *nn.Node) *nn.Node { return op.Affine(op.Add(op.Mean(x), op.Mean(y)), 0.5, 0) }

// pooled is the input of a domain's generated images after their exchange with
// the pool.
func (t step) pooled(g *nn.Graph, domain string, fake *nn.Node, program **nn.Program) *nn.Node {
	pool := gan.NewPool(g.Registry(), domain, t.Int("pool_size"), t.shape...)
	return t.input(g, "pool_"+domain, func(dst []float32, k uint64) error {
		(*program).Value(dst, generators, fake)
		pool.Exchange(dst, k*uint64(t.Int("batch_size")))
		return nil
	})
}

func (t step) input(g *nn.Graph, name string, source nn.Source) *nn.Node {
	return g.Input(name, source, slices.Concat([]int{t.Int("batch_size")}, t.shape)...)
}

func (t step) adam(rate string) nn.Adam {
	return nn.Adam{Rate: gan.Decay(t.Float(rate), t.Float("decay_from"), t.steps), Beta1: t.Float("beta1"), Beta2: t.Float("beta2")}
}

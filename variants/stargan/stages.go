package stargan

import (
	"slices"

	"gander/core/nn"
	"gander/core/nn/op"
	"gander/variants/internal/gan"
)

// A batch is the inputs of the training step. Each step is the turn of one
// dataset, with all its updates: the generator is to follow a critic that has just
// seen the same dataset's images, not another one's, whose images it would learn
// to make instead: neither cycles nor attributes mind.
type batch struct {
	real   *nn.Node // (N, H, W, C)
	own    *nn.Node // attributes of real, (N, width)
	target *nn.Node // attributes to give it: those of real in another order
	known  *nn.Node // 1 where the dataset knows the attribute, (N, attributes)
	alpha  *nn.Node // (N)
}

func (t step) batch(g *nn.Graph) batch {
	n, updates := t.Int("batch_size"), t.Int("n_critic")
	var images, own, target, known []nn.Source
	for d, s := range t.streams {
		images = append(images, s.Images())
		own = append(own, t.own(d, s))
		target = append(target, gan.Shuffled(t.own(d, s), n, t.seed, "targets/"+t.datasets[d].Name))
		known = append(known, t.known(d))
	}
	return batch{
		real:   g.Input("real", gan.InTurn(updates, images...), slices.Concat([]int{n}, t.shape)...),
		own:    g.Input("own", gan.InTurn(updates, own...), n, t.width()),
		target: g.Input("target", gan.InTurn(updates, target...), n, t.width()),
		known:  g.Input("known", gan.InTurn(updates, known...), n, len(t.attributes)),
		alpha:  g.Input("alpha", gan.Uniform(t.seed, "alpha"), n),
	}
}

func (b batch) fresh() []*nn.Node { return []*nn.Node{b.real, b.own, b.target, b.known, b.alpha} }

// A judgement is what the discriminator makes of images.
type judgement struct {
	source  *nn.Node // real or generated, of each patch: (N, patches)
	classes *nn.Node // logits of the attributes: (N, attributes)
}

func (t step) judge(d *nn.Network, x *nn.Node) judgement {
	answers := d.Apply(x, nn.Train)
	return judgement{op.Slice(answers, 1, 0, t.patches()), op.Slice(answers, 1, t.patches(), t.patches()+len(t.attributes))}
}

// classification is the cross-entropy of the attributes that are known, summed
// over them: the mean over the batch (Choi et al. 2018, equations 2 and 3).
func (t step) classification(j judgement, c, known *nn.Node) *nn.Node {
	c = op.Slice(c, 1, 0, len(t.attributes)) // without the mask
	each := op.Sub(op.Softplus(j.classes), op.Mul(j.classes, c))
	return op.Mean(op.Samples.Dot(each, known))
}

func (t step) stages(g *nn.Graph) []nn.Stage {
	generator := g.Network(gan.Generator, t.generator()...)
	discriminator := g.Network(gan.Discriminator, t.discriminator()...)
	b := t.batch(g)
	fake := generator.ApplyGiven(b.real, b.target, nn.Train)
	onFake := t.judge(discriminator, fake)
	back := generator.ApplyGiven(fake, b.own, nn.Train)
	return []nn.Stage{
		t.criticStage(discriminator, b, fake, onFake),
		t.generatorStage(g, generator, b, back, onFake),
	}
}

// criticStage minimises equation 5, with the adversarial loss of equation 8.
func (t step) criticStage(d *nn.Network, b batch, fake *nn.Node, onFake judgement) nn.Stage {
	onReal := t.judge(d, b.real)
	adversarial := nn.Wasserstein.Discriminator(onReal.source, onFake.source)
	classes := t.classification(onReal, b.own, b.known)
	critic := func(x *nn.Node) *nn.Node { return t.judge(d, x).source }
	penalty := nn.GradientPenalty(critic, nn.Interpolate(b.real, fake, b.alpha))
	loss := op.Add(adversarial, op.Affine(classes, t.Float("lambda_cls"), 0), op.Affine(penalty, t.Float("lambda_gp"), 0))
	updates := t.Int("n_critic")
	return nn.Stage{
		Name: "critic", Repeat: updates, Fresh: b.fresh(),
		Loss: loss, Train: []*nn.Network{d}, By: t.adam("lr_d", updates), GradNorm: "grad_d",
		Report: []nn.Scalar{
			{Key: "loss_d", Value: loss}, {Key: "wasserstein", Value: op.Affine(adversarial, -1, 0)},
			{Key: "cls_real", Value: classes}, {Key: "penalty", Value: penalty},
			{Key: "d_real", Value: op.Mean(onReal.source)}, {Key: "d_fake", Value: op.Mean(onFake.source)},
		},
	}
}

// generatorStage minimises equation 6, and the identity loss, on the critic's
// last batch.
func (t step) generatorStage(g *nn.Graph, generator *nn.Network, b batch, back *nn.Node, onFake judgement) nn.Stage {
	classes := t.classification(onFake, b.target, b.known)
	reconstruction := nn.L1(b.real, back)
	identity := t.identity(g, generator, b)
	loss := op.Add(nn.Wasserstein.Generator(onFake.source), op.Affine(classes, t.Float("lambda_cls"), 0),
		op.Affine(reconstruction, t.Float("lambda_rec"), 0), op.Affine(identity, t.Float("lambda_identity"), 0))
	return nn.Stage{
		Name: "generator",
		Loss: loss, Train: []*nn.Network{generator}, By: t.adam("lr_g", 1), Average: t.Float("ema"), GradNorm: "grad_g",
		Report: []nn.Scalar{
			{Key: "loss_g", Value: loss}, {Key: "cls_fake", Value: classes}, {Key: "reconstruction", Value: reconstruction},
			{Key: "identity", Value: identity},
		},
	}
}

// identity is the change of images that are given their own attributes (Zhu et al.
// 2017, section 5.2). Without a weight it is 0, and a translation is saved.
func (t step) identity(g *nn.Graph, generator *nn.Network, b batch) *nn.Node {
	if t.Float("lambda_identity") == 0 {
		return g.Constant(0, 1)
	}
	return nn.L1(b.real, generator.ApplyGiven(b.real, b.own, nn.Train))
}

// adam is the optimiser of a stage that makes so many updates a step.
func (t step) adam(rate string, updates int) nn.Adam {
	return nn.Adam{
		Rate:  gan.Decay(t.Float(rate), t.Float("decay_from"), t.steps*updates),
		Beta1: t.Float("beta1"), Beta2: t.Float("beta2"),
	}
}

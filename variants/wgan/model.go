package wgan

import (
	"gander/core/nn"
	"gander/core/nn/op"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
	"gander/variants/internal/gan"
	"gander/variants/internal/nets"
)

// Open builds the networks for one dataset of images or points.
func (Variant) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	dataset, file, err := gan.OneDataset(s)
	if err != nil {
		return nil, variant.Info{}, err
	}
	generator, critic := networks(dataset.Header, s.Params)
	t := step{Params: s.Params, shape: dataset.Header.Shape, seed: s.Seed, dataset: dataset.Name, file: file}
	m := gan.Unconditional(t.shape, s.Params.Int("latent_dim"), generator, critic, t.stages)
	m.DUpdates = s.Params.Int("n_critic")
	m.Images = m.DUpdates * s.Params.Int("batch_size")
	return gan.Open(s, m, scalars, file)
}

// networks are the layers of generator and critic.
func networks(h data.Header, p variant.Params) (generator, critic []nn.Layer) {
	if h.Kind == data.KindPoint || p.String("architecture") == "mlp" {
		mlp := nets.MLP{Shape: h.Shape, Hidden: p.Int("hidden"), Depth: p.Int("depth"), Init: nn.He}
		return mlp.Generator(), mlp.Discriminator()
	}
	conv := nets.DCGAN(h.Shape, p.Int("base_width"))
	if penalised(p) {
		conv.Norm, conv.Init = false, nn.He
	}
	return conv.Generator(), conv.Discriminator()
}

func penalised(p variant.Params) bool { return p.String("penalty") == "gradient" }

// step builds the training step.
type step struct {
	variant.Params
	shape   []int
	seed    uint64
	dataset string
	file    *data.File
}

func (t step) stages(g *nn.Graph, n gan.Networks) []nn.Stage {
	batch := t.Int("batch_size")
	z := g.Input("z", gan.Noise(t.seed, "z"), batch, t.Int("latent_dim"))
	real := g.Input("real", gan.Batches(t.file, t.dataset, t.seed, batch), append([]int{batch}, t.shape...)...)
	critic := func(x *nn.Node) *nn.Node { return n.Discriminator.Apply(x, nn.Train) }

	fake := n.Generator.Apply(z, nn.Train)
	dReal, dFake := critic(real), critic(fake)
	loss, lossG := nn.Wasserstein.Discriminator(dReal, dFake), nn.Wasserstein.Generator(dFake)
	distance := op.Affine(loss, -1, 0)

	update := nn.Stage{
		Name: "critic", Repeat: t.Int("n_critic"), Fresh: []*nn.Node{z, real},
		Train: []*nn.Network{n.Discriminator}, By: t.optimiser("lr_d"), GradNorm: "grad_d",
	}
	penalty := g.Constant(0, 1)
	if penalised(t.Params) {
		alpha := g.Input("alpha", gan.Uniform(t.seed, "alpha"), batch)
		update.Fresh = append(update.Fresh, alpha)
		penalty = nn.GradientPenalty(critic, nn.Interpolate(real, fake, alpha))
		loss = op.Add(loss, op.Affine(penalty, t.Float("lambda_gp"), 0))
	} else {
		update.Clip = t.Float("clip_value")
	}
	update.Loss = loss
	update.Report = []nn.Scalar{
		{Key: "loss_d", Value: loss}, {Key: "wasserstein", Value: distance}, {Key: "penalty", Value: penalty},
		{Key: "d_real", Value: op.Mean(dReal)}, {Key: "d_fake", Value: op.Mean(dFake)},
	}
	return []nn.Stage{update, {
		Name: "generator", Fresh: []*nn.Node{z},
		Loss: lossG, Train: []*nn.Network{n.Generator}, By: t.optimiser("lr_g"), Average: t.Float("ema"),
		Report: []nn.Scalar{{Key: "loss_g", Value: lossG}}, GradNorm: "grad_g",
	}}
}

// optimiser is Adam for the gradient penalty and RMSProp for clipping, as in
// the papers; the rate is theirs where the parameter is 0.
func (t step) optimiser(rate string) nn.Optimiser {
	if penalised(t.Params) {
		return nn.Adam{Rate: nn.Constant(t.rate(rate, 1e-4)), Beta1: t.Float("beta1"), Beta2: t.Float("beta2")}
	}
	return nn.RMSProp{Rate: nn.Constant(t.rate(rate, 5e-5))}
}

func (t step) rate(name string, otherwise float64) float64 {
	if r := t.Float(name); r > 0 {
		return r
	}
	return otherwise
}

package vanilla

import (
	"gander/core/nn"
	"gander/core/nn/op"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
	"gander/variants/internal/gan"
	"gander/variants/internal/nets"
)

// losses are the pairs by the values of the parameter loss.
var losses = map[string]nn.Adversarial{
	"nonsaturating": nn.Nonsaturating,
	"minimax":       nn.Minimax,
	"least_squares": nn.LeastSquares,
	"hinge":         nn.Hinge,
}

// Open builds the networks for one dataset of images or points.
func (Variant) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	dataset, file, err := gan.OneDataset(s)
	if err != nil {
		return nil, variant.Info{}, err
	}
	generator, discriminator := networks(dataset.Header, s.Params)
	t := step{Params: s.Params, shape: dataset.Header.Shape, seed: s.Seed, dataset: dataset.Name, file: file}
	m := gan.Unconditional(t.shape, s.Params.Int("latent_dim"), generator, discriminator, t.stages)
	m.Images = s.Params.Int("batch_size")
	return gan.Open(s, m, scalars, file)
}

// networks are the layers of generator and discriminator.
func networks(h data.Header, p variant.Params) (generator, discriminator []nn.Layer) {
	if h.Kind == data.KindPoint || p.String("architecture") == "mlp" {
		mlp := nets.MLP{Shape: h.Shape, Hidden: p.Int("hidden"), Depth: p.Int("depth")}
		return mlp.Generator(), mlp.Discriminator()
	}
	conv := nets.DCGAN(h.Shape, p.Int("base_width"))
	return conv.Generator(), conv.Discriminator()
}

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

	fake := n.Generator.Apply(z, nn.Train)
	dReal, dFake := n.Discriminator.Apply(real, nn.Train), n.Discriminator.Apply(fake, nn.Train)
	loss := losses[t.String("loss")]
	lossD, lossG := loss.Discriminator(dReal, dFake), loss.Generator(dFake)

	return []nn.Stage{{
		Name: "discriminator", Fresh: []*nn.Node{z, real},
		Loss: lossD, Train: []*nn.Network{n.Discriminator}, By: t.adam("lr_d"),
		Report:   []nn.Scalar{{Key: "loss_d", Value: lossD}, {Key: "d_real", Value: op.Mean(dReal)}, {Key: "d_fake", Value: op.Mean(dFake)}},
		GradNorm: "grad_d",
	}, {
		Name: "generator",
		Loss: lossG, Train: []*nn.Network{n.Generator}, By: t.adam("lr_g"), Average: t.Float("ema"),
		Report:   []nn.Scalar{{Key: "loss_g", Value: lossG}},
		GradNorm: "grad_g",
	}}
}

func (t step) adam(rate string) nn.Adam {
	return nn.Adam{Rate: nn.Constant(t.Float(rate)), Beta1: t.Float("beta1"), Beta2: t.Float("beta2")}
}

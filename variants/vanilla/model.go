package vanilla

import (
	"gander/core/nn"
	"gander/core/nn/op"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
	"gander/variants/internal/gan"
	"gander/variants/internal/nets"
)

// The settings where a parameter is 0: DCGAN's for images, and for points what
// learns the usual mixtures within some thousand steps.
var (
	latentDim    = gan.Reference[int]{Images: 100, Points: 2}
	learningRate = gan.Reference[float64]{Images: 2e-4, Points: 1e-3}
)

// Open builds the networks for one dataset of images or points.
func (v Variant) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	m, err := v.Model(s)
	if err != nil {
		return nil, variant.Info{}, err
	}
	return gan.Open(s, m, scalars)
}

// Model is the mathematics that Open makes a learner of.
func (Variant) Model(s variant.Setup) (gan.Model, error) {
	feed, err := gan.NewFeed(s, latentDim)
	if err != nil {
		return gan.Model{}, err
	}
	t := step{s.Params, feed}
	return gan.Unconditional(feed, t.layers(), t.stages), nil
}

// step builds the networks and the training step.
type step struct {
	variant.Params
	gan.Feed
}

func (t step) layers() gan.Layers {
	if t.Header.Kind == data.KindPoint || t.String("architecture") == "mlp" {
		mlp := nets.MLP{Shape: t.Header.Shape, Hidden: t.Int("hidden"), Depth: t.Int("depth")}
		return gan.Layers{Generator: mlp.Generator(), Discriminator: mlp.Discriminator()}
	}
	conv := nets.DCGAN(t.Header.Shape, t.Int("base_width"))
	return gan.Layers{Generator: conv.Generator(), Discriminator: conv.Discriminator()}
}

func (t step) stages(g *nn.Graph, n gan.Pair) []nn.Stage {
	z, real := t.Noise(g), t.Real(g)
	fake := n.Generator.Apply(z, nn.Train)
	dReal, dFake := n.Discriminator.Apply(real, nn.Train), n.Discriminator.Apply(fake, nn.Train)
	loss := gan.Losses[t.String("loss")]
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
	lr := learningRate.Or(t.Float(rate), t.Header)
	return nn.Adam{Rate: nn.Constant(lr), Beta1: t.Float("beta1"), Beta2: t.Float("beta2")}
}

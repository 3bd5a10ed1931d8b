package vanilla

import (
	"errors"

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
	networks, err := t.networks()
	if err != nil {
		return gan.Model{}, errors.Join(err, feed.Close())
	}
	m := gan.Unconditional(feed, gan.Layers{Generator: networks.Generator(), Discriminator: networks.Discriminator()}, t.stages)
	if t.Int("packing") > 1 {
		m.Critique = nil // no sample is judged alone
	}
	return m, nil
}

// step builds the networks and the training step.
type step struct {
	variant.Params
	gan.Feed
}

// networks are those of the parameter architecture, if it makes such data.
func (t step) networks() (nets.Rule, error) {
	shape, width := t.Header.Shape, t.Int("base_width")
	name, points := t.String("architecture"), t.Header.Kind == data.KindPoint
	switch {
	case t.Int("packing") > 1 && (name != "pacgan" || t.Batch%t.Int("packing") != 0):
		return nil, gan.Unsupported("packing needs the architecture pacgan and whole packs in a batch")
	case name == "mlp" || points && name == "dcgan":
		return nets.MLP{Shape: shape, Hidden: t.Int("hidden"), Depth: t.Int("depth")}, nil
	case points && name == "pacgan":
		return nets.PacGAN{Hidden: t.Int("hidden"), Depth: t.Int("depth"), Packing: t.Int("packing")}, nil
	case points && name == "dirac":
		return nets.Dirac{}, nil
	case !points && name == "dcgan":
		return nets.DCGAN(shape, width), nil
	case !points && name == "infogan" && nets.Quartered(shape):
		return nets.InfoGAN{Shape: shape, Width: width, Norm: true}, nil
	case !points && name == "unrolled":
		return nets.Unrolled{Shape: shape, Width: width, WidthD: t.Int("width_d")}, nil
	}
	return nil, gan.Unsupported("the architecture %s makes no %ss of %v", name, t.Header.Kind, shape)
}

func (t step) stages(g *nn.Graph, n gan.Pair) []nn.Stage {
	z, real := t.Noise(g), t.Real(g)
	fake := n.Generator.Apply(z, nn.Train)
	judge := func(x *nn.Node) *nn.Node { return n.Discriminator.Apply(x, nn.Train) }
	dReal, dFake := judge(real), judge(fake)
	loss := gan.Losses[t.String("loss")]
	lossD, lossG := loss.Discriminator(dReal, dFake), loss.Generator(dFake)
	if gamma := t.Float("lambda_r1"); gamma > 0 {
		lossD = op.Add(lossD, op.Affine(nn.ZeroPenalty(judge, real), gamma/2, 0))
	}

	return []nn.Stage{{
		Name: "discriminator", Fresh: []*nn.Node{z, real},
		Loss: lossD, Train: []*nn.Network{n.Discriminator}, By: t.optimiser("lr_d"),
		Report:   []nn.Scalar{{Key: "loss_d", Value: lossD}, {Key: "d_real", Value: op.Mean(dReal)}, {Key: "d_fake", Value: op.Mean(dFake)}},
		GradNorm: "grad_d",
	}, {
		Name: "generator",
		Loss: lossG, Train: []*nn.Network{n.Generator}, By: t.optimiser("lr_g"), Average: t.Float("ema"),
		Report:   []nn.Scalar{{Key: "loss_g", Value: lossG}},
		GradNorm: "grad_g",
	}}
}

func (t step) optimiser(rate string) nn.Optimiser {
	lr := nn.Constant(learningRate.Or(t.Float(rate), t.Header))
	if t.String("optimiser") == "sgd" {
		return nn.SGD{Rate: lr}
	}
	return nn.Adam{Rate: lr, Beta1: t.Float("beta1"), Beta2: t.Float("beta2")}
}

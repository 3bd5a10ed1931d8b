package wgan

import (
	"errors"

	"gander/core/nn"
	"gander/core/nn/op"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
	"gander/variants/internal/gan"
	"gander/variants/internal/nets"
)

// The settings where a parameter is 0: those of the papers' code, and for
// points what learns the usual mixtures within some thousand steps.
var (
	latentDim     = gan.Reference[int]{Images: 128, Points: 2}
	penalisedRate = gan.Reference[float64]{Images: 1e-4, Points: 1e-3}
	clippedRate   = gan.Reference[float64]{Images: 5e-5, Points: 5e-5}
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
	m.DUpdates = t.Int("n_critic")
	m.Images = m.DUpdates * feed.Batch
	return m, nil
}

// step builds the networks and the training step.
type step struct {
	variant.Params
	gan.Feed
}

func (t step) penalised() bool { return t.String("penalty") == "gradient" }

// networks are those of the parameter architecture, if it makes such data.
func (t step) networks() (nets.Rule, error) {
	shape, width := t.Header.Shape, t.Int("base_width")
	name, points := t.String("architecture"), t.Header.Kind == data.KindPoint
	switch {
	case name == "mlp" || points && name == "dcgan":
		return nets.MLP{Shape: shape, Hidden: t.Int("hidden"), Depth: t.Int("depth"), Init: nn.He}, nil
	case points && name == "dirac":
		return nets.Dirac{}, nil
	case !points && name == "infogan" && nets.Quartered(shape):
		return nets.InfoGAN{Shape: shape, Width: width, Norm: !t.penalised()}, nil
	case points || name != "dcgan":
		return nil, gan.Unsupported("the architecture %s makes no %ss of %v", name, t.Header.Kind, shape)
	}
	conv := nets.DCGAN(shape, width)
	if t.penalised() {
		conv.Norm, conv.Init = false, nn.He
	}
	return conv, nil
}

func (t step) stages(g *nn.Graph, n gan.Pair) []nn.Stage {
	z := t.Noise(g)
	fake := n.Generator.Apply(z, nn.Train)
	critic := t.criticStage(g, n, z, fake)
	loss := nn.Wasserstein.Generator(n.Discriminator.Apply(fake, nn.Train))
	return []nn.Stage{critic, {
		Name: "generator", Fresh: []*nn.Node{z},
		Loss: loss, Train: []*nn.Network{n.Generator}, By: t.optimiser("lr_g"), Average: t.Float("ema"),
		Report: []nn.Scalar{{Key: "loss_g", Value: loss}}, GradNorm: "grad_g",
	}}
}

func (t step) criticStage(g *nn.Graph, n gan.Pair, z, fake *nn.Node) nn.Stage {
	real := t.Real(g)
	critic := func(x *nn.Node) *nn.Node { return n.Discriminator.Apply(x, nn.Train) }
	dReal, dFake := critic(real), critic(fake)
	loss := nn.Wasserstein.Discriminator(dReal, dFake)
	distance, penalty := op.Affine(loss, -1, 0), g.Constant(0, 1)

	s := nn.Stage{
		Name: "critic", Repeat: t.Int("n_critic"), Fresh: []*nn.Node{z, real},
		Train: []*nn.Network{n.Discriminator}, By: t.optimiser("lr_d"), GradNorm: "grad_d",
	}
	if t.penalised() {
		alpha := t.Alpha(g)
		s.Fresh = append(s.Fresh, alpha)
		penalty = nn.GradientPenalty(critic, nn.Interpolate(real, fake, alpha))
		loss = op.Add(loss, op.Affine(penalty, t.Float("lambda_gp"), 0))
	} else {
		s.Clip = t.Float("clip_value")
	}
	s.Loss = loss
	s.Report = []nn.Scalar{
		{Key: "loss_d", Value: loss}, {Key: "wasserstein", Value: distance}, {Key: "penalty", Value: penalty},
		{Key: "d_real", Value: op.Mean(dReal)}, {Key: "d_fake", Value: op.Mean(dFake)},
	}
	return s
}

// optimiser is that of the papers, Adam for the gradient penalty and RMSProp for
// clipping, unless another one is asked for.
func (t step) optimiser(rate string) nn.Optimiser {
	reference, name := clippedRate, t.String("optimiser")
	if t.penalised() {
		reference = penalisedRate
	}
	lr := nn.Constant(reference.Or(t.Float(rate), t.Header))
	switch {
	case name == "sgd":
		return nn.SGD{Rate: lr}
	case name == "adam" || name == "reference" && t.penalised():
		return nn.Adam{Rate: lr, Beta1: t.Float("beta1"), Beta2: t.Float("beta2")}
	}
	return nn.RMSProp{Rate: lr}
}

package conditional

import (
	"fmt"

	"gander/core/nn"
	"gander/core/nn/op"
	"gander/plugins/variant"
	"gander/variants/internal/gan"
)

// The values of the parameter method.
const (
	concat     = "concat"
	acgan      = "acgan"
	projection = "projection"
)

// A reference holds what a method's paper or code sets where a parameter is
// left to it.
type reference struct {
	architecture string
	loss         string
	latentDim    int
	nCritic      int
	beta1, beta2 float64
}

var references = map[string]reference{
	concat:     {"dcgan", "nonsaturating", 100, 1, 0.5, 0.999},
	acgan:      {"dcgan", "nonsaturating", 110, 1, 0.5, 0.999},
	projection: {"resnet", "hinge", 128, 5, 0, 0.9},
}

// widths are those of the architectures where base_width is 0: DCGAN's, and
// that of Miyato and Koyama's network for 32 pixels.
var widths = map[string]int{"dcgan": 64, "resnet": 256}

// Open builds the networks for one dataset of labelled images.
func (v Variant) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	m, err := v.Model(s)
	if err != nil {
		return nil, variant.Info{}, err
	}
	return gan.Open(s, m, scalars)
}

// Model is the mathematics that Open makes a learner of.
func (Variant) Model(s variant.Setup) (gan.Model, error) {
	r := references[s.Params.String("method")]
	if len(s.Data) == 1 && len(s.Data[0].Header.Classes) < 2 {
		return gan.Model{}, gan.Unsupported("dataset %s has no labels; conditional learns images of at least two classes", s.Data[0].Name)
	}
	feed, err := gan.NewFeed(s, gan.Reference[int]{Images: r.latentDim, Points: r.latentDim})
	if err != nil {
		return gan.Model{}, err
	}
	t := step{s.Params, feed, r}
	return t.model(), nil
}

// step builds the networks and the training step.
type step struct {
	variant.Params
	gan.Feed
	reference reference
}

func (t step) classes() int { return len(t.Header.Classes) }

func (t step) architecture() string { return named(t.String("architecture"), t.reference.architecture) }

func (t step) width() int {
	if w := t.Int("base_width"); w > 0 {
		return w
	}
	return widths[t.architecture()]
}

func (t step) updates() int {
	if n := t.Int("n_critic"); n > 0 {
		return n
	}
	return t.reference.nCritic
}

// model is that of one pair, with labels beside noise and images.
func (t step) model() gan.Model {
	layers := t.layers()
	m := gan.Unconditional(t.Feed, layers, t.stages)
	m.DUpdates = t.updates()
	m.Images = m.DUpdates * t.Batch
	m.Sample = func(g *nn.Graph, mode nn.Mode, _ int) (*nn.Node, []*nn.Node) {
		n := gan.SampleBatch(t.Header.Shape)
		z, y := g.Input("z", nil, n, t.Latent), g.Input("y", nil, n, t.classes())
		return g.Network(gan.Generator, layers.Generator...).ApplyGiven(z, y, mode), []*nn.Node{z, y}
	}
	m.Rows = t.rows
	m.Critique = nil // it judges images with their labels
	return m
}

// rows are the latents and one-hot labels of samples.
func (t step) rows(s variant.Sampling, rows []variant.Row) ([][]float32, error) {
	z, err := gan.Latents(s, rows, t.Latent)
	if err != nil {
		return nil, err
	}
	y := make([]float32, len(rows)*t.classes())
	for i, row := range rows {
		if row.Label < 0 || row.Label >= t.classes() {
			return nil, fmt.Errorf("row %d asks for class %d, there are 0 to %d", i, row.Label, t.classes()-1)
		}
		y[i*t.classes()+row.Label] = 1
	}
	return [][]float32{z, y}, nil
}

func (t step) stages(g *nn.Graph, n gan.Pair) []nn.Stage {
	z, real, y := t.Noise(g), t.Real(g), t.Labels(g)
	fake := n.Generator.ApplyGiven(z, y, nn.Train)
	onReal, onFake := t.judge(g, n, real, y), t.judge(g, n, fake, y)
	loss := gan.Losses[named(t.String("loss"), t.reference.loss)]
	lambda := t.Float("lambda_cls")
	lossD := op.Add(loss.Discriminator(onReal.source, onFake.source), op.Affine(op.Add(onReal.class, onFake.class), lambda, 0))
	lossG := op.Add(loss.Generator(onFake.source), op.Affine(onFake.class, lambda, 0))

	return []nn.Stage{{
		Name: "discriminator", Repeat: t.updates(), Fresh: []*nn.Node{z, real, y},
		Loss: lossD, Train: []*nn.Network{n.Discriminator}, By: t.adam("lr_d"), GradNorm: "grad_d",
		Report: []nn.Scalar{
			{Key: "loss_d", Value: lossD}, {Key: "cls_real", Value: onReal.class}, {Key: "cls_fake", Value: onFake.class},
			{Key: "d_real", Value: op.Mean(onReal.source)}, {Key: "d_fake", Value: op.Mean(onFake.source)},
		},
	}, {
		Name: "generator",
		Loss: lossG, Train: []*nn.Network{n.Generator}, By: t.adam("lr_g"), Average: t.Float("ema"),
		Report: []nn.Scalar{{Key: "loss_g", Value: lossG}}, GradNorm: "grad_g",
	}}
}

// A judgement is what the discriminator makes of images: real or generated
// (N, 1), and the cross-entropy of their classes, 0 for methods that don't name
// them.
type judgement struct{ source, class *nn.Node }

func (t step) judge(g *nn.Graph, n gan.Pair, x, y *nn.Node) judgement {
	out := n.Discriminator.ApplyGiven(x, y, nn.Train)
	if t.String("method") != acgan {
		return judgement{out, g.Constant(0, 1)}
	}
	return judgement{op.Slice(out, 1, 0, 1), nn.CrossEntropy(op.Slice(out, 1, 1, 1+t.classes()), y)}
}

func (t step) adam(rate string) nn.Adam {
	return nn.Adam{
		Rate:  nn.Constant(t.Float(rate)),
		Beta1: given(t.Float("beta1"), t.reference.beta1), Beta2: given(t.Float("beta2"), t.reference.beta2),
	}
}

// named is value unless that leaves it to the reference.
func named(value, reference string) string {
	if value == "reference" {
		return reference
	}
	return value
}

// given is value unless that is negative.
func given(value, reference float64) float64 {
	if value < 0 {
		return reference
	}
	return value
}

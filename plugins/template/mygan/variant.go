package main

import (
	"gander/core/nn"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// Variant is a small GAN of two perceptrons, for images and for points.
type Variant struct{}

// Describe says what the variant is: gander lists it, checks the parameters of
// specs against it, and knows from it which scalars to expect.
func (Variant) Describe() variant.Description {
	return variant.Description{
		Name:     "mygan",
		Version:  "0.1.0",
		Numerics: "1", // change it whenever the same setup gives other bits
		Summary:  "A small GAN of two perceptrons.",
		Source:   "Goodfellow et al. 2014, arXiv:1406.2661",
		Tasks:    []variant.Task{variant.Image, variant.Points},
		Params: []variant.ParamSpec{
			{Name: "batch_size", Kind: variant.Int, Default: int64(64), Min: variant.Bound(2), Max: variant.Bound(4096), Doc: "Real samples of each step."},
			{Name: "hidden", Kind: variant.Int, Default: int64(64), Min: variant.Bound(1), Max: variant.Bound(8192), Doc: "Units of each hidden layer."},
			{Name: "latent_dim", Kind: variant.Int, Default: int64(8), Min: variant.Bound(1), Max: variant.Bound(4096), Doc: "Length of the noise."},
			{Name: "lr", Kind: variant.Float, Default: 1e-3, Min: variant.Bound(0), Max: variant.Bound(1), Doc: "Learning rate of both networks."},
		},
		Scalars: []variant.ScalarSpec{
			{Key: "loss_d", Role: variant.LossD, Doc: "Loss of the discriminator."},
			{Key: "loss_g", Role: variant.LossG, Doc: "Loss of the generator."},
		},
		Abilities: []variant.Ability{variant.HasAverage},
	}
}

// networks are the two perceptrons for rows of a header's shape.
func networks(p variant.Params, h data.Header) (generator, discriminator []nn.Layer) {
	hidden := nn.Stack{nn.Linear{Out: p.Int("hidden")}, nn.LeakyReLU{Slope: 0.2}}
	generator = []nn.Layer{hidden, hidden, nn.Linear{Out: h.RowSize()}}
	if h.Kind == data.KindImage {
		generator = append(generator, nn.Tanh{}, nn.Reshape(h.Shape))
		discriminator = []nn.Layer{nn.Flatten{}}
	}
	return generator, append(discriminator, hidden, hidden, nn.Linear{Out: 1})
}

// stages are one training step: the discriminator's update, then the
// generator's. This is the place for your own idea.
func (l *learner) stages(g *nn.Graph) []nn.Stage {
	generatorLayers, discriminatorLayers := networks(l.params, l.header)
	generator, discriminator := g.Network("generator", generatorLayers...), g.Network("discriminator", discriminatorLayers...)
	batch := l.params.Int("batch_size")
	z := g.Input("z", l.noise, batch, l.params.Int("latent_dim"))
	real := g.Input("real", l.rows, append([]int{batch}, l.header.Shape...)...)

	fake := generator.Apply(z, nn.Train)
	dReal, dFake := discriminator.Apply(real, nn.Train), discriminator.Apply(fake, nn.Train)
	lossD, lossG := nn.Nonsaturating.Discriminator(dReal, dFake), nn.Nonsaturating.Generator(dFake)
	adam := nn.Adam{Rate: nn.Constant(l.params.Float("lr")), Beta1: 0.5, Beta2: 0.999}
	return []nn.Stage{{
		Name: "discriminator", Fresh: []*nn.Node{z, real},
		Loss: lossD, Train: []*nn.Network{discriminator}, By: adam,
		Report: []nn.Scalar{{Key: "loss_d", Value: lossD}},
	}, {
		Name: "generator",
		Loss: lossG, Train: []*nn.Network{generator}, By: adam, Average: 0.99,
		Report: []nn.Scalar{{Key: "loss_g", Value: lossG}},
	}}
}

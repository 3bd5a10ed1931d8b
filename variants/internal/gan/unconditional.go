package gan

import (
	"gander/core/nn"
	"gander/plugins/variant"
)

// The names of a pair's networks, and of the files that they are exported to.
const (
	Generator     = "generator"
	Discriminator = "discriminator"
)

// A Pair is the networks of an unconditional model in a graph.
type Pair struct{ Generator, Discriminator *nn.Network }

// Layers are those of a pair: the generator maps noise (N, latent) to samples,
// the discriminator samples to one number each, (N, 1).
type Layers struct{ Generator, Discriminator []nn.Layer }

// Unconditional is a model of one pair. stages builds the step, which updates
// each network once and consumes one batch. The generator's average is kept.
func Unconditional(f Feed, l Layers, stages func(*nn.Graph, Pair) []nn.Stage) Model {
	return Model{
		Shape: f.Header.Shape, Latent: f.Latent, Average: true,
		Images: f.Batch, DUpdates: 1, GUpdates: 1,
		Stages: func(g *nn.Graph) []nn.Stage {
			return stages(g, Pair{g.Network(Generator, l.Generator...), g.Network(Discriminator, l.Discriminator...)})
		},
		Sample: func(g *nn.Graph, mode nn.Mode, _ int) (*nn.Node, []*nn.Node) {
			z := g.Input("z", nil, SampleBatch(f.Header.Shape), f.Latent)
			return g.Network(Generator, l.Generator...).Apply(z, mode), []*nn.Node{z}
		},
		Rows: func(s variant.Sampling, rows []variant.Row) ([][]float32, error) {
			z, err := Latents(s, rows, f.Latent)
			return [][]float32{z}, err
		},
		Critique: func(g *nn.Graph) (out, in *nn.Node) {
			x := g.Input("x", nil, append([]int{SampleBatch(f.Header.Shape)}, f.Header.Shape...)...)
			return g.Network(Discriminator, l.Discriminator...).Apply(x, nn.Sample), x
		},
		Close: f.Close,
	}
}

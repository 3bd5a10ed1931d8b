package gan

import (
	"gander/core/nn"
	"gander/plugins/variant"
)

// The names of an unconditional model's networks, and of the files that they
// are exported to.
const (
	generator     = "generator"
	discriminator = "discriminator"
)

// Networks are the pair of an unconditional model in a graph.
type Networks struct{ Generator, Discriminator *nn.Network }

// Unconditional is a model of one generator (N, latent) → samples of the given
// shape and one discriminator samples → (N, 1), all but its stages, which get
// the networks in the step's graph. The generator's average is kept.
func Unconditional(shape []int, latent int, gen, dis []nn.Layer, stages func(*nn.Graph, Networks) []nn.Stage) Model {
	return Model{
		Shape: shape, Latent: latent, Average: true, DUpdates: 1, GUpdates: 1,
		Stages: func(g *nn.Graph) []nn.Stage {
			return stages(g, Networks{g.Network(generator, gen...), g.Network(discriminator, dis...)})
		},
		Sample: func(g *nn.Graph, mode nn.Mode) (*nn.Node, []*nn.Node) {
			z := g.Input("z", nil, SampleBatch, latent)
			return g.Network(generator, gen...).Apply(z, mode), []*nn.Node{z}
		},
		Rows: func(s variant.Sampling, rows []variant.Row) ([][]float32, error) {
			z, err := Latents(s, rows, latent)
			return [][]float32{z}, err
		},
		Critique: func(g *nn.Graph) (out, in *nn.Node) {
			x := g.Input("x", nil, append([]int{SampleBatch}, shape...)...)
			return g.Network(discriminator, dis...).Apply(x, nn.Sample), x
		},
	}
}

package nn_test

import (
	"fmt"
	"log"
	"math"

	"gander/core/nn"
	"gander/core/nn/num"
)

// A GAN from nothing: the generator learns to put points on the unit circle.
func Example() {
	const (
		seed   = 1
		batch  = 64
		latent = 2
	)
	angles := num.NewStream(seed, "circle")
	circle := func(dst []float32, k uint64) error {
		for i := range uint64(batch) {
			sin, cos := num.Sincos(2 * math.Pi * angles.Float64(k*batch+i))
			dst[2*i], dst[2*i+1] = float32(cos), float32(sin)
		}
		return nil
	}
	hidden := nn.Stack{nn.Linear{Out: 32}, nn.LeakyReLU{Slope: 0.2}}
	points := nn.Stack{hidden, hidden, nn.Linear{Out: 2}}

	registry := nn.NewRegistry(nn.Float32, seed)
	step, err := nn.Compile(registry, func(g *nn.Graph) []nn.Stage {
		generator := g.Network("generator", points)
		discriminator := g.Network("discriminator", hidden, hidden, nn.Linear{Out: 1})
		z, real := g.Input("z", noise(seed, "z"), batch, latent), g.Input("real", circle, batch, 2)

		fake := generator.Apply(z, nn.Train)
		dReal, dFake := discriminator.Apply(real, nn.Train), discriminator.Apply(fake, nn.Train)
		adam := nn.Adam{Rate: nn.Constant(2e-3), Beta1: 0.5, Beta2: 0.999}
		return []nn.Stage{{
			Name: "discriminator", Fresh: []*nn.Node{real, z},
			Loss: nn.Nonsaturating.Discriminator(dReal, dFake), Train: []*nn.Network{discriminator}, By: adam,
		}, {
			Name: "generator",
			Loss: nn.Nonsaturating.Generator(dFake), Train: []*nn.Network{generator}, By: adam, Average: 0.99,
		}}
	})
	if err != nil {
		log.Fatal(err)
	}
	for range 600 {
		if err := step.Step(); err != nil {
			log.Fatal(err)
		}
	}

	sample, err := nn.NewFunction(registry, func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		z := g.Input("z", nil, batch, latent)
		return g.Network("generator", points).Apply(z, nn.Averaged), []*nn.Node{z}
	})
	if err != nil {
		log.Fatal(err)
	}
	const rows = 1000
	z, xy := make([]float32, rows*latent), make([]float32, rows*2)
	num.NewStream(seed, "latent").FillNormal(z, 0)
	if err := sample.Map(xy, z); err != nil {
		log.Fatal(err)
	}
	off := 0.0
	for i := range rows {
		off += math.Abs(math.Hypot(float64(xy[2*i]), float64(xy[2*i+1]))-1) / rows
	}
	fmt.Println("points lie within a tenth of the circle on average:", off < 0.1)
	// Output: points lie within a tenth of the circle on average: true
}

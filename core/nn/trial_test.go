package nn_test

import (
	"testing"

	"gander/core/nn"
	"gander/core/nn/num"
	"gander/core/nn/op"
)

// noise is a source of standard normal numbers.
func noise(seed uint64, name string) nn.Source {
	s := num.NewStream(seed, name)
	return func(dst []float32, k uint64) error {
		s.FillNormal(dst, k*uint64(len(dst)))
		return nil
	}
}

// uniform is a source of numbers in [0, 1].
func uniform(seed uint64, name string) nn.Source {
	s := num.NewStream(seed, name)
	return func(dst []float32, k uint64) error {
		s.FillUniform(dst, 0, 1, k*uint64(len(dst)))
		return nil
	}
}

// penalised is a small WGAN-GP on images of 6×6 pixels.
func penalised(t testing.TB, r *nn.Registry) *nn.Program {
	t.Helper()
	const batch = 3
	seed := r.Seed()
	p, err := nn.Compile(r, func(g *nn.Graph) []nn.Stage {
		generator := g.Network("generator", nn.Linear{Out: 3 * 3 * 4}, nn.LeakyReLU{Slope: .2}, nn.Reshape{3, 3, 4},
			nn.ConvTranspose2D{Out: 2, Kernel: 4, Stride: 2, Pad: 1}, nn.Tanh{})
		critic := g.Network("critic", nn.Conv2D{Out: 4, Kernel: 4, Stride: 2, Pad: 1}, nn.LayerNorm{}, nn.LeakyReLU{Slope: .2},
			nn.Flatten{}, nn.Linear{Out: 1})
		z, real := g.Input("z", noise(seed, "z"), batch, 5), g.Input("real", noise(seed, "real"), batch, 6, 6, 2)
		alpha := g.Input("alpha", uniform(seed, "alpha"), batch)
		judge := func(x *nn.Node) *nn.Node { return critic.Apply(x, nn.Train) }
		fake := generator.Apply(z, nn.Train)
		penalty := nn.GradientPenalty(judge, nn.Interpolate(real, fake, alpha))
		distance := nn.Wasserstein.Discriminator(judge(real), judge(fake))
		adam := nn.Adam{Rate: nn.Constant(1e-2), Beta1: 0, Beta2: .9}
		return []nn.Stage{{
			Name: "critic", Repeat: 2, Fresh: []*nn.Node{z, real, alpha},
			Loss: op.Add(distance, op.Affine(penalty, 10, 0)), Train: []*nn.Network{critic}, By: adam,
			Report: []nn.Scalar{{Key: "penalty", Value: penalty}}, GradNorm: "grad_d",
		}, {
			Name: "generator", Fresh: []*nn.Node{z},
			Loss: nn.Wasserstein.Generator(judge(fake)), Train: []*nn.Network{generator}, By: adam, Average: .9,
			GradNorm: "grad_g",
		}}
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// normalised is a small DCGAN with batch normalisation.
func normalised(t testing.TB, r *nn.Registry) *nn.Program {
	t.Helper()
	const batch = 4
	seed := r.Seed()
	p, err := nn.Compile(r, func(g *nn.Graph) []nn.Stage {
		generator := g.Network("generator", nn.Linear{Out: 2 * 2 * 4, NoBias: true}, nn.Reshape{2, 2, 4}, nn.BatchNorm{}, nn.ReLU{},
			nn.ConvTranspose2D{Out: 2, Kernel: 4, Stride: 2, Pad: 1}, nn.Tanh{})
		discriminator := g.Network("discriminator", nn.Conv2D{Out: 4, Kernel: 4, Stride: 2, Pad: 1, NoBias: true}, nn.BatchNorm{},
			nn.LeakyReLU{Slope: .2}, nn.Flatten{}, nn.Linear{Out: 1})
		z, real := g.Input("z", noise(seed, "z"), batch, 3), g.Input("real", noise(seed, "real"), batch, 4, 4, 2)
		fake := generator.Apply(z, nn.Train)
		dReal, dFake := discriminator.Apply(real, nn.Train), discriminator.Apply(fake, nn.Train)
		adam := nn.Adam{Rate: nn.Constant(1e-2), Beta1: .5, Beta2: .999}
		return []nn.Stage{{
			Name: "discriminator", Fresh: []*nn.Node{z, real},
			Loss: nn.Nonsaturating.Discriminator(dReal, dFake), Train: []*nn.Network{discriminator}, By: adam, GradNorm: "grad_d",
		}, {
			Name: "generator",
			Loss: nn.Nonsaturating.Generator(dFake), Train: []*nn.Network{generator}, By: adam, Average: .9, GradNorm: "grad_g",
		}}
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// assorted has what the others lack: shapes that share memory, residuals, two
// networks under one optimiser, a stage that only computes, and an input that
// is made of what an earlier stage computed, as a pool of images is.
func assorted(t testing.TB, r *nn.Registry) *nn.Program {
	t.Helper()
	const batch = 2
	seed := r.Seed()
	var p *nn.Program
	var fake *nn.Node
	pool := r.Extra("pool", batch, 4, 5, 2)
	pooled := func(dst []float32, k uint64) error {
		copy(dst, pool.Values)
		p.Value(pool.Values, "generators", fake)
		return nil
	}
	p, err := nn.Compile(r, func(g *nn.Graph) []nn.Stage {
		there := g.Network("there", nn.ReflectPad{Size: 1}, nn.Conv2D{Out: 3, Kernel: 3}, nn.InstanceNorm{Affine: true}, nn.ReLU{},
			nn.Residual{nn.Conv2D{Out: 3, Kernel: 3, Pad: 1}, nn.LeakyReLU{Slope: .2}}, nn.Upsample{Factor: 2}, nn.Crop{H: 4, W: 5},
			nn.Flatten{}, nn.Reshape{4, 5, 3}, nn.Conv2D{Out: 2, Kernel: 1}, nn.Sigmoid{})
		back := g.Network("back", nn.BatchNorm{}, nn.Conv2D{Out: 2, Kernel: 3, Pad: 1}, nn.Tanh{})
		judge := g.Network("judge", nn.Flatten{}, nn.Linear{Out: 1})
		x, old := g.Input("x", noise(seed, "x"), batch, 4, 5, 2), g.Input("old", pooled, batch, 4, 5, 2)
		fake = there.Apply(x, nn.Train)
		cycle := nn.L1(back.Apply(fake, nn.Train), x)
		adam := nn.Adam{Rate: nn.LinearDecay(1e-2, 1, 8), Beta1: .5, Beta2: .9}
		return []nn.Stage{{
			Name: "generators", Fresh: []*nn.Node{x}, Also: []*nn.Node{fake},
			Loss: op.Add(nn.LeastSquares.Generator(judge.Apply(fake, nn.Train)), cycle), Train: []*nn.Network{there, back}, By: adam,
			Average: .9, Report: []nn.Scalar{{Key: "cycle", Value: cycle}},
		}, {
			Name: "judge", Repeat: 2, Fresh: []*nn.Node{old},
			Loss: nn.Hinge.Discriminator(judge.Apply(x, nn.Train), judge.Apply(old, nn.Train)), Train: []*nn.Network{judge},
			By: nn.RMSProp{Rate: nn.Constant(1e-3)}, Clip: .3,
		}, {
			Name: "look", Also: []*nn.Node{judge.Apply(fake, nn.Train)},
		}}
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// masked has dropout in both networks, and layers that the others lack.
func masked(t testing.TB, r *nn.Registry) *nn.Program {
	t.Helper()
	const batch = 3
	seed := r.Seed()
	p, err := nn.Compile(r, func(g *nn.Graph) []nn.Stage {
		generator := g.Network("generator", nn.Linear{Out: 2 * 2 * 12}, nn.Reshape{2, 2, 12}, nn.PixelShuffle{Factor: 2},
			nn.Dropout{Rate: .5}, nn.ReLU{}, nn.UpsampleBilinear{Factor: 2}, nn.ZeroPad{Top: 1, Right: 1},
			nn.Conv2D{Out: 2, Kernel: 2}, nn.Tanh{})
		critic := g.Network("critic", nn.AvgPool{Size: 2}, nn.Dropout{Rate: .2}, nn.Conv2D{Out: 4, Kernel: 3}, nn.Softplus{},
			nn.Dropout{Rate: .4}, nn.Flatten{}, nn.Linear{Out: 1})
		z, real := g.Input("z", noise(seed, "z"), batch, 5), g.Input("real", noise(seed, "real"), batch, 8, 8, 2)
		judge := func(x *nn.Node) *nn.Node { return critic.Apply(x, nn.Train) }
		fake := generator.Apply(z, nn.Train)
		penalty := nn.GradientPenalty(judge, fake)
		lossD := op.Add(nn.Hinge.Discriminator(judge(real), judge(fake)), penalty)
		return []nn.Stage{{
			Name: "critic", Repeat: 2, Fresh: []*nn.Node{z, real}, Loss: lossD, Train: []*nn.Network{critic},
			By:     nn.AdamW{Rate: nn.Cosine(1e-2, 1e-3, 6), Beta1: .5, Beta2: .9, WeightDecay: .1},
			Report: []nn.Scalar{{Key: "penalty", Value: penalty}}, GradNorm: "grad_d", MaxGradNorm: 0.05,
		}, {
			Name: "generator", Loss: nn.Hinge.Generator(judge(fake)), Train: []*nn.Network{generator}, Average: .9,
			By: nn.SGD{Rate: nn.StepDecay(1e-2, .5, 2), Momentum: .9}, GradNorm: "grad_g", MaxGrad: 0.01,
		}}
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var trials = map[string]func(testing.TB, *nn.Registry) *nn.Program{
	"WGAN-GP":               penalised,
	"DCGAN with batch norm": normalised,
	"assorted":              assorted,
	"dropout":               masked,
}

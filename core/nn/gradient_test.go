package nn

import (
	"math"
	"slices"
	"testing"

	"gander/core/nn/op"
)

// critic compiles the loss of a small critic with gradient penalty in float64.
// Its optimiser leaves the weights alone.
func critic(t *testing.T) *Program {
	t.Helper()
	const batch = 2
	r := NewRegistry(Float64, 11)
	var inputs []*Node
	p, err := Compile(r, func(g *Graph) []Stage {
		net := g.Network("critic", Conv2D{Out: 3, Kernel: 4, Stride: 2, Pad: 1}, LayerNorm{}, Func(op.Tanh),
			Conv2D{Out: 4, Kernel: 3, Pad: 1}, LeakyReLU{Slope: .2}, Flatten{}, Linear{Out: 1})
		judge := func(x *Node) *Node { return net.Apply(x, Train) }
		real, fake, alpha := g.Input("real", nil, batch, 4, 4, 2), g.Input("fake", nil, batch, 4, 4, 2), g.Input("alpha", nil, batch)
		inputs = []*Node{real, fake, alpha}
		penalty := GradientPenalty(judge, Interpolate(real, fake, alpha))
		loss := op.Add(Wasserstein.Discriminator(judge(real), judge(fake)), op.Affine(penalty, 10, 0))
		return []Stage{{Name: "critic", Loss: loss, Train: []*Network{net}, By: SGD{Rate: Constant(0)}}}
	})
	if err != nil {
		t.Fatal(err)
	}
	for k, in := range inputs {
		values := make([]float32, in.Shape().TotalSize())
		for i := range values {
			values[i] = float32(math.Sin(float64(3*i+7*k)) * 0.9)
		}
		p.Set(in, values)
	}
	return p
}

func (p *Program) lossOf(t *testing.T) float64 {
	t.Helper()
	if err := p.Step(); err != nil {
		t.Fatal(err)
	}
	return p.runs[0].loss.dense().Float64s()[0]
}

// The gradient of a whole critic's loss, penalty included, is that of central
// differences.
func TestGradientOfAPenalisedCritic(t *testing.T) {
	const h = 1e-5
	p := critic(t)
	for _, m := range p.runs[0].model {
		g := m.(*gradient)
		p.lossOf(t)
		w, got := g.of.value.Float64s(), slices.Clone(g.dense().Float64s())
		for i := range w {
			at := w[i]
			w[i] = at + h
			above := p.lossOf(t)
			w[i] = at - h
			below := p.lossOf(t)
			w[i] = at
			if want := (above - below) / (2 * h); math.Abs(got[i]-want) > 1e-7*(1+math.Abs(want)) {
				t.Errorf("d loss/d %s[%d] = %v, differences give %v", g.of.Name, i, got[i], want)
			}
		}
	}
}

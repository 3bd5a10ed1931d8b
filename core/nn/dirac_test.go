package nn_test

import (
	"fmt"
	"math"
	"testing"

	"gander/core/nn"
	"gander/core/nn/op"
)

// The Dirac-GAN (Mescheder, Geiger and Nowozin 2018): the data are the point 0,
// the generator is a point θ, the discriminator is ψ·x. Its alternating gradient
// descent can be written down, and so tells whether a step updates the right
// weights in the right order.
func TestDiracGAN(t *testing.T) {
	const h, steps = 0.2, 30
	sigma := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	tests := map[string]struct {
		loss    nn.Adversarial
		penalty float64
		psi     func(theta, psi float64) float64 // derivative of the discriminator's loss in ψ
		theta   func(theta, psi float64) float64 // derivative of the generator's loss in θ
	}{
		"nonsaturating": {nn.Nonsaturating, 0,
			func(theta, psi float64) float64 { return sigma(psi*theta) * theta },
			func(theta, psi float64) float64 { return -sigma(-psi*theta) * psi }},
		"minimax": {nn.Minimax, 0,
			func(theta, psi float64) float64 { return sigma(psi*theta) * theta },
			func(theta, psi float64) float64 { return -sigma(psi*theta) * psi }},
		"wasserstein with a penalty": {nn.Wasserstein, 0.7,
			func(theta, psi float64) float64 { return theta + 0.7*2*(math.Abs(psi)-1)*math.Copysign(1, psi) },
			func(_, psi float64) float64 { return -psi }},
	}
	for name, test := range tests {
		for _, critics := range []int{1, 5} {
			t.Run(fmt.Sprintf("%s, %d updates", name, critics), func(t *testing.T) {
				r := nn.NewRegistry(nn.Float64, 1)
				p, err := nn.Compile(r, dirac(test.loss, test.penalty, critics, h))
				if err != nil {
					t.Fatal(err)
				}
				theta, psi := 1.0, 1.0
				for step := range steps {
					if err := p.Step(); err != nil {
						t.Fatal(err)
					}
					for range critics {
						psi -= h * test.psi(theta, psi)
					}
					theta -= h * test.theta(theta, psi)
					gotTheta, gotPsi := valueOf(r, "generator.0.w"), float64(r.Values(r.Param("discriminator.0.weight", nn.Ones, 1, 1))[0])
					if math.Abs(gotTheta-theta) > 1e-6 || math.Abs(gotPsi-psi) > 1e-6 {
						t.Fatalf("after step %d θ = %v and ψ = %v, want %v and %v", step, gotTheta, gotPsi, theta, psi)
					}
				}
			})
		}
	}
}

func dirac(loss nn.Adversarial, penalty float64, critics int, h float64) func(*nn.Graph) []nn.Stage {
	return func(g *nn.Graph) []nn.Stage {
		generator := g.Network("generator", weight{1}, nn.Reshape{1})
		discriminator := g.Network("discriminator", nn.Linear{Out: 1, NoBias: true, Init: nn.Ones})
		judge := func(x *nn.Node) *nn.Node { return discriminator.Apply(x, nn.Train) }
		real := g.Constant(0, 1, 1)
		fake := generator.Apply(g.Constant(0, 1), nn.Train)
		lossD := op.Add(loss.Discriminator(judge(real), judge(fake)), op.Affine(nn.GradientPenalty(judge, real), penalty, 0))
		sgd := nn.SGD{Rate: nn.Constant(h)}
		return []nn.Stage{
			{Name: "discriminator", Repeat: critics, Loss: lossD, Train: []*nn.Network{discriminator}, By: sgd},
			{Name: "generator", Loss: loss.Generator(judge(fake)), Train: []*nn.Network{generator}, By: sgd},
		}
	}
}

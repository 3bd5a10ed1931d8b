package nn_test

import (
	"math"
	"testing"

	"gander/core/nn"
	"gander/core/nn/op"
)

// A critic ⟨w, x⟩ + b has the gradient w at every x, so the penalty is (‖w‖ − 1)²
// wherever between real and generated samples it is taken, and 0 for ‖w‖ = 1.
func TestGradientPenaltyIsThatOfTheWeights(t *testing.T) {
	for _, test := range []struct {
		weight float64 // of each of four inputs
		want   float64
	}{{0.5, 0}, {2, 9}, {-0.25, 0.25}} {
		for _, alpha := range []float64{0, 0.3, 1} {
			f, err := nn.NewFunction(nn.NewRegistry(nn.Float64, 1), func(g *nn.Graph) (*nn.Node, []*nn.Node) {
				critic := g.Network("critic", nn.Linear{Out: 1, Init: nn.Normal(test.weight, 0)})
				real, fake := g.Input("real", nil, 3, 4), g.Input("fake", nil, 3, 4)
				x := nn.Interpolate(real, fake, g.Constant(alpha, 3))
				penalty := nn.GradientPenalty(func(x *nn.Node) *nn.Node { return critic.Apply(x, nn.Train) }, x)
				return op.Fill(penalty, 3), []*nn.Node{real, fake}
			})
			if err != nil {
				t.Fatal(err)
			}
			got := make([]float32, 3)
			if err := f.Map(got, ramp(12), make([]float32, 12)); err != nil {
				t.Fatal(err)
			}
			if math.Abs(float64(got[0])-test.want) > 1e-6 {
				t.Errorf("weights of %v, α = %v: penalty %v, want %v", test.weight, alpha, got[0], test.want)
			}
		}
	}
}

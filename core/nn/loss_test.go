package nn_test

import (
	"math"
	"testing"

	"gander/core/nn"
	"gander/core/nn/op"
)

// evaluate is the value of a scalar of two inputs of shape (N, D).
func evaluate(t testing.TB, a, b []float32, shape []int, loss func(a, b *nn.Node) *nn.Node) float64 {
	t.Helper()
	f, err := nn.NewFunction(nn.NewRegistry(nn.Float64, 1), func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		x, y := g.Input("a", nil, shape...), g.Input("b", nil, shape...)
		return op.Fill(loss(x, y), shape[0]), []*nn.Node{x, y}
	})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]float32, shape[0])
	if err := f.Map(out, a, b); err != nil {
		t.Fatal(err)
	}
	return float64(out[0])
}

func TestLosses(t *testing.T) {
	real, fake := []float32{2, -1}, []float32{0.5, -3}
	log := func(x float64) float64 { return math.Log(1 / (1 + math.Exp(-x))) } // log σ
	generator := func(l nn.Adversarial) func(_, b *nn.Node) *nn.Node {
		return func(_, b *nn.Node) *nn.Node { return l.Generator(b) }
	}
	entropy := -(log(2)+log(-1))/2 - (log(-0.5)+log(3))/2
	tests := map[string]struct {
		loss func(a, b *nn.Node) *nn.Node
		want float64
	}{
		"nonsaturating d":      {nn.Nonsaturating.Discriminator, entropy},
		"nonsaturating g":      {generator(nn.Nonsaturating), -(log(0.5) + log(-3)) / 2},
		"minimax d":            {nn.Minimax.Discriminator, entropy},
		"minimax g":            {generator(nn.Minimax), (log(-0.5) + log(3)) / 2},
		"least squares d":      {nn.LeastSquares.Discriminator, (1+4)/4. + (0.25+9)/4},
		"least squares g":      {generator(nn.LeastSquares), (0.25 + 16) / 4},
		"hinge d":              {nn.Hinge.Discriminator, (0+2)/2. + (1.5+0)/2},
		"hinge g":              {generator(nn.Hinge), 1.25},
		"wasserstein d":        {nn.Wasserstein.Discriminator, -1.25 - 0.5},
		"wasserstein g":        {generator(nn.Wasserstein), 1.25},
		"mse":                  {nn.MSE, (1.5*1.5 + 2*2) / 2},
		"l1":                   {nn.L1, (1.5 + 2) / 2},
		"binary cross-entropy": {func(a, _ *nn.Node) *nn.Node { return nn.BinaryCrossEntropy(a, op.Affine(a, 0, 0.25)) }, -(0.25*(log(2)+log(-1)) + 0.75*(log(-2)+log(1))) / 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := evaluate(t, real, fake, []int{2, 1}, test.loss); math.Abs(got-test.want) > 1e-6 {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestLogisticLossesDoNotOverflow(t *testing.T) {
	got := evaluate(t, []float32{-1e30, 1e30}, []float32{1e30, -1e30}, []int{2, 1}, nn.Nonsaturating.Discriminator)
	if want := 1e30; math.Abs(got-want) > 1e-6*want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A critic w·x has the gradient w everywhere, so its penalty is (‖w‖ − 1)².
func TestGradientPenaltyOfALinearCritic(t *testing.T) {
	got := evaluate(t, ramp(6), ramp(6), []int{2, 3}, func(a, _ *nn.Node) *nn.Node {
		return nn.GradientPenalty(func(x *nn.Node) *nn.Node { return op.Affine(x, 2, 0) }, a)
	})
	if want := math.Pow(math.Sqrt(12)-1, 2); math.Abs(got-want) > 1e-6 {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A critic of slope 2 in each of three numbers has a squared gradient of 12.
func TestZeroPenaltyOfALinearCritic(t *testing.T) {
	got := evaluate(t, ramp(6), ramp(6), []int{2, 3}, func(a, _ *nn.Node) *nn.Node {
		return nn.ZeroPenalty(func(x *nn.Node) *nn.Node { return op.Affine(x, 2, 0) }, a)
	})
	if math.Abs(got-12) > 1e-5 {
		t.Errorf("got %v, want 12", got)
	}
}

func TestInterpolateMixesSampleBySample(t *testing.T) {
	f, err := nn.NewFunction(nn.NewRegistry(nn.Float32, 1), func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		a, b, alpha := g.Input("a", nil, 2, 2), g.Input("b", nil, 2, 2), g.Input("alpha", nil, 2)
		return nn.Interpolate(a, b, alpha), []*nn.Node{a, b, alpha}
	})
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float32, 4)
	if err := f.Map(got, []float32{1, 2, 3, 4}, []float32{5, 6, 7, 8}, []float32{1, 0.25}); err != nil {
		t.Fatal(err)
	}
	for i, want := range []float32{1, 2, 6, 7} {
		if got[i] != want {
			t.Fatalf("got %v, want [1 2 6 7]", got)
		}
	}
}

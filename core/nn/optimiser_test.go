package nn_test

import (
	"math"
	"testing"

	"gander/core/nn"
	"gander/core/nn/op"
)

// The formulas of PyTorch's documentation (torch.optim: Adam, AdamW, RMSprop, SGD),
// minimising ½(w − 1)² from 3, so that the gradient is w − 1.
func TestOptimisersFollowTheirFormulas(t *testing.T) {
	const lr, updates = 0.1, 6
	adam := func(coupled, apart float64) func(w []float64) {
		return func(w []float64) {
			var m, v float64
			for t := 1; t <= updates; t++ {
				g := w[0] - 1 + coupled*w[0]
				w[0] -= lr * apart * w[0]
				m, v = 0.5*m+0.5*g, 0.9*v+0.1*g*g
				mHat, vHat := m/(1-math.Pow(0.5, float64(t))), v/(1-math.Pow(0.9, float64(t)))
				w[0] -= lr * mHat / (math.Sqrt(vHat) + 1e-8)
			}
		}
	}
	rmsprop := func(w []float64) {
		var v float64
		for range updates {
			g := w[0] - 1
			v = 0.99*v + 0.01*g*g
			w[0] -= lr * g / (math.Sqrt(v) + 1e-8)
		}
	}
	sgd := func(w []float64) {
		var m float64
		for range updates {
			m = 0.9*m + (w[0] - 1)
			w[0] -= lr * m
		}
	}
	rate := nn.Constant(lr)
	tests := map[string]struct {
		by      nn.Optimiser
		formula func(w []float64)
	}{
		"adam":            {nn.Adam{Rate: rate, Beta1: 0.5, Beta2: 0.9}, adam(0, 0)},
		"adam with decay": {nn.Adam{Rate: rate, Beta1: 0.5, Beta2: 0.9, WeightDecay: 0.4}, adam(0.4, 0)},
		"adamw":           {nn.AdamW{Rate: rate, Beta1: 0.5, Beta2: 0.9, WeightDecay: 0.4}, adam(0, 0.4)},
		"rmsprop":         {nn.RMSProp{Rate: rate}, rmsprop},
		"sgd":             {nn.SGD{Rate: rate, Momentum: 0.9}, sgd},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r, p, err := one(t, 3, nn.Stage{By: test.by}, func(_ *nn.Graph, w *nn.Node) *nn.Node {
				return op.Affine(op.Square(op.Affine(w, 1, -1)), 0.5, 0)
			})
			if err != nil {
				t.Fatal(err)
			}
			steps(t, p, updates)
			want := []float64{3}
			test.formula(want)
			if got := valueOf(r, "net.0.w"); math.Abs(got-want[0]) > 1e-5 {
				t.Errorf("after %d updates w = %v, want %v", updates, got, want[0])
			}
		})
	}
}

func TestRates(t *testing.T) {
	tests := map[string]struct {
		rate nn.Rate
		want map[uint64]float64
	}{
		"constant": {nn.Constant(3), map[uint64]float64{0: 3, 1 << 40: 3}},
		"linear":   {nn.LinearDecay(8, 2, 6), map[uint64]float64{0: 8, 2: 8, 3: 6, 5: 2, 6: 0, 100: 0}},
		"step":     {nn.StepDecay(8, 0.5, 3), map[uint64]float64{0: 8, 2: 8, 3: 4, 5: 4, 6: 2, 9: 1}},
		"cosine":   {nn.Cosine(9, 1, 6), map[uint64]float64{0: 9, 2: 7, 3: 5, 4: 3, 6: 1, 100: 1}},
	}
	for name, test := range tests {
		for updates, want := range test.want {
			if got := test.rate(updates); math.Abs(got-want) > 1e-14 {
				t.Errorf("%s rate after %d updates = %v, want %v", name, updates, got, want)
			}
		}
	}
}

package nn_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gander/core/nn"
	"gander/core/nn/op"
)

// one compiles a program with a single weight w of the given value and the loss
// that build makes of it.
func one(t testing.TB, value float64, s nn.Stage, loss func(g *nn.Graph, w *nn.Node) *nn.Node) (*nn.Registry, *nn.Program, error) {
	t.Helper()
	r := nn.NewRegistry(nn.Float32, 1)
	p, err := nn.Compile(r, func(g *nn.Graph) []nn.Stage {
		net := g.Network("net", weight{value})
		s.Name = "fit"
		s.Loss = loss(g, net.Apply(g.Constant(0, 1), nn.Train))
		s.Train = []*nn.Network{net}
		return []nn.Stage{s}
	})
	return r, p, err
}

// weight is a layer that ignores its input and gives its one weight.
type weight struct{ value float64 }

func (l weight) Apply(s *nn.Scope, _ *nn.Node) *nn.Node {
	return s.Weight("w", nn.Normal(l.value, 0), 1)
}

func valueOf(r *nn.Registry, name string) float64 {
	return float64(r.Values(r.Param(name, nn.Zeros, 1))[0])
}

func TestUpdate(t *testing.T) {
	double := func(_ *nn.Graph, w *nn.Node) *nn.Node { return op.Affine(w, 2, 0) } // gradient 2
	sgd := nn.SGD{Rate: nn.Constant(0.5)}
	tests := map[string]struct {
		stage nn.Stage
		name  string
		want  float64
	}{
		"weight":                {nn.Stage{By: sgd}, "net.0.w", 3 - 0.5*2},
		"weight, twice":         {nn.Stage{By: sgd, Repeat: 2}, "net.0.w", 3 - 2*0.5*2},
		"clipped weight":        {nn.Stage{By: sgd, Clip: 0.25}, "net.0.w", 0.25},
		"average":               {nn.Stage{By: sgd, Average: 0.75}, "average/net.0.w", 0.75*3 + 0.25*2},
		"decayed to the bottom": {nn.Stage{By: nn.SGD{Rate: nn.LinearDecay(0.5, 0, 2)}, Repeat: 3}, "net.0.w", 3 - 0.5*2 - 0.25*2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r, p, err := one(t, 3, test.stage, double)
			if err != nil {
				t.Fatal(err)
			}
			steps(t, p, 1)
			if got := valueOf(r, test.name); got != test.want {
				t.Errorf("%s = %v, want %v", test.name, got, test.want)
			}
		})
	}
}

func TestScalarsAreMeansOverRepetitions(t *testing.T) {
	var w *nn.Node
	s := nn.Stage{Name: "fit", By: nn.SGD{Rate: nn.Constant(1)}, Repeat: 2, GradNorm: "norm"}
	r := nn.NewRegistry(nn.Float32, 1)
	p, err := nn.Compile(r, func(g *nn.Graph) []nn.Stage {
		net := g.Network("net", weight{3})
		w = net.Apply(g.Constant(0, 1), nn.Train)
		s.Loss, s.Train, s.Report = op.Affine(w, -4, 0), []*nn.Network{net}, []nn.Scalar{{Key: "w", Value: w}}
		return []nn.Stage{s}
	})
	if err != nil {
		t.Fatal(err)
	}
	steps(t, p, 1)
	// The weight is 3 and then 7 when the loss is computed; its gradient is −4.
	if keys, got := p.Keys(), p.Scalars(); !slices.Equal(keys, []string{"w", "norm"}) || !slices.Equal(got, []float64{5, 4}) {
		t.Errorf("%v = %v, want w 5 and norm 4", keys, got)
	}
}

func TestNotFinite(t *testing.T) {
	tests := map[string]struct {
		value float64
		loss  func(*nn.Graph, *nn.Node) *nn.Node
		want  string
	}{
		"loss":     {-1, func(_ *nn.Graph, w *nn.Node) *nn.Node { return op.Log(w) }, "the loss is NaN (not finite): it began in an expression outside the networks: log"},
		"gradient": {0, func(_ *nn.Graph, w *nn.Node) *nn.Node { return op.Sqrt(w) }, "the norm of the gradient is +Inf (not finite): it began in the gradient of pow"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r, p, err := one(t, test.value, nn.Stage{By: nn.SGD{Rate: nn.Constant(1)}}, test.loss)
			if err != nil {
				t.Fatal(err)
			}
			err = p.Step()
			if !errors.Is(err, nn.ErrNotFinite) || !strings.Contains(err.Error(), "stage fit: "+test.want) {
				t.Errorf("Step = %v, want %s", err, test.want)
			}
			if got := valueOf(r, "net.0.w"); got != test.value {
				t.Errorf("the weight became %v", got)
			}
		})
	}
}

// A stage moves the running statistics of what it trains, once for each
// application, and of nothing else.
func TestRunningStatistics(t *testing.T) {
	r := nn.NewRegistry(nn.Float32, 1)
	var x *nn.Node
	p, err := nn.Compile(r, func(g *nn.Graph) []nn.Stage {
		trained := g.Network("trained", nn.BatchNorm{})
		still := g.Network("still", nn.BatchNorm{}).Freeze()
		x = g.Input("x", nil, 2, 1)
		y := op.Mean(still.Apply(trained.Apply(x, nn.Train), nn.Train))
		twice := op.Mean(trained.Apply(op.Affine(x, 2, 0), nn.Train))
		sgd := nn.SGD{Rate: nn.Constant(0)}
		return []nn.Stage{
			{Name: "both", Loss: op.Add(y, twice), Train: []*nn.Network{trained}, By: sgd},
			{Name: "one", Loss: y, Train: []*nn.Network{trained}, By: sgd},
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	p.Set(x, []float32{1, 3}) // mean 2, unbiased variance 2; doubled: 4 and 8
	steps(t, p, 1)
	follow := func(start float64, batches ...float64) float64 {
		for _, b := range batches {
			start += 0.1 * (b - start)
		}
		return start
	}
	for name, want := range map[string]float64{
		"trained.0.running_mean": follow(0, 2, 4, 2),
		"trained.0.running_var":  follow(1, 2, 8, 2),
		"still.0.running_mean":   0,
		"still.0.running_var":    1,
	} {
		if got := valueOf(r, name); math.Abs(got-want) > 1e-6 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
}

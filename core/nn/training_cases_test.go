package nn

import (
	"testing"

	"gander/core/nn/num"
)

// A trainingCase fits a linear layer to random targets for some steps.
type trainingCase struct {
	Name        string
	By          string
	Args        map[string]float64
	Schedule    string // "linear", "step", "cosine", or nothing for a constant rate
	To, Every   uint64
	Factor      float64
	Floor       float64
	MaxGradNorm float64 `json:"max_grad_norm"`
	MaxGrad     float64 `json:"max_grad"`
	Clip        float64
	Average     float64
}

// The size of the fit.
const (
	fitSteps, fitBatch = 20, 8
	fitIn, fitOut      = 5, 3
)

// fitSource gives batch k of x or t.
func fitSource(c, name string) Source {
	stream := num.NewStream(1, "training", c, name)
	return func(dst []float32, k uint64) error {
		stream.FillNormal(dst, k*uint64(len(dst)))
		return nil
	}
}

// start are the first values of the weight or the bias.
func start(c, name string) Init {
	return func(dst []float32, _ num.Stream, _ []int) { num.NewStream(1, "training", c, name).FillNormal(dst, 0) }
}

func (c trainingCase) compile(t testing.TB, r *Registry) *Program {
	t.Helper()
	p, err := Compile(r, func(g *Graph) []Stage {
		net := g.Network("net", Linear{Out: fitOut, Init: start(c.Name, "weight"), Bias: start(c.Name, "bias")})
		x, target := g.Input("x", fitSource(c.Name, "x"), fitBatch, fitIn), g.Input("t", fitSource(c.Name, "t"), fitBatch, fitOut)
		loss := MSE(net.Apply(x, Train), target)
		return []Stage{{
			Name: "fit", Fresh: []*Node{x, target}, Loss: loss, Train: []*Network{net}, By: c.optimiser(t),
			MaxGradNorm: c.MaxGradNorm, MaxGrad: c.MaxGrad, Clip: c.Clip, Average: c.Average,
			Report: []Scalar{{"loss", loss}},
		}}
	})
	if err != nil {
		t.Fatalf("%s: %v", c.Name, err)
	}
	return p
}

func (c trainingCase) optimiser(t testing.TB) Optimiser {
	rate := c.rate()
	switch c.By {
	case "sgd":
		return SGD{Rate: rate, Momentum: c.Args["momentum"], Nesterov: c.Args["nesterov"] > 0, WeightDecay: c.Args["weight_decay"]}
	case "adam":
		return Adam{Rate: rate, Beta1: c.Args["beta1"], Beta2: c.Args["beta2"], WeightDecay: c.Args["weight_decay"]}
	case "adamw":
		return AdamW{Rate: rate, Beta1: c.Args["beta1"], Beta2: c.Args["beta2"], WeightDecay: c.Args["weight_decay"]}
	case "rmsprop":
		return RMSProp{Rate: rate, Alpha: c.Args["alpha"], WeightDecay: c.Args["weight_decay"]}
	}
	t.Fatalf("%s: no optimiser %q", c.Name, c.By)
	return nil
}

func (c trainingCase) rate() Rate {
	rate := c.Args["rate"]
	switch c.Schedule {
	case "linear":
		return LinearDecay(rate, 0, c.To)
	case "step":
		return StepDecay(rate, c.Factor, c.Every)
	case "cosine":
		return Cosine(rate, c.Floor, c.To)
	}
	return Constant(rate)
}

package nn

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
	"gander/core/nn/num"
	"gander/core/nn/op"
)

// An Optimiser makes the solver that moves the weights of a stage. What the
// solver remembers lies in the registry under the stage's name. Its Step takes
// exactly the given weights, in that order.
type Optimiser interface {
	Solver(r *Registry, stage string, weights []*Param) gorgonia.Solver
}

// Adam is the method of Kingma and Ba 2015 as PyTorch computes it.
type Adam struct {
	Rate         Rate
	Beta1, Beta2 float64
	Eps          float64 // 0 means 1e-8
	WeightDecay  float64 // times the weight is added to the gradient
}

// Solver is a gorgonia.Solver with moments m and v.
func (a Adam) Solver(r *Registry, stage string, weights []*Param) gorgonia.Solver {
	decays(stage, a.Beta1, a.Beta2)
	s := newSolver(r, stage, weights, a.Rate, "m", "v")
	s.update = func(d kernel.Device, w, g kernel.Buffer, moments []kernel.Buffer, rate float64, t uint64) {
		d.Adam(w, g, moments[0], moments[1], a.step(rate, t))
	}
	return s
}

// step is the t-th update.
func (a Adam) step(rate float64, t uint64) kernel.AdamStep {
	return kernel.AdamStep{
		LR: rate, Beta1: a.Beta1, Beta2: a.Beta2, Eps: orFloat(a.Eps, 1e-8), WeightDecay: a.WeightDecay,
		C1: 1 - num.Pow(a.Beta1, float64(t)), C2: 1 - num.Pow(a.Beta2, float64(t)),
	}
}

// AdamW is Adam whose weight decay is apart from the gradient: each update
// first shrinks a weight by Rate·WeightDecay of it (Loshchilov and Hutter 2019).
type AdamW Adam

// Solver is a gorgonia.Solver with moments m and v.
func (a AdamW) Solver(r *Registry, stage string, weights []*Param) gorgonia.Solver {
	decays(stage, a.Beta1, a.Beta2)
	adam := Adam(a)
	adam.WeightDecay = 0
	s := newSolver(r, stage, weights, a.Rate, "m", "v")
	s.update = func(d kernel.Device, w, g kernel.Buffer, moments []kernel.Buffer, rate float64, t uint64) {
		step := adam.step(rate, t)
		step.Shrink = float64(rate * a.WeightDecay)
		d.Adam(w, g, moments[0], moments[1], step)
	}
	return s
}

// RMSProp is Hinton's method as PyTorch computes it, with ε outside the root.
type RMSProp struct {
	Rate        Rate
	Alpha       float64 // 0 means 0.99
	Eps         float64 // 0 means 1e-8
	WeightDecay float64 // times the weight is added to the gradient
}

// Solver is a gorgonia.Solver with the moment v.
func (o RMSProp) Solver(r *Registry, stage string, weights []*Param) gorgonia.Solver {
	decays(stage, o.Alpha)
	step := kernel.RMSPropStep{Alpha: orFloat(o.Alpha, 0.99), Eps: orFloat(o.Eps, 1e-8), WeightDecay: o.WeightDecay}
	s := newSolver(r, stage, weights, o.Rate, "v")
	s.update = func(d kernel.Device, w, g kernel.Buffer, moments []kernel.Buffer, rate float64, _ uint64) {
		step.LR = rate
		d.RMSProp(w, g, moments[0], step)
	}
	return s
}

// SGD is stochastic gradient descent with momentum, without dampening, as PyTorch
// computes it.
type SGD struct {
	Rate        Rate
	Momentum    float64
	Nesterov    bool    // looks ahead by the momentum
	WeightDecay float64 // times the weight is added to the gradient
}

// Solver is a gorgonia.Solver with the moment m.
func (o SGD) Solver(r *Registry, stage string, weights []*Param) gorgonia.Solver {
	decays(stage, o.Momentum)
	s := newSolver(r, stage, weights, o.Rate, "m")
	step := kernel.SGDStep{Momentum: o.Momentum, WeightDecay: o.WeightDecay, Nesterov: o.Nesterov}
	s.update = func(d kernel.Device, w, g kernel.Buffer, moments []kernel.Buffer, rate float64, _ uint64) {
		step.LR = rate
		d.SGD(w, g, moments[0], step)
	}
	return s
}

// solver applies one fused update to each weight.
type solver struct {
	device  kernel.Device
	rate    Rate
	updates *Counter
	moments [][]kernel.Buffer // of each weight
	// update is the t-th update of one weight, counted from 1.
	update func(d kernel.Device, w, g kernel.Buffer, moments []kernel.Buffer, rate float64, t uint64)
}

var _ gorgonia.Solver = (*solver)(nil)

func newSolver(r *Registry, stage string, weights []*Param, rate Rate, moments ...string) *solver {
	if rate == nil {
		refuse("stage "+stage, "its optimiser has no rate: nn.Constant is one")
	}
	s := &solver{device: r.device, rate: rate, updates: r.Counter("updates/" + stage)}
	for _, w := range weights {
		var own []kernel.Buffer
		for _, m := range moments {
			name := fmt.Sprintf("moment/%s/%s/%s", stage, w.Name, m)
			own = append(own, r.moment(name, w.Shape).buffer())
		}
		s.moments = append(s.moments, own)
	}
	return s
}

// decays refuses shares of what is remembered that never forget.
func decays(stage string, shares ...float64) {
	for _, v := range shares {
		if !(v >= 0 && v < 1) {
			refuse("stage "+stage, "its optimiser remembers by %v, want betas, alpha and momentum in [0, 1)", v)
		}
	}
}

// Step moves the weights by their gradients: see Optimiser.
func (s *solver) Step(model []gorgonia.ValueGrad) error {
	if len(model) != len(s.moments) {
		return fmt.Errorf("step of %d weights, the solver was made for %d", len(model), len(s.moments))
	}
	rate := s.rate(s.updates.N)
	if s.updates.N == 0 {
		s.touch()
	}
	s.updates.N++
	for i, m := range model {
		g, err := m.Grad()
		if err != nil {
			return err
		}
		w := op.Buffer(m.Value().(*tensor.Dense))
		s.update(s.device, w, op.Buffer(g.(*tensor.Dense)), s.moments[i], rate, s.updates.N)
	}
	return nil
}

// touch fills the moments with the zeros that they begin with. An update reads
// before it writes, and memory that is read first costs the system two faults a
// page, the second of which interrupts every processor; memory that is written
// costs one.
func (s *solver) touch() {
	for _, own := range s.moments {
		for _, m := range own {
			s.device.Fill(m, 0)
		}
	}
}

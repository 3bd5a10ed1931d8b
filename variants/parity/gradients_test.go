package parity

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn"
	"gander/core/nn/kernel"
	"gander/core/nn/op"
)

// gradients are those that the optimisers of a step were given, by the name
// that PyTorch's side has for each: gradient/stage/update/weight.
type gradients struct {
	of      tensors
	updates map[string]int // of each stage since the step began
	// after, if it is there, holds PyTorch's weights after each update of the step,
	// after/stage/update/weight, which take the place of the optimiser's own.
	after tensors
}

func newGradients() *gradients { return &gradients{of: tensors{}, updates: map[string]int{}} }

// begin forgets the last step.
func (s *gradients) begin(after tensors) {
	clear(s.of)
	clear(s.updates)
	s.after = after
}

// all lets the optimisers of stages be watched.
func (s *gradients) all(stages []nn.Stage) []nn.Stage {
	for i := range stages {
		stages[i].By = watched{stages[i].By, s}
	}
	return stages
}

// watched is an optimiser whose gradients are noted.
type watched struct {
	nn.Optimiser
	seen *gradients
}

// Solver is the optimiser's own, and takes note.
func (w watched) Solver(r *nn.Registry, stage string, weights []*nn.Param) gorgonia.Solver {
	return watcher{w.Optimiser.Solver(r, stage, weights), w.seen, stage, weights}
}

type watcher struct {
	gorgonia.Solver
	seen    *gradients
	stage   string
	weights []*nn.Param
}

// Step notes the gradients before they are used.
func (w watcher) Step(model []gorgonia.ValueGrad) error {
	update := w.seen.updates[w.stage]
	w.seen.updates[w.stage]++
	for i, m := range model {
		g, err := m.Grad()
		if err != nil {
			return err
		}
		w.seen.of[w.name("gradient", update, i)] = numbers(g.(*tensor.Dense))
	}
	if err := w.Solver.Step(model); err != nil || w.seen.after == nil {
		return err
	}
	for i, m := range model {
		values, ok := w.seen.after[w.name("after", update, i)]
		if !ok {
			return fmt.Errorf("PyTorch's side has no %s", w.name("after", update, i))
		}
		kernel.CPU().Upload(op.Buffer(m.Value().(*tensor.Dense)), narrow(values))
	}
	return nil
}

// name is that of something of weight i in an update of the step.
func (w watcher) name(what string, update, i int) string {
	return fmt.Sprintf("%s/%s/%d/%s", what, w.stage, update, w.weights[i].Name)
}

// numbers copies what a tensor holds.
func numbers(t *tensor.Dense) []float64 {
	if t.Dtype() == tensor.Float64 {
		return append([]float64(nil), t.Float64s()...)
	}
	return widen(t.Float32s())
}

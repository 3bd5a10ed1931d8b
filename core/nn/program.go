package nn

import (
	"fmt"
	"math"
	"time"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
	"gander/core/nn/op"
)

// A Program is a compiled training step. It is used by one goroutine at a time.
type Program struct {
	graph    *Graph
	registry *Registry
	stages   []*stage
	runs     []*run // of one step, in order
	scalars  []float64
	arena    kernel.Buffer
	macs     int64
	number   [1]float32 // where scalars are downloaded to
}

// run is one run of a stage within a step.
type run struct {
	*stage
	fresh  []*input // the stage's, and the masks that are drawn with them
	exec   executor
	loss   place
	norm   place
	model  []gorgonia.ValueGrad // weights and gradients
	batch  []place              // what tracked follow
	report []place
	at     int // of the first report in Program.scalars
	also   map[*Node]place
}

// An executor computes the nodes of a run.
type executor interface{ run() error }

// place is where a node's value is after a run.
type place struct {
	node  *Node
	value *tensor.Dense // nil on a tape, which binds values to nodes
}

func (p place) dense() *tensor.Dense {
	if p.value != nil {
		return p.value
	}
	return p.node.Value().(*tensor.Dense)
}

// gradient is a weight with its gradient, as solvers take them.
type gradient struct {
	of *Param
	place
}

// Value is the weight.
func (g *gradient) Value() gorgonia.Value { return g.of.value }

// Grad is the gradient that the last run computed.
func (g *gradient) Grad() (gorgonia.Value, error) { return g.dense(), nil }

// Step runs every stage once, or as often as it repeats. A loss or gradient
// that is not finite is an error that wraps ErrNotFinite and names the operator
// that it began in; that update is not made.
func (p *Program) Step() error {
	clear(p.scalars)
	for _, r := range p.runs {
		if err := p.do(r); err != nil {
			return fmt.Errorf("stage %s: %w", r.Name, err)
		}
	}
	return nil
}

func (p *Program) do(r *run) error {
	began := time.Now()
	for _, in := range r.fresh {
		if err := in.refresh(p.registry); err != nil {
			return fmt.Errorf("draw %s: %w", in.node.Name(), err)
		}
	}
	recording.spend("draw", r.Name, began)
	if err := r.exec.run(); err != nil {
		return err
	}
	for i, v := range r.report { // before the update, which may change what is reported
		p.scalars[r.at+i] += p.scalar(v) / float64(r.Repeat)
	}
	if r.Loss == nil {
		return nil
	}
	began = time.Now()
	err := p.update(r)
	recording.spend("update", r.Name, began)
	return err
}

// update moves all that the stage changes.
func (p *Program) update(r *run) error {
	if err := p.finite(r); err != nil {
		return err
	}
	d := p.registry.device
	for i, t := range r.tracked {
		d.Lerp(t.stat.buffer(), op.Buffer(r.batch[i].dense()), t.momentum)
	}
	if err := r.solver.Step(r.model); err != nil {
		return err
	}
	if r.Clip > 0 {
		clamp := kernel.Unary{Kind: kernel.Clamp, P: -r.Clip, Q: r.Clip}
		for _, w := range r.weights {
			d.Map(clamp, w.buffer(), w.buffer())
		}
	}
	for _, a := range r.averages {
		d.Lerp(a.mean.buffer(), a.of.buffer(), 1-r.Average)
	}
	return nil
}

// finite fails where the loss or a gradient is not, and says where that began.
// The gradient's norm stands for all of it.
func (p *Program) finite(r *run) error {
	what, roots := "", []*Node{r.Loss}
	if loss := p.scalar(r.loss); !finite(loss) {
		what = fmt.Sprintf("the loss is %v", loss)
	} else if norm := p.scalar(r.norm); !finite(norm) {
		what, roots = fmt.Sprintf("the norm of the gradient is %v", norm), append(roots, r.stage.norm)
	} else {
		return nil
	}
	finding, err := p.diagnose(roots...)
	if err != nil {
		finding = fmt.Sprintf("where it began can't be found: %v", err)
	}
	return fmt.Errorf("%s (%w): %s", what, ErrNotFinite, finding)
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// scalar is the one number of a value.
func (p *Program) scalar(v place) float64 {
	p.registry.device.Download(p.number[:], op.Buffer(v.dense()))
	return float64(p.number[0])
}

// Keys names the scalars that stages report, in order of the stages; within
// one, its Report comes before its GradNorm.
func (p *Program) Keys() []string {
	var keys []string
	for _, s := range p.stages {
		for _, r := range s.Report {
			keys = append(keys, r.Key)
		}
	}
	return keys
}

// Scalars are the values of the last step in the order of Keys. The slice is
// the program's own.
func (p *Program) Scalars() []float64 { return p.scalars }

// Set fills an input that has no source.
func (p *Program) Set(n *Node, values []float32) {
	in := p.graph.input(n)
	if in == nil || in.source != nil || len(values) != len(in.host) {
		panic(fmt.Sprintf("nn: set %v to %d numbers", n, len(values)))
	}
	p.registry.device.Upload(op.Buffer(in.value), values)
}

// Value copies what the last run of the given stage computed for n into dst. n
// must be among the stage's Also. Sources may call it for earlier stages.
func (p *Program) Value(dst []float32, stage string, n *Node) {
	for i := len(p.runs) - 1; i >= 0; i-- {
		if v, ok := p.runs[i].also[n]; ok && p.runs[i].Name == stage {
			p.registry.device.Download(dst, op.Buffer(v.dense()))
			return
		}
	}
	panic(fmt.Sprintf("nn: stage %s does not compute %v for use outside", stage, n))
}

// Networks are the networks of the program, in order of their making.
func (p *Program) Networks() []*Network { return p.graph.networks }

// MACs is the number of multiply-adds of convolutions and matrix products in a
// step.
func (p *Program) MACs() int64 { return p.macs }

// Bytes is how much memory a step's values and inputs take; the registry's are
// not counted.
func (p *Program) Bytes() int64 {
	n := p.arena.Len
	for _, in := range p.graph.inputs {
		n += len(in.host)
	}
	return int64(n) * int64(p.registry.of.Size())
}

// Close frees the program's memory. The registry stays.
func (p *Program) Close() {
	d := p.registry.device
	d.Wait()
	for _, in := range p.graph.inputs {
		d.Free(op.Buffer(in.value))
	}
	if p.arena.Len > 0 {
		d.Free(p.arena)
	}
}

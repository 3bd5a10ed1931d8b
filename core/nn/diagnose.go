package nn

import (
	"fmt"
	"math"
	"strings"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/op"
)

// A replay computes what a run computed once more, from its inputs and from
// the weights as they still are, and looks at every value.
type replay struct {
	*Program
	values map[*Node]*tensor.Dense
	users  map[*Node]int // that have not read the value yet
}

// diagnose finds where numbers went wrong: the first operator, in the order in
// which roots are computed, whose value is not finite though its operands are.
// Nodes are pure functions, so that a replay finds what the run found; it takes
// memory of its own, since the run's values have been written over.
func (p *Program) diagnose(roots ...*Node) (finding string, err error) {
	r := replay{p, map[*Node]*tensor.Dense{}, map[*Node]int{}}
	order := op.Topo(roots...)
	for _, n := range order {
		for _, operand := range op.Children(n) {
			r.users[operand]++
		}
	}
	defer func() {
		for n := range r.values {
			r.free(n)
		}
	}()
	for _, n := range order {
		finding, err := r.look(n)
		if finding != "" || err != nil {
			return finding, err
		}
	}
	return "computed once more, every operator's result is finite", nil
}

// look computes one node. A finding ends the replay.
func (r *replay) look(n *Node) (finding string, err error) {
	if n.Op() == nil {
		if v := n.Value().(*tensor.Dense); !r.finite(v) {
			return r.leaf(n, v), nil
		}
		return "", nil
	}
	v, err := r.compute(n)
	if err != nil {
		return "", err
	}
	if !r.finite(v) {
		return r.operator(n, v), nil
	}
	for _, operand := range op.Children(n) {
		if r.users[operand]--; r.users[operand] == 0 {
			r.free(operand)
		}
	}
	return "", nil
}

// value is a leaf's own or the one computed.
func (r *replay) value(n *Node) *tensor.Dense {
	if v := r.values[n]; v != nil {
		return v
	}
	return n.Value().(*tensor.Dense)
}

// compute runs the operator of n into memory of its own.
func (r *replay) compute(n *Node) (*tensor.Dense, error) {
	var operands []gorgonia.Value
	for _, operand := range op.Children(n) {
		operands = append(operands, r.value(operand))
	}
	d := r.registry.device
	buffer := d.Alloc(n.Shape().TotalSize())
	v := op.Dense(buffer, r.registry.of, n.Shape().Clone())
	r.values[n] = v
	run := instruction{device: d, in: operands, out: v}
	if o, ok := n.Op().(op.Planned); ok {
		run.op = o // a view copies here, so that each value can be freed by itself
	} else {
		run.other = n.Op()
	}
	return v, run.run()
}

func (r *replay) free(n *Node) {
	if v := r.values[n]; v != nil {
		r.registry.device.Free(op.Buffer(v))
		delete(r.values, n)
	}
}

// finite tells whether all numbers are; what is not of the registry's type, such
// as a user's whole numbers, always is.
func (r *replay) finite(v *tensor.Dense) bool {
	return v.Dtype() != r.registry.of || r.registry.device.Finite(op.Buffer(v))
}

// operator describes the node that made v.
func (r *replay) operator(n *Node, v *tensor.Dense) string {
	var b strings.Builder
	fmt.Fprintf(&b, "it began in %s: %s gives %s", r.graph.place(n), operatorName(n), r.census(v))
	for i, operand := range op.Children(n) {
		fmt.Fprintf(&b, "%s %s", []string{", from", " and"}[min(i, 1)], r.spread(r.value(operand)))
	}
	return b.String()
}

// operatorName is the name alone of an operator of ours: its attributes are for
// machines.
func operatorName(n *Node) string {
	if o, ok := n.Op().(*op.Operator); ok {
		return o.Name()
	}
	return fmt.Sprint(n.Op())
}

// place is where in its author's networks a node comes from.
func (g *Graph) place(n *Node) string {
	if m, ok := g.makers[n]; ok {
		return m.String()
	}
	o, ok := n.Op().(*op.Operator)
	if !ok || o.Source() == nil {
		return "an expression outside the networks"
	}
	if o.Source().Op() == nil {
		return "the gradient of " + o.Source().Name()
	}
	return fmt.Sprintf("the gradient of %s in %s", operatorName(o.Source()), g.place(o.Source()))
}

// leaf describes an input or a parameter that was not finite to begin with.
func (r *replay) leaf(n *Node, v *tensor.Dense) string {
	for _, in := range r.graph.inputs {
		if in.node == n {
			return fmt.Sprintf("it came in with the data: %s holds %s", strings.TrimPrefix(n.Name(), inputPrefix), r.census(v))
		}
	}
	for _, s := range r.stages {
		for _, w := range s.weights {
			if r.graph.params[w] == n {
				return fmt.Sprintf("it began in an update of stage %s: %s made %s %s", s.Name, optimiserName(s), w.Name, r.census(v))
			}
		}
	}
	return fmt.Sprintf("it began before this step: %s holds %s", n.Name(), r.census(v))
}

// optimiserName is its type and the rate of its last update.
func optimiserName(s *stage) string {
	name := strings.TrimPrefix(fmt.Sprintf("%T", s.By), "*")
	if own, ok := s.solver.(*solver); ok && own.updates.N > 0 {
		name += fmt.Sprintf(" with the rate %v", own.rate(own.updates.N-1))
	}
	return name
}

// census is a shape and how many of its numbers went wrong, and which sample has
// the first of them.
func (r *replay) census(v *tensor.Dense) string {
	numbers := r.download(v)
	bad, first := 0, -1
	for i, x := range numbers {
		if !finite(x) {
			if bad == 0 {
				first = i
			}
			bad++
		}
	}
	row := first * v.Shape()[0] / len(numbers)
	return fmt.Sprintf("%v with %d of %d numbers not finite (the first, in row %d, is %v)", v.Shape(), bad, len(numbers), row, numbers[first])
}

// spread is a shape and the range of its numbers.
func (r *replay) spread(v *tensor.Dense) string {
	if v.Dtype() != r.registry.of {
		return fmt.Sprintf("%v of %v", v.Shape(), v.Dtype())
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, x := range r.download(v) {
		low, high = min(low, x), max(high, x)
	}
	return fmt.Sprintf("%v in [%.3g, %.3g]", v.Shape(), low+0, high+0) // no −0
}

func (r *replay) download(v *tensor.Dense) []float64 {
	if r.registry.of == Float64 {
		return v.Float64s()
	}
	narrow := make([]float32, v.DataSize())
	r.registry.device.Download(narrow, op.Buffer(v))
	wide := make([]float64, len(narrow))
	for i, x := range narrow {
		wide[i] = float64(x)
	}
	return wide
}

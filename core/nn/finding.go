package nn

import (
	"fmt"
	"math"
	"strings"

	"gorgonia.org/tensor"

	"gander/core/nn/op"
)

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

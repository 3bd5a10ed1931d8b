package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
)

// Grad returns the derivatives of Σᵢ ⟨seedsᵢ, outsᵢ⟩ in each node of wrt, nil
// where there is none; nil seeds are ones, which for a scalar loss gives its
// gradient. The new nodes join the graph of outs.
//
// Grad keeps no state in the graph: it can be used any number of times, on
// gradients too, and in any node. It works with every operator that is a
// gorgonia.SDOp and fails for others that stand between outs and wrt.
func Grad(outs, seeds, wrt gorgonia.Nodes) (grads gorgonia.Nodes, err error) {
	defer catch(&err)
	if seeds == nil {
		for _, o := range outs {
			seeds = append(seeds, Ones(o))
		}
	}
	if len(seeds) != len(outs) {
		return nil, fmt.Errorf("op: grad: %d seeds for %d outputs", len(seeds), len(outs))
	}
	order := Topo(outs...)
	s := sweep{leads: leading(order, wrt), terms: make(map[*gorgonia.Node]gorgonia.Nodes)}
	for i, o := range outs {
		if err := s.add(o, seeds[i]); err != nil {
			return nil, fmt.Errorf("op: grad: seed %d: %w", i, err)
		}
	}
	for i := len(order) - 1; i >= 0; i-- {
		if err := s.pass(order[i]); err != nil {
			return nil, fmt.Errorf("op: grad: %v: %w", order[i].Op(), err)
		}
	}
	grads = make(gorgonia.Nodes, len(wrt))
	for i, w := range wrt {
		known := len(w.Graph().AllNodes())
		grads[i] = s.total(w)
		attribute(w, known)
	}
	return grads, nil
}

// attribute makes n the source of what has been added to a graph of so many
// known nodes.
func attribute(n *gorgonia.Node, known int) {
	for _, made := range n.Graph().AllNodes()[known:] {
		if o, ok := made.Op().(*Operator); ok && o.source == nil {
			o.source = n
		}
	}
}

// leading is the set of nodes that are in wrt or computed from it.
func leading(order, wrt gorgonia.Nodes) map[*gorgonia.Node]bool {
	leads := make(map[*gorgonia.Node]bool)
	for _, w := range wrt {
		leads[w] = true
	}
	for _, n := range order {
		for _, c := range Children(n) {
			if leads[c] {
				leads[n] = true
			}
		}
	}
	return leads
}

// A sweep walks the graph from outputs to inputs and collects for each node the
// terms of its gradient.
type sweep struct {
	leads map[*gorgonia.Node]bool
	terms map[*gorgonia.Node]gorgonia.Nodes
}

func (s *sweep) add(n, term *gorgonia.Node) error {
	if !term.Shape().Eq(n.Shape()) {
		return fmt.Errorf("a gradient of shape %v for a value of shape %v", term.Shape(), n.Shape())
	}
	s.terms[n] = append(s.terms[n], term)
	return nil
}

// total is the gradient in n, or nil where no term has arrived.
func (s *sweep) total(n *gorgonia.Node) *gorgonia.Node {
	terms := s.terms[n]
	if len(terms) == 0 {
		return nil
	}
	s.terms[n] = gorgonia.Nodes{Add(terms[0], terms[1:]...)}
	return s.terms[n][0]
}

// pass hands the gradient in n on to its inputs.
func (s *sweep) pass(n *gorgonia.Node) error {
	children := Children(n)
	needed := s.needed(children)
	if len(s.terms[n]) == 0 || needed == nil {
		return nil
	}
	op, ok := n.Op().(gorgonia.SDOp)
	if !ok {
		return fmt.Errorf("no gorgonia.SDOp, so it can't be differentiated")
	}
	if !mask(needed, op.DiffWRT(len(children))) {
		return nil
	}
	known := len(n.Graph().AllNodes())
	grads, err := op.SymDiff(children, n, s.total(n))
	if err != nil {
		return err
	}
	attribute(n, known)
	return s.deliver(children, needed, grads)
}

// needed tells which inputs lead to wrt; it is nil where none does.
func (s *sweep) needed(children gorgonia.Nodes) []bool {
	var needed []bool
	for i, c := range children {
		if s.leads[c] {
			if needed == nil {
				needed = make([]bool, len(children))
			}
			needed[i] = true
		}
	}
	return needed
}

// mask clears what has no derivative and tells whether something is left.
func mask(needed, differentiable []bool) bool {
	left := false
	for i := range needed {
		needed[i] = needed[i] && i < len(differentiable) && differentiable[i]
		left = left || needed[i]
	}
	return left
}

func (s *sweep) deliver(children gorgonia.Nodes, needed []bool, grads gorgonia.Nodes) error {
	for i, c := range children {
		if !needed[i] {
			continue
		}
		if i >= len(grads) || grads[i] == nil {
			return fmt.Errorf("no gradient for input %d", i)
		}
		if err := s.add(c, grads[i]); err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
	}
	return nil
}

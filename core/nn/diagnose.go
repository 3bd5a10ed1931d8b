package nn

import (
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

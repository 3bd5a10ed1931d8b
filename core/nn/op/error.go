package op

import (
	"fmt"
	"strings"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// An Error is the misuse of an operator while a graph is built: arguments whose
// types or shapes don't fit together. Operators panic with it; whoever builds a
// graph from a user's settings recovers it.
type Error struct {
	Op       string    // the operator's name: "conv2d"
	Problem  string    // "input has 3 channels, weights expect 5"
	Operands []Operand // what it was given
}

// An Operand is an argument of an operator and the part that it plays there.
type Operand struct {
	Role  string // "input", "weights"
	Shape tensor.Shape
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "op: %s: %s", e.Op, e.Problem)
	for i, o := range e.Operands {
		b.WriteString([]string{" (", ", "}[min(i, 1)])
		fmt.Fprintf(&b, "%s %v", o.Role, o.Shape)
	}
	if len(e.Operands) > 0 {
		b.WriteByte(')')
	}
	return b.String()
}

// given pairs roles with nodes: given("input", x, "weights", w).
func given(pairs ...any) []Operand {
	operands := make([]Operand, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		n := pairs[i+1].(*gorgonia.Node)
		operands = append(operands, Operand{pairs[i].(string), n.Shape().Clone()})
	}
	return operands
}

// all gives every node the same role.
func all(role string, nodes gorgonia.Nodes) []Operand {
	operands := make([]Operand, len(nodes))
	for i, n := range nodes {
		operands[i] = Operand{role, n.Shape().Clone()}
	}
	return operands
}

func refuse(name string, operands []Operand, problem string, args ...any) {
	panic(&Error{Op: name, Problem: fmt.Sprintf(problem, args...), Operands: operands})
}

package nn

import (
	"fmt"

	"gander/core/nn/op"
)

// Heads applies each of its layers to the same x and joins what they make of
// it: a network that answers several questions. op.Slice takes the answers
// apart again.
type Heads []Layer

// Apply is (N, D₀+D₁+…), Dᵢ being how many numbers the i-th layer gives for a
// sample.
func (l Heads) Apply(s *Scope, x *Node) *Node {
	answers := make([]*Node, len(l))
	for i, head := range l {
		answers[i] = Flatten{}.Apply(s, s.Sub(fmt.Sprint(i)).apply(head, x))
	}
	return op.Concat(1, answers...)
}

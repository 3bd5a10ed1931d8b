package nn

import (
	"fmt"

	"gander/core/nn/op"
)

// Branches applies each of its layers to the same x and adds up what they make
// of it: a residual block whose shortcut has weights of its own.
type Branches []Layer

// Apply has the shape that all of the layers give.
func (l Branches) Apply(s *Scope, x *Node) *Node {
	terms := make([]*Node, len(l))
	for i, branch := range l {
		terms[i] = s.Sub(fmt.Sprint(i)).apply(branch, x)
	}
	return op.Add(terms[0], terms[1:]...)
}

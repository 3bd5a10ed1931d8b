package nn

import (
	"gorgonia.org/gorgonia"

	"gander/core/nn/op"
)

// tape runs a pass on Gorgonia's TapeMachine, which computes the whole ancestry
// of its roots every time.
type tape struct{ machine gorgonia.VM }

func newTape(g *Graph, roots []*Node) (*tape, error) {
	// The machine's compiler takes nodes of equal hash for one.
	if err := op.CheckHashes(op.Topo(roots...)); err != nil {
		return nil, err
	}
	return &tape{gorgonia.NewTapeMachine(g.ExactSubgraphRoots(roots...))}, nil
}

func (t *tape) run() error {
	t.machine.Reset()
	return t.machine.RunAll()
}

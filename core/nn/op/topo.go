package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
)

// Children are the inputs of n in the order of its operator's arguments.
func Children(n *gorgonia.Node) gorgonia.Nodes {
	if n.Graph() == nil {
		return nil
	}
	it := n.Graph().From(n.ID())
	children := make(gorgonia.Nodes, 0, max(it.Len(), 0))
	for it.Next() {
		children = append(children, it.Node().(*gorgonia.Node))
	}
	return children
}

// Topo is every node that outs are computed from, and outs themselves, each
// once, inputs before users. The order depends on the graph alone.
func Topo(outs ...*gorgonia.Node) gorgonia.Nodes {
	var order gorgonia.Nodes
	seen := make(map[*gorgonia.Node]bool)
	var visit func(*gorgonia.Node)
	visit = func(n *gorgonia.Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, c := range Children(n) {
			visit(c)
		}
		order = append(order, n)
	}
	for _, o := range outs {
		visit(o)
	}
	return order
}

// CheckHashes tells whether two of the nodes have the same 32-bit hash, as about
// one graph of 2000 nodes in 2000 has. Gorgonia's compiler would take them for
// one; a name, or another order of building, changes the hashes.
func CheckHashes(nodes gorgonia.Nodes) error {
	byHash := make(map[uint32]*gorgonia.Node, len(nodes))
	for _, n := range nodes {
		if other, ok := byHash[n.Hashcode()]; ok && other != n {
			return fmt.Errorf("op: nodes %v and %v have the same hash", other, n)
		}
		byHash[n.Hashcode()] = n
	}
	return nil
}

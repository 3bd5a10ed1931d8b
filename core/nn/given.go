package nn

// ApplyGiven gives the network's output for x under the condition y (N, K),
// which its conditional layers take: one-hot labels, attributes, or mixtures of
// them.
func (n *Network) ApplyGiven(x, y *Node, mode Mode) *Node {
	return n.layers.Apply(&Scope{network: n, path: n.name, mode: mode, given: y}, x)
}

// Given is the condition (N, K) of the application. It panics with a
// *BuildError if there is none.
func (s *Scope) Given() *Node {
	if s.given == nil {
		refuse(s.path, "a conditional layer in a network that is applied without a condition")
	}
	return s.given
}

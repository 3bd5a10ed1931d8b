package nn

import (
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"gander/core/nn/op"
)

// A Node is a tensor of a graph: the value of an expression. Operators of
// package op and a user's own gorgonia.Op take and give nodes.
type Node = gorgonia.Node

// A Graph is an expression graph under construction, together with the
// registry that its parameters live in.
type Graph struct {
	*gorgonia.ExprGraph
	registry *Registry
	inputs   []*input
	params   map[*Param]*Node
	networks []*Network
	makers   map[*Node]maker // of the nodes that layers made
}

// A maker is a layer at its place in a network, or something else with a name.
type maker struct {
	path  string
	layer Layer // nil for something else
}

func (m maker) String() string {
	if m.layer == nil {
		return m.path
	}
	return fmt.Sprintf("%s (%s)", m.path, describe(m.layer))
}

// attribute makes m the maker of what has been added to a graph of so many known
// nodes, but for what has one already.
func (g *Graph) attribute(m maker, known int) {
	for _, n := range g.AllNodes()[known:] {
		if _, ok := g.makers[n]; !ok {
			g.makers[n] = m
		}
	}
}

// inputPrefix tells the names of inputs from those of parameters.
const inputPrefix = "input/"

// A Source fills an input: it writes the k-th draw into dst. Draws must be a
// pure function of k and of what the registry holds, so that a run that stopped
// goes on with the same ones.
type Source func(dst []float32, k uint64) error

// input is a leaf that data comes in by.
type input struct {
	node    *Node
	source  Source   // nil for an input that is set by hand
	drawn   *Counter // nil without a source
	layer   string   // of a mask: what lays it …
	follows *Node    // … over what
	value   *tensor.Dense
	host    []float32 // what the next Upload takes
}

func newGraph(r *Registry) *Graph {
	return &Graph{ExprGraph: gorgonia.NewGraph(), registry: r, params: map[*Param]*Node{}, makers: map[*Node]maker{}}
}

// Registry is where the graph's parameters live.
func (g *Graph) Registry() *Registry { return g.registry }

// Input is a tensor that changes from run to run. With a source, it draws anew
// before each stage that lists it as Fresh, and counts its draws under its name
// in the registry. Without, Program.Set fills it. Images are (N, H, W, C). It
// panics with a *BuildError where the graph has another input of the name.
func (g *Graph) Input(name string, source Source, shape ...int) *Node {
	if slices.ContainsFunc(g.inputs, func(in *input) bool { return in.node.Name() == inputPrefix+name }) {
		refuse("input "+name, "the graph has another of this name")
	}
	n := tensor.Shape(shape).TotalSize()
	in := &input{source: source, host: make([]float32, n)}
	in.value = op.Dense(g.registry.device.Alloc(n), g.registry.of, tensor.Shape(shape).Clone())
	in.node = gorgonia.NewTensor(g.ExprGraph, g.registry.of, len(shape),
		gorgonia.WithShape(shape...), gorgonia.WithName(inputPrefix+name), gorgonia.WithValue(in.value))
	if source != nil {
		in.drawn = g.registry.Counter("draws/" + name)
	}
	g.inputs = append(g.inputs, in)
	return in.node
}

// Constant is a tensor of one value.
func (g *Graph) Constant(value float64, shape ...int) *Node {
	return op.Constant(g.ExprGraph, g.registry.of, value, shape...)
}

// input is the input that a node is, or nil.
func (g *Graph) input(n *Node) *input {
	if i := slices.IndexFunc(g.inputs, func(in *input) bool { return in.node == n }); i >= 0 {
		return g.inputs[i]
	}
	return nil
}

// read tells whether a stage computes something from a leaf.
func (g *Graph) read(leaf *Node, stages []*stage) bool {
	return slices.ContainsFunc(stages, func(s *stage) bool { return slices.Contains(op.Topo(s.roots()...), leaf) })
}

// node is the leaf of a parameter.
func (g *Graph) node(p *Param) *Node {
	if n, ok := g.params[p]; ok {
		return n
	}
	n := gorgonia.NewTensor(g.ExprGraph, g.registry.of, len(p.Shape), gorgonia.WithShape(p.Shape...),
		gorgonia.WithName(p.Name), gorgonia.WithValue(p.value))
	g.params[p] = n
	return n
}

// refresh draws the next values of the input.
func (in *input) refresh(r *Registry) error {
	if err := in.source(in.host, in.drawn.N); err != nil {
		return err
	}
	in.drawn.N++
	r.device.Upload(op.Buffer(in.value), in.host)
	return nil
}

package nn

import (
	"fmt"
	"slices"
)

// A Layer is a function with parameters. Implementations are values that say
// what the layer is; what it learns lives in the registry under the scope's
// path.
type Layer interface {
	// Apply builds the layer's output for x. It panics with an *op.Error or a
	// *BuildError where x does not fit.
	Apply(s *Scope, x *Node) *Node
}

// A Scope is the place in a network that a layer is applied at.
type Scope struct {
	network  *Network
	path     string // "generator.3"
	mode     Mode
	given    *Node // the condition of the application, nil without: see Given
	spectral bool  // weights are normalised: see SpectralNorm
}

// Stack is a layer made of layers, applied one after another.
type Stack []Layer

// Apply numbers the layers from 0.
func (l Stack) Apply(s *Scope, x *Node) *Node {
	for i, layer := range l {
		x = s.Sub(fmt.Sprint(i)).apply(layer, x)
	}
	return x
}

// apply adds the scope's place to what goes wrong in a layer.
func (s *Scope) apply(layer Layer, x *Node) *Node {
	m := maker{s.path, layer}
	defer locate(func() string { return fmt.Sprintf("%v of %v", m, x.Shape()) })
	if layer == nil {
		refuse(s.path, "there is no layer")
	}
	g := s.network.graph
	known, nodes := len(s.network.tracked), len(g.AllNodes())
	y := layer.Apply(s, x)
	g.attribute(m, nodes)
	for i := range s.network.tracked[known:] {
		if t := &s.network.tracked[known+i]; t.output == nil {
			t.output = y
		}
	}
	return y
}

// positive refuses a setting of a layer that its author left out.
func (s *Scope) positive(setting string, value int) {
	if value < 1 {
		refuse(s.path, "%s is %d, want 1 or more", setting, value)
	}
}

// Sub is the place of a layer within this one.
func (s *Scope) Sub(name string) *Scope {
	sub := *s
	sub.path += "." + name
	return &sub
}

// Mode is what the network is applied for.
func (s *Scope) Mode() Mode { return s.mode }

// Graph is the graph that the network belongs to.
func (s *Scope) Graph() *Graph { return s.network.graph }

// Weight is a trainable parameter of the layer.
func (s *Scope) Weight(name string, init Init, shape ...int) *Node {
	w := s.param(&s.network.weights, name, init, shape)
	if s.spectral && len(shape) > 1 {
		return s.normalised(name, w)
	}
	return w
}

// Statistic is a parameter of the layer that no gradient changes: see Track.
func (s *Scope) Statistic(name string, init Init, shape ...int) *Node {
	return s.param(&s.network.stats, name, init, shape)
}

func (s *Scope) param(list *[]*Param, name string, init Init, shape []int) *Node {
	r := s.network.graph.registry
	path := s.path + "." + name
	own := s.own(path, init, shape)
	if !slices.Contains(*list, own) {
		*list = append(*list, own)
	}
	if s.mode == Averaged {
		return s.network.graph.node(r.copyOf(own, averageName(path)))
	}
	return s.network.graph.node(own)
}

func (s *Scope) own(path string, init Init, shape []int) *Param {
	return s.network.graph.registry.Param(path, init, shape...)
}

// Track makes the statistic called name follow the batch's value: at the end of
// every stage that trains this network and depends on this application,
// statistic += momentum·(batch − statistic).
func (s *Scope) Track(name string, batch *Node, momentum float64) {
	stat := s.network.graph.registry.find(s.path + "." + name)
	if stat == nil {
		refuse(s.path, "no statistic %s to track", name)
	}
	known := slices.ContainsFunc(s.network.tracked, func(t tracked) bool { return t.stat == stat && t.batch == batch })
	if !known { // equal applications are one
		s.network.tracked = append(s.network.tracked, tracked{stat: stat, batch: batch, momentum: momentum})
	}
}

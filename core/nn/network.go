package nn

import (
	"fmt"
	"path/filepath"
	"strings"

	"gander/core/checkpoint"
)

// A Mode says what a network is applied for.
type Mode int

// The modes.
const (
	Train    Mode = iota // normalises by the batch's statistics
	Sample               // normalises by running statistics: rows are independent
	Averaged             // Sample, with the moving averages of weights and statistics
)

// A Network is a chain of layers whose parameters carry its name. They are made
// when it is first applied and shared by all further applications, in any graph
// over the same registry.
type Network struct {
	graph   *Graph
	name    string
	layers  Stack
	weights []*Param // trainable, in the order of the layers
	stats   []*Param // running statistics
	tracked []tracked
	frozen  bool
}

// tracked is a running statistic that follows a value of the batch.
type tracked struct {
	stat     *Param
	batch    *Node
	momentum float64
	output   *Node // of the layer, which tells who depends on this application
}

// Network is a network of g. Names must differ within a registry, unless
// networks are meant to share their parameters.
func (g *Graph) Network(name string, layers ...Layer) *Network {
	n := &Network{graph: g, name: name, layers: layers}
	g.networks = append(g.networks, n)
	return n
}

// Apply gives the network's output for x.
func (n *Network) Apply(x *Node, mode Mode) *Node {
	return n.layers.Apply(&Scope{network: n, path: n.name, mode: mode}, x)
}

// Freeze says that the network is to keep its weights: Compile refuses others that
// no stage trains. It returns the network.
func (n *Network) Freeze() *Network {
	n.frozen = true
	return n
}

// Name is the name that its parameters begin with.
func (n *Network) Name() string { return n.name }

// Size is the number of trainable numbers.
func (n *Network) Size() int64 {
	var size int64
	for _, p := range n.weights {
		size += int64(p.Size())
	}
	return size
}

// Weights are the trainable parameters, in the order of the layers.
func (n *Network) Weights() []*Param { return n.weights }

// Export writes weights and running statistics to path as safetensors, under
// names without the network's. mode chooses the averages (Averaged) or not.
func (n *Network) Export(path string, mode Mode) error {
	r := n.graph.registry
	var tensors []checkpoint.Tensor
	for _, p := range append(n.weights[:len(n.weights):len(n.weights)], n.stats...) {
		source := p
		if mode == Averaged {
			source = r.find(averageName(p.Name))
		}
		if source == nil {
			return fmt.Errorf("export %s to %s: no average is kept", n.name, filepath.Base(path))
		}
		name := strings.TrimPrefix(p.Name, n.name+".")
		tensors = append(tensors, checkpoint.New(name, p.Shape, r.Values(source)))
	}
	return checkpoint.Write(path, tensors)
}

func averageName(name string) string { return "average/" + name }

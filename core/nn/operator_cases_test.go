package nn

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"testing"

	"gorgonia.org/tensor"

	"gander/core/nn/num"
)

// casesFile is shared with testdata/torch_ops.py.
const casesFile = "testdata/torch_cases.json"

// An operatorCase is an operator, a layer or a loss on inputs of some shapes. The
// inputs that build does not ask for are parameters of the network "net".
type operatorCase struct {
	Name     string
	Kind     string
	Mode     string // "sample", or nothing for Train
	Inputs   map[string][]int
	Args     map[string]float64
	Draw     map[string]string // how inputs are drawn that are not normal: see values
	Constant []string          // inputs without a gradient
	Updates  []string          // statistics that training moves
	Smooth   *bool             // false where differentiation takes something for constant
}

// A cases is the content of the file.
type cases struct {
	Operators []operatorCase
	Training  []trainingCase
}

func readCases(t testing.TB) cases {
	t.Helper()
	file, err := os.Open(casesFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all cases
	d := json.NewDecoder(file)
	d.DisallowUnknownFields()
	if err := d.Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// values are the numbers of an input. They are float32, so that every type holds
// them, and lie off the kinks at 0 and ±1.
func (c operatorCase) values(input string) []float32 {
	shape := c.Inputs[input]
	dst := make([]float32, tensor.Shape(shape).TotalSize())
	stream := num.NewStream(1, "cases", c.Name, input)
	switch c.Draw[input] {
	case "dropout": // the mask that the layer draws first, in a registry of seed 1
		num.NewStream(1, "net.0/dropout/0").FillMask(dst, c.Args["rate"], 1, 0)
		return dst
	case "mask":
		stream.FillMask(dst, 0.5, 1, 0)
		return dst
	case "labels":
		row := shape[len(shape)-1]
		for i := 0; i < len(dst); i += row {
			dst[i+int(stream.Float64(uint64(i))*float64(row))] = 1
		}
		return dst
	}
	stream.FillNormal(dst, 0)
	for i, v := range dst {
		for _, kink := range []float32{0, 1, -1} {
			if d := v - kink; d > -0.05 && d < 0.05 {
				dst[i] += float32(math.Copysign(0.1, float64(d)))
			}
		}
		if c.Draw[input] == "positive" {
			dst[i] = 0.5 + float32(math.Abs(float64(dst[i])))
		}
	}
	return dst
}

func (c operatorCase) mode() Mode {
	if c.Mode == "sample" {
		return Sample
	}
	return Train
}

// names are the inputs in order, with a gradient or all.
func (c operatorCase) names(all bool) []string {
	names := slices.Sorted(maps.Keys(c.Inputs))
	return slices.DeleteFunc(names, func(n string) bool { return !all && slices.Contains(c.Constant, n) })
}

// A caseBuilder gives a kind what it builds from.
type caseBuilder struct {
	operatorCase
	graph *Graph
	nodes map[string]*Node
	net   **Network
}

// in is the input called name.
func (b caseBuilder) in(name string) *Node {
	n := b.graph.Input(name, nil, b.Inputs[name]...)
	b.nodes[name] = n
	return n
}

func (b caseBuilder) arg(name string) int { return int(b.Args[name]) }

// apply maps x through layers.
func (b caseBuilder) apply(x *Node, layers ...Layer) *Node {
	*b.net = b.graph.Network("net", layers...)
	return (*b.net).Apply(x, b.mode())
}

// findParameters takes the inputs that nobody asked for from the network.
func (b caseBuilder) findParameters(t testing.TB) {
	t.Helper()
	for name := range b.Inputs {
		if b.nodes[name] != nil || b.Draw[name] == "dropout" {
			continue
		}
		p := b.graph.registry.find("net.0." + name)
		if p == nil {
			p = b.graph.registry.find("net." + name)
		}
		if p == nil {
			t.Fatalf("%s: no parameter %s", b.Name, name)
		}
		b.nodes[name] = b.graph.node(p)
	}
}

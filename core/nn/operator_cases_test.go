package nn

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/tensor"

	"gander/core/nn/num"
	"gander/core/nn/op"
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

// A trialOf a case is its program: the value y, the gradients d of ⟨y, r⟩ and
// those, dd, of Σ ⟨d, s⟩.
type trialOf struct {
	operatorCase
	*Program
	nodes map[string]*Node // of the outputs and, by their own names, the inputs
}

// casesStage names the one stage of a case.
const casesStage = "case"

// compile builds the case over r.
func (c operatorCase) compile(t testing.TB, r *Registry) trialOf {
	t.Helper()
	trial := trialOf{c, nil, map[string]*Node{}}
	p, err := Compile(r, func(g *Graph) []Stage {
		net := (*Network)(nil)
		b := caseBuilder{c, g, trial.nodes, &net}
		y := kinds[c.Kind](b)
		b.findParameters(t)
		trial.nodes["y"] = y
		loss := trial.differentiate(t, g, y)
		stage := Stage{Name: casesStage}
		for _, name := range slices.Sorted(maps.Keys(trial.nodes)) {
			stage.Also = append(stage.Also, trial.nodes[name])
		}
		if len(c.Updates) > 0 {
			stage.Loss, stage.Train, stage.By = loss, []*Network{net}, SGD{Rate: Constant(0)}
		}
		return []Stage{stage}
	})
	if err != nil {
		t.Fatalf("%s: %v", c.Name, err)
	}
	trial.Program = p
	for name, n := range trial.nodes {
		if trial.isSet(name) {
			p.Set(n, trial.numbers(name, n))
		}
	}
	for param, n := range p.graph.params {
		for name, own := range trial.nodes {
			if n == own {
				r.device.Upload(param.buffer(), c.values(name))
			}
		}
	}
	return trial
}

// isSet tells whether a node is an input of the program, and not a parameter or a
// value.
func (c trialOf) isSet(name string) bool {
	return name != "y" && c.graph.input(c.nodes[name]) != nil
}

// numbers are what an input of the program is set to.
func (c operatorCase) numbers(name string, n *Node) []float32 {
	if _, ok := c.Inputs[name]; ok {
		return c.values(name)
	}
	return cotangent(c.Name, name, n.Shape().TotalSize())
}

func cotangent(of, name string, n int) []float32 {
	dst := make([]float32, n)
	num.NewStream(1, "cotangents", of, name).FillNormal(dst, 0)
	return dst
}

// differentiate adds both gradients to the nodes and gives ⟨y, r⟩.
func (c trialOf) differentiate(t testing.TB, g *Graph, y *Node) (loss *Node) {
	t.Helper()
	names := c.names(false)
	var leaves []*Node
	for _, name := range names {
		leaves = append(leaves, c.nodes[name])
	}
	c.nodes["r"] = g.Input("r", nil, y.Shape()...)
	loss = op.Sum(op.Mul(y, c.nodes["r"]))
	first := c.grads(t, g, "d/", loss, names, leaves)
	var terms []*Node
	for i, name := range names {
		s := g.Input("s/"+name, nil, leaves[i].Shape()...)
		c.nodes["s/"+name] = s
		terms = append(terms, op.Sum(op.Mul(first[i], s)))
	}
	c.grads(t, g, "dd/", op.Add(terms[0], terms[1:]...), names, leaves)
	return loss
}

// grads are the gradients of a scalar, zeros where there is none.
func (c trialOf) grads(t testing.TB, g *Graph, prefix string, of *Node, names []string, leaves []*Node) []*Node {
	t.Helper()
	grads, err := op.Grad([]*Node{of}, nil, leaves)
	if err != nil {
		t.Fatalf("%s: %v", c.Name, err)
	}
	for i, name := range names {
		if grads[i] == nil {
			grads[i] = op.Affine(leaves[i], 0, 0)
		}
		c.nodes[prefix+name] = grads[i]
	}
	return grads
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

// result reads what the last step computed, in float64.
func (c trialOf) result(name string) []float64 {
	if c.registry.of == Float64 {
		return slices.Clone(c.runs[0].also[c.nodes[name]].dense().Float64s())
	}
	n := c.nodes[name]
	narrow, wide := make([]float32, n.Shape().TotalSize()), make([]float64, n.Shape().TotalSize())
	c.Value(narrow, casesStage, n)
	for i, v := range narrow {
		wide[i] = float64(v)
	}
	return wide
}

// outputs are the names of everything that the case computes.
func (c trialOf) outputs() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(c.nodes)), func(n string) bool {
		return n != "y" && !strings.HasPrefix(n, "d/") && !strings.HasPrefix(n, "dd/")
	})
}

package nn

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"gander/core/nn/num"
	"gander/core/nn/op"
)

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

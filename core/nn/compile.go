package nn

import (
	"fmt"
	"os"
	"slices"

	"gorgonia.org/gorgonia"

	"gander/core/nn/op"
)

// Compile makes a program of the stages that build returns. Everything is
// decided here: gradients, what each stage computes and what it takes from an
// earlier one, and where each value lies. Misfits of layers and operators are
// returned as a *BuildError or *op.Error.
//
// The environment variable GANDER_EXEC chooses who runs the operators: direct
// (the default) or tape, Gorgonia's TapeMachine. Both give the same bits.
func Compile(r *Registry, build func(g *Graph) []Stage) (p *Program, err error) {
	g := newGraph(r)
	p = &Program{graph: g, registry: r}
	defer func() {
		r.drawn = nil // the first values of a program are drawn at once
		if err != nil {
			p.Close()
			p = nil
		}
	}()
	defer catch(&err)
	stages := build(g)
	if err := g.checkStages(stages); err != nil {
		return p, err
	}
	for _, s := range stages {
		c, err := g.compile(s)
		if err != nil {
			return p, fmt.Errorf("stage %s: %w", s.Name, err)
		}
		p.stages = append(p.stages, c)
	}
	if err := g.checkTraining(p.stages); err != nil {
		return p, err
	}
	return p, p.link()
}

// stage is a Stage with its gradient and everything that it changes.
type stage struct {
	Stage
	fresh    []*input
	weights  []*Param
	grads    []*Node // of the loss in weights
	moves    []*Node // the gradients, clipped, that the solver takes
	norm     *Node   // of grads
	tracked  []tracked
	averages []average
	solver   gorgonia.Solver
}

// average is a moving average and what it follows.
type average struct{ mean, of *Param }

// compile checks a stage and works out what its update takes.
func (g *Graph) compile(s Stage) (*stage, error) {
	c := &stage{Stage: s}
	if err := c.check(g); err != nil {
		return nil, err
	}
	c.Repeat = max(c.Repeat, 1)
	if s.Loss == nil {
		return c, nil
	}
	if err := c.differentiate(g); err != nil {
		return nil, err
	}
	c.follow(g.registry)
	c.solver = s.By.Solver(g.registry, s.Name, c.weights)
	return c, nil
}

// differentiate adds the gradient of the loss and its norm to the graph.
func (c *stage) differentiate(g *Graph) error {
	var leaves gorgonia.Nodes
	for _, n := range c.Train {
		for _, w := range n.weights {
			c.weights = append(c.weights, w)
			leaves = append(leaves, g.node(w))
		}
	}
	grads, err := op.Grad(gorgonia.Nodes{c.Loss}, nil, leaves)
	if err != nil {
		return err
	}
	if err := c.checkGradients(grads); err != nil {
		return err
	}
	c.grads = grads
	known := len(g.AllNodes())
	c.norm = norm(grads)
	c.moves = c.clipped(g)
	g.attribute(maker{path: "the norm of the gradient"}, known)
	if c.GradNorm != "" {
		c.Report = append(slices.Clip(c.Report), Scalar{c.GradNorm, c.norm})
	}
	return nil
}

// norm is the Euclidean norm of all numbers of some tensors together.
func norm(tensors []*Node) *Node {
	squares := make([]*Node, len(tensors))
	for i, t := range tensors {
		squares[i] = op.All.Dot(t, t)
	}
	return op.Sqrt(op.Add(squares[0], squares[1:]...))
}

// follow finds the running statistics that the stage moves (those of the
// trained networks, once for each application that the loss depends upon) and
// makes the averages.
func (c *stage) follow(r *Registry) {
	ancestry := op.Topo(c.Loss)
	for _, n := range c.Train {
		for _, t := range n.tracked {
			if slices.Contains(ancestry, t.output) {
				c.tracked = append(c.tracked, t)
			}
		}
		if c.Average == 0 {
			continue
		}
		for _, p := range slices.Concat(n.weights, n.stats) {
			c.averages = append(c.averages, average{r.copyOf(p, averageName(p.Name)), p})
		}
	}
}

// roots are all nodes that a run of the stage must compute.
func (c *stage) roots() []*Node {
	roots := slices.Concat(c.Also, c.moves)
	for _, t := range c.tracked {
		roots = append(roots, t.batch)
	}
	for _, r := range c.Report {
		roots = append(roots, r.Value)
	}
	if c.Loss != nil {
		roots = append(roots, c.Loss, c.norm)
	}
	return roots
}

// changes are the parameters that a run of the stage moves.
func (c *stage) changes() []*Param {
	changes := slices.Clone(c.weights)
	for _, t := range c.tracked {
		changes = append(changes, t.stat)
	}
	for _, a := range c.averages {
		changes = append(changes, a.mean)
	}
	return changes
}

// onTape tells whether Gorgonia's TapeMachine is to run the operators.
func onTape() (bool, error) {
	switch v := os.Getenv("GANDER_EXEC"); v {
	case "", "direct":
		return false, nil
	case "tape":
		return true, nil
	default:
		return false, fmt.Errorf("GANDER_EXEC is %q, not direct or tape", v)
	}
}

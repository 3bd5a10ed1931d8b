package nn

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The checks list all that is wrong at once, in the words of the author of a
// training step.

// problems gathers errors.
type problems []error

func (p *problems) add(problem string, args ...any) { *p = append(*p, fmt.Errorf(problem, args...)) }

// addIf adds a problem where the condition holds.
func (p *problems) addIf(wrong bool, problem string, args ...any) {
	if wrong {
		p.add(problem, args...)
	}
}

// checkStages looks at what stages are to each other.
func (g *Graph) checkStages(stages []Stage) error {
	var wrong problems
	wrong.addIf(len(stages) == 0, "a step without stages")
	var keys []string
	for i, s := range stages {
		wrong.addIf(s.Name == "", "stage %d has no name", i)
		// Stages of one name would share what their optimisers remember.
		wrong.addIf(slices.ContainsFunc(stages[:i], func(t Stage) bool { return t.Name == s.Name }), "two stages called %q", s.Name)
		for _, r := range append(slices.Clip(s.Report), Scalar{Key: s.GradNorm}) {
			wrong.addIf(r.Key != "" && slices.Contains(keys, r.Key), "stage %s: %s is reported twice", s.Name, r.Key)
			keys = append(keys, r.Key)
		}
	}
	return errors.Join(wrong...)
}

// check looks at a stage by itself, and finds its inputs.
func (c *stage) check(g *Graph) error {
	var wrong problems
	for i, n := range c.Fresh {
		in := g.input(n)
		wrong.addIf(in == nil, "%s is to be fresh but is no input", g.name(n))
		wrong.addIf(in != nil && in.source == nil, "%s is to be fresh but has no source", g.name(n))
		wrong.addIf(slices.Contains(c.Fresh[:i], n), "%s is to be fresh twice", g.name(n))
		c.fresh = append(c.fresh, in)
	}
	for i, n := range c.Train {
		wrong.addIf(slices.Contains(c.Train[:i], n), "network %s is to be trained twice", n.name)
		wrong.addIf(len(n.weights) == 0, "network %s has nothing to train: it is applied nowhere, or its layers learn nothing", n.name)
	}
	wrong.addIf(c.Loss != nil && (len(c.Train) == 0 || c.By == nil), "a loss needs networks to train and an optimiser")
	wrong.addIf(c.Loss == nil && (len(c.Train) > 0 || c.GradNorm != ""), "without a loss there is nothing to train by")
	c.checkNumbers(&wrong)
	for _, r := range append(slices.Clip(c.Report), Scalar{"the loss", c.Loss}) {
		if r.Value != nil && !slices.Equal(r.Value.Shape(), []int{1}) {
			wrong.add("%s has shape %v, want (1): take its mean, op.Mean", r.Key, r.Value.Shape())
		}
		wrong.addIf(r.Value == nil && r.Key != "the loss", "%s is reported without a value", r.Key)
	}
	return errors.Join(wrong...)
}

func (c *stage) checkNumbers(wrong *problems) {
	wrong.addIf(c.Repeat < 0, "it repeats %d times", c.Repeat)
	wrong.addIf(c.Clip < 0 || c.MaxGradNorm < 0 || c.MaxGrad < 0, "a bound of weights or gradients is negative")
	wrong.addIf(c.MaxGradNorm > 0 && c.MaxGrad > 0, "MaxGradNorm and MaxGrad both bound the gradient: choose one")
	wrong.addIf(!(c.Average >= 0 && c.Average < 1), "the average decays by %v, want a number in [0, 1)", c.Average)
}

// checkGradients names what the loss does not depend on: whole networks, or
// weights of others.
func (c *stage) checkGradients(grads []*Node) error {
	var wrong problems
	for _, n := range c.Train {
		var idle []string
		for i, w := range c.weights {
			if grads[i] == nil && slices.Contains(n.weights, w) {
				idle = append(idle, w.Name)
			}
		}
		if len(idle) == len(n.weights) {
			wrong.add("the loss does not depend on network %s", n.name)
			continue
		}
		wrong.addIf(len(idle) > 0, "the loss does not depend on %s", strings.Join(idle, ", "))
	}
	return errors.Join(wrong...)
}

// checkTraining finds networks that learn nothing and inputs that stay empty.
func (g *Graph) checkTraining(stages []*stage) error {
	var wrong problems
	trained, fresh := map[*Param]bool{}, map[*input]bool{}
	training := false
	for _, s := range stages {
		training = training || s.Loss != nil
		for _, w := range s.weights {
			trained[w] = true
		}
		for _, in := range s.fresh {
			fresh[in] = true
		}
	}
	for _, n := range g.networks {
		idle := slices.ContainsFunc(n.weights, func(w *Param) bool { return !trained[w] })
		wrong.addIf(training && idle && !n.frozen, "no stage trains network %s: list it in a stage's Train, or Freeze it", n.name)
	}
	for _, in := range g.inputs {
		idle := in.source != nil && in.follows == nil && !fresh[in]
		wrong.addIf(idle && g.read(in.node, stages), "no stage draws %s: list it in a stage's Fresh", g.name(in.node))
	}
	return errors.Join(wrong...)
}

// name is what an author calls a node.
func (g *Graph) name(n *Node) string {
	if n == nil {
		return "nothing"
	}
	if n.Op() == nil {
		return strings.Replace(n.Name(), inputPrefix, "input ", 1)
	}
	return fmt.Sprintf("the %s of %s", operatorName(n), g.place(n))
}

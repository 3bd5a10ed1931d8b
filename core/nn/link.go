package nn

import (
	"slices"

	"gander/core/nn/op"
)

// link turns the compiled stages into the runs of a step.
func (p *Program) link() error {
	tape, err := onTape()
	if err != nil {
		return err
	}
	var passes []*stage
	for _, s := range p.stages {
		for range s.Repeat {
			passes = append(passes, s)
		}
	}
	plan := newPlan(p.graph, passes)
	for _, n := range plan.nodes {
		if o, ok := n.Op().(op.Planned); ok {
			o.Place(p.registry.device)
		}
	}
	p.macs = plan.macs()
	if !tape {
		p.arena = plan.place(p.registry)
	}
	at := p.places()
	for i, s := range passes {
		r := &run{stage: s, at: at[s], fresh: slices.Concat(s.fresh, plan.passes[i].masks)}
		if tape {
			if r.exec, err = newTape(p.graph, s.roots()); err != nil {
				return err
			}
			r.settle(func(n *Node) place { return place{node: n} })
		} else {
			r.exec = plan.code(i, p.registry.device)
			r.settle(func(n *Node) place { return place{n, plan.result(i, n)} })
		}
		p.runs = append(p.runs, r)
	}
	return nil
}

// places sets apart room for the scalars and tells where each stage's begin.
func (p *Program) places() map[*stage]int {
	at := map[*stage]int{}
	n := 0
	for _, s := range p.stages {
		at[s] = n
		n += len(s.Report)
	}
	p.scalars = make([]float64, n)
	return at
}

// settle notes where the values lie that a run's update reads.
func (r *run) settle(find func(*Node) place) {
	r.also = map[*Node]place{}
	for _, n := range r.Also {
		r.also[n] = find(n)
	}
	if r.Loss != nil {
		r.loss, r.norm = find(r.Loss), find(r.stage.norm)
	}
	for i, g := range r.moves {
		r.model = append(r.model, &gradient{r.weights[i], find(g)})
	}
	for _, t := range r.tracked {
		r.batch = append(r.batch, find(t.batch))
	}
	for _, s := range r.Report {
		r.report = append(r.report, find(s.Value))
	}
}

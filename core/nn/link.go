package nn

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
	at := p.places()
	plan := p.plan(passes)
	if !tape {
		plan.allocate(p)
	}
	for i, s := range passes {
		r := &run{stage: s, at: at[s]}
		if tape {
			r.exec, err = newTape(p.graph, s.roots())
			r.settle(func(n *Node) place { return place{node: n} })
		} else {
			r.exec = plan.code(i, p.registry.device)
			r.settle(func(n *Node) place { return place{n, plan.result(i, n)} })
		}
		if err != nil {
			return err
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
	r.values = map[*Node]place{}
	for _, n := range r.roots() {
		r.values[n] = find(n)
	}
	if r.Loss != nil {
		r.loss, r.norm = find(r.Loss), find(r.stage.norm)
	}
	for i, g := range r.grads {
		r.model = append(r.model, &gradient{r.weights[i], find(g)})
	}
	for _, t := range r.tracked {
		r.batch = append(r.batch, find(t.batch))
	}
	for _, s := range r.Report {
		r.report = append(r.report, find(s.Value))
	}
}

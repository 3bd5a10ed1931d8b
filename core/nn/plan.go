package nn

import (
	"slices"

	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
	"gander/core/nn/op"
)

// A plan says for a whole step which values are computed when, and where in
// one arena each of them lies while somebody still needs it.
type plan struct {
	nodes  []*Node // in topological order
	index  map[*Node]int
	blocks []*block
	passes []planned
}

// planned is one pass of a plan: what it computes, in order, and which
// instance of each root it ends with.
type planned struct {
	masks    []*input // that are drawn first
	computed []*instance
	roots    map[int]*instance
}

// An instance is the value of a node as one pass computes it.
type instance struct {
	node  *Node
	in    []*instance
	block *block    // nil for a leaf
	of    *instance // for a view, whose memory it shares
	at    int       // the moment it is computed
	value *tensor.Dense
}

// newPlan orders the values of the passes, one for each of stages, and finds how
// long they live.
func newPlan(g *Graph, stages []*stage) *plan {
	pl := &plan{index: map[*Node]int{}}
	var roots []*Node
	for _, s := range stages {
		roots = append(roots, s.roots()...)
	}
	pl.nodes = op.Topo(roots...)
	f := pl.number(g)
	passes := make([]pass, len(stages))
	for i, s := range stages {
		passes[i] = pl.pass(g, s)
	}
	computed, drawn := schedule(f, passes)
	for i, nodes := range computed {
		computed[i] = f.frugal(nodes, f.lasting(i, passes, computed))
	}
	pl.live(f.operands, passes, computed)
	for i, leaves := range drawn {
		for _, leaf := range leaves {
			pl.passes[i].masks = append(pl.passes[i].masks, g.input(pl.nodes[leaf]))
		}
	}
	pl.keep(stages)
	pl.reuse()
	return pl
}

// number gives every node its position, and its operands by theirs.
func (pl *plan) number(g *Graph) flow {
	f := newFlow(len(pl.nodes))
	for i, n := range pl.nodes {
		pl.index[n] = i
		f.isOp[i] = n.Op() != nil
		for _, c := range op.Children(n) {
			f.operands[i] = append(f.operands[i], pl.index[c])
		}
		f.owner[i] = i
		if o, ok := n.Op().(op.Planned); ok && o.Alias() >= 0 {
			f.owner[i] = f.owner[f.operands[i][o.Alias()]]
		} else if f.isOp[i] {
			f.size[i] = n.Shape().TotalSize()
		}
	}
	for _, in := range g.inputs {
		leaf, used := pl.index[in.node]
		if node, ok := pl.index[in.follows]; ok && used {
			f.follows[leaf] = node
		}
	}
	return f
}

// pass translates a stage to positions in the topological order.
func (pl *plan) pass(g *Graph, s *stage) pass {
	var t pass
	add := func(list *[]int, n *Node) {
		if i, ok := pl.index[n]; ok { // a leaf may have no user in the graph
			*list = append(*list, i)
		}
	}
	for _, in := range s.fresh {
		add(&t.fresh, in.node)
	}
	for _, p := range s.changes() {
		if n, ok := g.params[p]; ok {
			add(&t.changed, n)
		}
	}
	for _, n := range s.roots() {
		add(&t.roots, n)
	}
	return t
}

// live makes an instance for each computed value and finds how long each
// block is needed. A pass ends with a moment of its own, at which its roots
// are read.
func (pl *plan) live(operands [][]int, passes []pass, computed [][]int) {
	current := make([]*instance, len(pl.nodes))
	for i, n := range pl.nodes {
		if n.Op() == nil {
			current[i] = &instance{node: n}
		}
	}
	now := 0
	for i, p := range passes {
		done := planned{roots: map[int]*instance{}}
		for _, node := range computed[i] {
			v := &instance{node: pl.nodes[node], at: now}
			for _, operand := range operands[node] {
				v.in = append(v.in, current[operand].until(now))
			}
			pl.house(v)
			current[node] = v
			done.computed = append(done.computed, v)
			now++
		}
		for _, root := range p.roots {
			done.roots[root] = current[root].until(now)
		}
		now++
		pl.passes = append(pl.passes, done)
	}
}

// keep lets what Program.Value may be asked for live to the end of the step.
func (pl *plan) keep(stages []*stage) {
	end := 0
	for _, b := range pl.blocks {
		end = max(end, b.last)
	}
	for i, s := range stages {
		if i+1 < len(stages) && stages[i+1] == s {
			continue // the next repetition computes it anew
		}
		for _, n := range s.Also {
			pl.passes[i].roots[pl.index[n]].until(end + 1)
		}
	}
}

// until keeps v alive up to a moment.
func (v *instance) until(now int) *instance {
	if v.block != nil {
		v.block.last = max(v.block.last, now)
	}
	return v
}

// house gives v a block, or that of the instance of which it is a view.
func (pl *plan) house(v *instance) {
	if o, ok := v.node.Op().(op.Planned); ok && o.Alias() >= 0 {
		v.of = v.in[o.Alias()]
		v.block = v.of.block
		return
	}
	v.block = &block{first: v.at, last: v.at, size: v.node.Shape().TotalSize()}
	pl.blocks = append(pl.blocks, v.block)
}

// reuse lets operators that can do so write over their first input where
// nothing reads it afterwards. Views follow, as they ask their origin.
func (pl *plan) reuse() {
	heir := map[*block]*block{}
	for _, p := range pl.passes {
		for _, v := range p.computed {
			if v.of != nil {
				v.block = v.of.block
				continue
			}
			o, ok := v.node.Op().(op.Planned)
			if !ok || !o.InPlace() || v.in[0].block == nil {
				continue
			}
			if old := v.in[0].block; old.last == v.at && old.size == v.block.size {
				old.last = v.block.last
				heir[v.block] = old
				v.block = old
			}
		}
	}
	pl.blocks = slices.DeleteFunc(pl.blocks, func(b *block) bool { return heir[b] != nil })
}

// place makes the arena and puts every value in its place there.
func (pl *plan) place(r *Registry) (arena kernel.Buffer) {
	if n := pack(pl.blocks); n > 0 {
		arena = r.device.Alloc(n)
	}
	for _, pass := range pl.passes {
		for _, v := range pass.computed {
			var at kernel.Buffer
			if v.of != nil {
				at = op.Buffer(v.of.dense())
			} else {
				at = r.device.Slice(arena, v.block.offset, v.block.size)
			}
			v.value = op.Dense(at, r.of, v.node.Shape().Clone())
		}
	}
	return arena
}

// dense is where the value is; a leaf's lies outside the arena.
func (v *instance) dense() *tensor.Dense {
	if v.value != nil {
		return v.value
	}
	return v.node.Value().(*tensor.Dense)
}

// macs is the number of multiply-adds of all passes.
func (pl *plan) macs() (n int64) {
	for _, pass := range pl.passes {
		for _, v := range pass.computed {
			if c, ok := v.node.Op().(op.Coster); ok {
				n += c.MACs()
			}
		}
	}
	return n
}

// result is where root n of pass i lies.
func (pl *plan) result(i int, n *Node) *tensor.Dense {
	return pl.passes[i].roots[pl.index[n]].dense()
}

package nn

import "slices"

// A pass is one run of a stage within a step: what changes before it, what it
// needs, and what changes after it. Numbers are positions in the program's
// topological order.
type pass struct {
	fresh   []int // leaves that are refilled before the pass
	roots   []int // nodes whose values the pass needs
	changed []int // leaves that the pass updates at its end
}

// A flow is a program's graph by positions in its topological order.
type flow struct {
	operands [][]int     // of every node; all come before it
	isOp     []bool      // nodes that are not are leaves
	follows  map[int]int // leaves that draw anew by themselves, where that node has changed
	owner    []int       // the node in whose memory a view lies; of others itself
	size     []int       // of the memory of a value, in numbers; 0 for leaves and views
}

func newFlow(nodes int) flow {
	return flow{
		operands: make([][]int, nodes), isOp: make([]bool, nodes), follows: map[int]int{},
		owner: make([]int, nodes), size: make([]int, nodes),
	}
}

// schedule decides which nodes every pass computes, and which of the leaves that
// follow a node it draws first. Nodes are pure functions, so a value that an
// earlier pass of the step computed is still right exactly if no leaf of its
// ancestry has changed since; such a node is reused, and what only it depends
// upon is not looked at.
func schedule(f flow, passes []pass) (computed, drawn [][]int) {
	const never = -1
	changed := make([]int, len(f.operands)) // when each leaf, and the newest leaf of each node, last changed
	made := make([]int, len(f.operands))    // when each node was computed, or each follower drawn
	for i := range made {
		made[i] = never
	}
	stale := func(node int) bool { return made[node] == never || made[node] < changed[node] }
	computed, drawn = make([][]int, len(passes)), make([][]int, len(passes))
	for now, p := range passes {
		touch(changed, p.fresh, now)
		for f.spread(changed) {
		}
		computed[now] = f.needed(p.roots, func(node int) bool { return f.isOp[node] && stale(node) })
		drawn[now] = f.draws(computed[now], stale)
		for _, node := range slices.Concat(computed[now], drawn[now]) {
			made[node] = now
		}
		touch(changed, p.changed, now+1)
	}
	return computed, drawn
}

func touch(changed, leaves []int, now int) {
	for _, leaf := range leaves {
		changed[leaf] = now
	}
}

// spread carries the time of the last change from the leaves to all nodes, and
// from these to the leaves that follow them. It tells whether such a leaf has
// become newer, so that its users have to be told again.
func (f flow) spread(changed []int) (again bool) {
	for node, in := range f.operands {
		for _, operand := range in {
			changed[node] = max(changed[node], changed[operand])
		}
	}
	for leaf, node := range f.follows {
		if changed[leaf] < changed[node] {
			changed[leaf], again = changed[node], true
		}
	}
	return again
}

// draws are the stale followers that the computed nodes read.
func (f flow) draws(computed []int, stale func(int) bool) []int {
	var draws []int
	for _, node := range computed {
		for _, operand := range f.operands[node] {
			if _, ok := f.follows[operand]; ok && stale(operand) && !slices.Contains(draws, operand) {
				draws = append(draws, operand)
			}
		}
	}
	return draws
}

// needed is the stale part of the ancestry of roots, in topological order.
func (f flow) needed(roots []int, stale func(int) bool) []int {
	mark := make([]bool, len(f.operands))
	for _, root := range roots {
		mark[root] = stale(root)
	}
	var nodes []int
	for node := len(f.operands) - 1; node >= 0; node-- {
		if !mark[node] {
			continue
		}
		nodes = append(nodes, node)
		for _, operand := range f.operands[node] {
			mark[operand] = mark[operand] || stale(operand)
		}
	}
	slices.Reverse(nodes)
	return nodes
}

package nn

// A pass is one run of a stage within a step: what changes before it, what it
// needs, and what changes after it. Numbers are positions in the program's
// topological order.
type pass struct {
	fresh   []int // leaves that are refilled before the pass
	roots   []int // nodes whose values the pass needs
	changed []int // leaves that the pass updates at its end
}

// schedule decides which nodes every pass computes. Nodes are pure functions,
// so a value that an earlier pass of the step computed is still right exactly
// if no leaf of its ancestry has changed since; such a node is reused, and
// what only it depends upon is not looked at. operands lists every node's
// operands, which come before it; nodes without an entry in isOp are leaves.
func schedule(operands [][]int, isOp []bool, passes []pass) [][]int {
	const never = -1
	changed := make([]int, len(operands)) // when each leaf, and the newest leaf of each node, last changed
	computed := make([]int, len(operands))
	for i := range computed {
		computed[i] = never
	}
	plan := make([][]int, len(passes))
	for now, p := range passes {
		touch(changed, p.fresh, now)
		spread(changed, operands, isOp)
		plan[now] = needed(p.roots, operands, func(node int) bool {
			return isOp[node] && (computed[node] == never || computed[node] < changed[node])
		})
		for _, node := range plan[now] {
			computed[node] = now
		}
		touch(changed, p.changed, now+1)
	}
	return plan
}

func touch(changed, leaves []int, now int) {
	for _, leaf := range leaves {
		changed[leaf] = now
	}
}

// spread carries the time of the last change from the leaves to all nodes.
func spread(changed []int, operands [][]int, isOp []bool) {
	for node, in := range operands {
		if !isOp[node] {
			continue
		}
		for _, operand := range in {
			changed[node] = max(changed[node], changed[operand])
		}
	}
}

// needed is the stale part of the ancestry of roots, in topological order.
func needed(roots []int, operands [][]int, stale func(int) bool) []int {
	mark := make([]bool, len(operands))
	for _, root := range roots {
		mark[root] = stale(root)
	}
	var nodes []int
	for node := len(operands) - 1; node >= 0; node-- {
		if !mark[node] {
			continue
		}
		nodes = append(nodes, node)
		for _, operand := range operands[node] {
			mark[operand] = mark[operand] || stale(operand)
		}
	}
	for i, j := 0, len(nodes)-1; i < j; i, j = i+1, j-1 {
		nodes[i], nodes[j] = nodes[j], nodes[i]
	}
	return nodes
}

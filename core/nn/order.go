package nn

import "gander/core/nn/op"

// frugal puts nodes, which are in topological order, in another one that needs
// less memory: what frees at least as much as it takes is computed as soon as it
// can be. So the gradient of a weight follows the gradient of its layer's output
// at once, and neither that nor the layer's input waits for the other layers.
func frugal(nodes []*Node) []*Node {
	o := newOrdering(nodes)
	for i := range nodes {
		o.compute(i)
	}
	ordered := make([]*Node, len(nodes))
	for at, i := range o.order {
		ordered[at] = nodes[i]
	}
	return ordered
}

// ordering is what frugal knows of the nodes, by their first positions.
type ordering struct {
	operands, users [][]int
	size            []int // of the value; 0 for leaves, which are never freed
	waiting         []int // operands that are not computed
	uses            []int // users that are not computed
	done            []bool
	order           []int
}

func newOrdering(nodes []*Node) *ordering {
	n := len(nodes)
	o := &ordering{
		operands: make([][]int, n), users: make([][]int, n),
		size: make([]int, n), waiting: make([]int, n), uses: make([]int, n), done: make([]bool, n),
	}
	index := make(map[*Node]int, n)
	for i, node := range nodes {
		index[node] = i
		if node.Op() != nil {
			o.size[i] = node.Shape().TotalSize()
		}
		for _, c := range distinctNodes(op.Children(node)) {
			child := index[c]
			o.operands[i] = append(o.operands[i], child)
			o.users[child] = append(o.users[child], i)
			o.waiting[i]++
			o.uses[child]++
		}
	}
	return o
}

func distinctNodes(nodes []*Node) (distinct []*Node) {
	seen := map[*Node]bool{}
	for _, n := range nodes {
		if !seen[n] {
			distinct = append(distinct, n)
		}
		seen[n] = true
	}
	return distinct
}

// compute appends node i, whose operands are computed, and after it what then
// pays for itself.
func (o *ordering) compute(i int) {
	if o.done[i] {
		return
	}
	o.done[i] = true
	o.order = append(o.order, i)
	for _, operand := range o.operands[i] {
		o.uses[operand]--
	}
	for _, user := range o.users[i] {
		o.waiting[user]--
	}
	o.settle(o.users[i])
	for _, operand := range o.operands[i] {
		if o.uses[operand] == 1 { // its last user may free it now
			o.settle(o.users[operand])
		}
	}
}

// settle computes those of the nodes that can be and that pay for themselves.
func (o *ordering) settle(nodes []int) {
	for _, i := range nodes {
		if !o.done[i] && o.waiting[i] == 0 && o.pays(i) {
			o.compute(i)
		}
	}
}

// pays tells whether computing node i frees at least as much as its value takes.
func (o *ordering) pays(i int) bool {
	freed := 0
	for _, operand := range o.operands[i] {
		if o.uses[operand] == 1 {
			freed += o.size[operand]
		}
	}
	return freed >= o.size[i]
}

package nn

import "slices"

// frugal puts the nodes that a pass computes, which are in topological order, in
// another one that needs less memory: what frees at least as much as it takes, or
// takes next to nothing, is computed as soon as it can be. So the gradient of a
// weight follows the gradient of its layer's output at once, and neither that nor
// the layer's input waits for the other layers. lasting are the values that stay
// when the pass is over.
func (f flow) frugal(nodes []int, lasting []bool) []int {
	o := f.ordering(nodes, lasting)
	for _, node := range nodes {
		o.compute(node)
	}
	return o.order
}

// ordering is what frugal knows of the nodes, by their positions.
type ordering struct {
	flow
	users   [][]int // of a node's value within the pass
	readers [][]int // of a node's memory within the pass, users of its views among them
	waiting []int   // operands that are not computed
	unread  []int   // readers that are not computed
	pending []bool
	order   []int
}

func (f flow) ordering(nodes []int, lasting []bool) *ordering {
	n := len(f.operands)
	o := &ordering{
		flow: f, users: make([][]int, n), readers: make([][]int, n),
		waiting: make([]int, n), unread: make([]int, n), pending: make([]bool, n),
	}
	for _, node := range nodes {
		o.pending[node] = true
	}
	for _, node := range nodes {
		for _, operand := range distinct(f.operands[node]) {
			o.users[operand] = append(o.users[operand], node)
			if o.pending[operand] {
				o.waiting[node]++
			}
		}
		for _, owner := range f.reads(node) {
			o.readers[owner] = append(o.readers[owner], node)
			o.unread[owner]++
		}
	}
	for owner, stays := range lasting {
		if stays {
			o.unread[owner]++ // somebody reads it later
		}
	}
	return o
}

// reads are the nodes in whose memory the operands of a node lie.
func (f flow) reads(node int) (owners []int) {
	for _, operand := range f.operands[node] {
		owners = append(owners, f.owner[operand])
	}
	return distinct(owners)
}

func distinct(list []int) []int {
	sorted := slices.Sorted(slices.Values(list))
	return slices.Compact(sorted)
}

// compute appends a node, whose operands are computed, and after it what then pays
// for itself.
func (o *ordering) compute(node int) {
	if !o.pending[node] {
		return
	}
	o.pending[node] = false
	o.order = append(o.order, node)
	read := o.reads(node)
	for _, owner := range read {
		o.unread[owner]--
	}
	for _, user := range o.users[node] {
		o.waiting[user]--
	}
	o.settle(o.users[node])
	for _, owner := range read {
		if o.unread[owner] == 1 { // its last reader may free it now
			o.settle(o.readers[owner])
		}
	}
}

// settle computes those of the nodes that can be and that pay for themselves.
func (o *ordering) settle(nodes []int) {
	for _, node := range nodes {
		if o.pending[node] && o.waiting[node] == 0 && o.pays(node) {
			o.compute(node)
		}
	}
}

// negligible is the part of what a node reads that its own value may take for
// nothing, as that of a sum does: what it reads is then sooner free.
const negligible = 1. / 32

// pays tells whether computing a node frees as much as its value takes, or takes
// next to nothing.
func (o *ordering) pays(node int) bool {
	read, freed := 0, 0
	for _, owner := range o.reads(node) {
		read += o.size[owner]
		if o.unread[owner] == 1 {
			freed += o.size[owner]
		}
	}
	return freed >= o.size[node] || float64(o.size[node]) <= negligible*float64(read)
}

// lasting tells which values stay in memory when pass i is over: its roots, and what
// a later pass reads before it is computed anew.
func (f flow) lasting(i int, passes []pass, computed [][]int) []bool {
	stays, anew := make([]bool, len(f.operands)), make([]bool, len(f.operands))
	read := func(node int) {
		if !anew[node] {
			stays[f.owner[node]] = true
		}
	}
	for _, root := range passes[i].roots {
		read(root)
	}
	for j := i + 1; j < len(passes); j++ {
		for _, node := range computed[j] {
			for _, operand := range f.operands[node] {
				read(operand)
			}
			anew[node] = true
		}
		for _, root := range passes[j].roots {
			read(root)
		}
	}
	return stays
}

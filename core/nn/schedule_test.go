package nn

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestScheduleOfAGAN(t *testing.T) {
	// 0 z, 1 real, 2 wG, 3 wD, 4 G(z), 5 D(real), 6 D(fake), 7 loss_d, 8 loss_g
	operands := [][]int{{}, {}, {}, {}, {0, 2}, {1, 3}, {4, 3}, {5, 6}, {6}}
	isOp := []bool{false, false, false, false, true, true, true, true, true}
	got, _ := schedule(flow{operands: operands, isOp: isOp}, []pass{
		{fresh: []int{0, 1}, roots: []int{7}, changed: []int{3}},
		{roots: []int{8}, changed: []int{2}},
		{roots: []int{4}},
	})
	want := [][]int{{4, 5, 6, 7}, {6, 8}, {4}} // D(fake) again, G(z) not until G has changed
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("schedule = %v, want %v", got, want)
	}
}

// A mask is drawn when it is first read and again when what it is laid over has
// changed, even where its users come to know of it by another way.
func TestScheduleOfMasks(t *testing.T) {
	// 0 mask, 1 z, 2 wG, 3 wD, 4 mask of D, 5 G(z), 6 masked G(z), 7 D(fake), 8 masked D(fake),
	// 9 gradient by the mask alone
	f := flow{
		operands: [][]int{{}, {}, {}, {}, {}, {1, 2}, {5, 0}, {6, 3}, {7, 4}, {0}},
		isOp:     []bool{false, false, false, false, false, true, true, true, true, true},
		follows:  map[int]int{0: 5, 4: 7},
	}
	computed, drawn := schedule(f, []pass{
		{fresh: []int{1}, roots: []int{8}, changed: []int{3}},
		{roots: []int{8}, changed: []int{2}},
		{roots: []int{8}},
		{roots: []int{8, 9}},
	})
	if got, want := fmt.Sprint(computed), "[[5 6 7 8] [7 8] [5 6 7 8] [9]]"; got != want {
		t.Errorf("computes %v, want %v", got, want)
	}
	if got, want := fmt.Sprint(drawn), "[[0 4] [4] [0 4] []]"; got != want {
		t.Errorf("draws %v, want %v", got, want)
	}
	_, drawn = schedule(f, []pass{{roots: []int{9}}, {fresh: []int{1}, roots: []int{9}}})
	if got, want := fmt.Sprint(drawn), "[[0] [0]]"; got != want {
		t.Errorf("a gradient draws %v, want %v", got, want)
	}
}

// Whatever the graph and the passes, every root has the value that computing
// everything anew would give it, and nothing is computed twice in vain; in the order
// that needs less memory, too.
func TestScheduleIsRightAndLean(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		leaves, nodes := 1+r.IntN(4), 5+r.IntN(15)
		operands, isOp := make([][]int, nodes), make([]bool, nodes)
		for i := leaves; i < nodes; i++ {
			isOp[i] = true
			for range 1 + r.IntN(3) {
				operands[i] = append(operands[i], r.IntN(i))
			}
		}
		passes := make([]pass, 1+r.IntN(5))
		for i := range passes {
			passes[i] = pass{fresh: some(r, leaves), roots: some(r, nodes), changed: some(r, leaves)}
		}
		f := flow{operands: operands, isOp: isOp, owner: make([]int, nodes), size: make([]int, nodes)}
		for i := range nodes {
			f.owner[i] = i
			if isOp[i] {
				f.size[i] = r.IntN(100)
			}
		}
		computed, _ := schedule(f, passes)
		check(t, operands, isOp, passes, computed)
		frugal := make([][]int, len(passes))
		for i, nodes := range computed {
			if frugal[i] = f.frugal(nodes, f.lasting(i, passes, computed)); len(frugal[i]) != len(nodes) {
				t.Fatalf("of %v, %v are computed", nodes, frugal[i])
			}
		}
		check(t, operands, isOp, passes, frugal)
	}
}

func some(r *rand.Rand, n int) []int {
	var list []int
	for range r.IntN(3) {
		list = append(list, r.IntN(n))
	}
	return list
}

// check runs a plan on values that spell out what they were computed from.
func check(t *testing.T, operands [][]int, isOp []bool, passes []pass, plan [][]int) {
	t.Helper()
	version, held := make([]int, len(operands)), make([]string, len(operands))
	var truth func(node int) string
	truth = func(node int) string {
		if !isOp[node] {
			return fmt.Sprintf("%d.%d", node, version[node])
		}
		s := fmt.Sprintf("%d(", node)
		for _, o := range operands[node] {
			s += truth(o) + ","
		}
		return s + ")"
	}
	for i, p := range passes {
		for _, leaf := range p.fresh {
			if !isOp[leaf] {
				version[leaf]++
			}
		}
		for _, node := range plan[i] {
			if held[node] == truth(node) {
				t.Fatalf("pass %d computes %d in vain: %v %v", i, node, operands, passes)
			}
			held[node] = truth(node)
			for _, o := range operands[node] {
				if isOp[o] && held[o] != truth(o) {
					t.Fatalf("pass %d computes %d from a stale %d: %v %v", i, node, o, operands, passes)
				}
			}
		}
		for _, root := range p.roots {
			if isOp[root] && held[root] != truth(root) {
				t.Fatalf("pass %d ends with a stale root %d: %v %v", i, root, operands, passes)
			}
		}
		for _, leaf := range p.changed {
			version[leaf]++
		}
	}
}

func TestPack(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		var blocks []*block
		for range 1 + r.IntN(40) {
			first := r.IntN(50)
			blocks = append(blocks, &block{first: first, last: first + r.IntN(10), size: 1 + r.IntN(100)})
		}
		length := pack(blocks)
		for i, a := range blocks {
			if a.offset%alignment != 0 || a.end() > length {
				t.Fatalf("block %+v in an arena of %d", *a, length)
			}
			for _, b := range blocks[:i] {
				together := a.first <= b.last && b.first <= a.last
				if together && a.offset < b.end() && b.offset < a.end() {
					t.Fatalf("blocks %+v and %+v overlap", *a, *b)
				}
			}
		}
	}
}

func TestPackReusesRoom(t *testing.T) {
	chain := []*block{{first: 0, last: 1, size: 100}, {first: 1, last: 2, size: 100}, {first: 2, last: 3, size: 100}, {first: 3, last: 4, size: 100}}
	if got, want := pack(slices.Clone(chain)), 2*112; got != want {
		t.Errorf("a chain of blocks takes %d, want %d", got, want)
	}
}

package nn

import (
	"fmt"
	"testing"
)

// sized is a flow of nodes of some sizes, each of which lies in memory of its own.
func sized(size []int, operands [][]int) flow {
	f := newFlow(len(size))
	f.size, f.operands = size, operands
	for i := range size {
		f.owner[i] = i
		f.isOp[i] = len(operands[i]) > 0
	}
	return f
}

// What frees as much as it takes is computed at once; what frees nothing keeps its
// place.
func TestFrugalFreesWhatItCan(t *testing.T) {
	// 0 leaf, 1 and 2 of it, 3 of 1, 4 of 2, 5 of both
	f := sized([]int{0, 100, 100, 100, 100, 100}, [][]int{{}, {0}, {0}, {1}, {2}, {3, 4}})
	for _, test := range []struct {
		lasting []int
		want    string
	}{
		{nil, "[1 3 2 4 5]"},
		{[]int{1}, "[1 2 4 3 5]"}, // somebody reads it later, so 3 would free nothing
	} {
		stays := make([]bool, 6)
		for _, node := range test.lasting {
			stays[node] = true
		}
		if got := fmt.Sprint(f.frugal([]int{1, 2, 3, 4, 5}, stays)); got != test.want {
			t.Errorf("where %v last, the order is %v, want %v", test.lasting, got, test.want)
		}
	}
}

// A sum takes next to nothing, so it does not wait though another reader remains.
func TestFrugalSumsAtOnce(t *testing.T) {
	// 0 leaf, 1 of it, 2 wide of 1, 3 sum of 1, 4 of 2 and 3
	f := sized([]int{0, 100, 100, 1, 100}, [][]int{{}, {0}, {1}, {1}, {2, 3}})
	if got, want := fmt.Sprint(f.frugal([]int{1, 2, 3, 4}, make([]bool, 5))), "[1 3 2 4]"; got != want {
		t.Errorf("the order is %v, want %v", got, want)
	}
}

// Memory is free when the readers of its views are done, not before.
func TestFrugalKnowsViews(t *testing.T) {
	// 0 leaf, 1 of it, 2 a view of 1, 3 of 1, 4 of 2, 5 of 3 and 4
	f := sized([]int{0, 100, 0, 100, 100, 100}, [][]int{{}, {0}, {1}, {1}, {2}, {3, 4}})
	f.owner[2] = 1
	o := f.ordering([]int{1, 2, 3, 4, 5}, make([]bool, 6))
	o.compute(1)
	if got, want := fmt.Sprint(o.order), "[1 2]"; got != want { // neither 3 nor 4 alone frees 1
		t.Errorf("computed are %v, want %v", got, want)
	}
	o.compute(3)
	if got, want := fmt.Sprint(o.order), "[1 2 3 4 5]"; got != want {
		t.Errorf("computed are %v, want %v", got, want)
	}
}

// What a pass leaves behind is what a later one reads before it is computed anew,
// besides the leaves.
func TestLasting(t *testing.T) {
	// 0 leaf, 1 to 4 of it, 5 of 2 and 3
	f := sized([]int{0, 1, 1, 1, 1, 1}, [][]int{{}, {0}, {0}, {0}, {0}, {2, 3}})
	passes := []pass{{roots: []int{1}}, {}, {roots: []int{4}}}
	computed := [][]int{{1, 2, 3, 4}, {3, 5}, {2, 4}}
	if got, want := fmt.Sprint(f.lasting(0, passes, computed)), "[true true true false false false]"; got != want {
		t.Errorf("%v last, want %v", got, want)
	}
}

package nn

import (
	"slices"
	"testing"

	"gander/core/nn/op"
)

// A sum frees what it sums, so it is taken before another such value is made;
// what frees nothing keeps its place.
func TestFrugalFreesWhatItCan(t *testing.T) {
	g := newGraph(NewRegistry(Float32, 1))
	x := g.Input("x", nil, 100)
	a, b := op.Affine(x, 2, 0), op.Affine(x, 3, 0)
	sumA, sumB := op.Sum(a), op.Sum(b)
	wide := op.Add(op.Fill(sumA, 100), op.Fill(sumB, 100))
	all := op.Topo(wide)
	late := []*Node{x, a, b, sumA, sumB}
	for _, n := range all {
		if !slices.Contains(late, n) {
			late = append(late, n)
		}
	}
	got := frugal(late)
	place := func(n *Node) int { return slices.Index(got, n) }
	if len(got) != len(late) || place(sumA) != place(a)+1 || place(sumB) != place(b)+1 {
		t.Errorf("the order is %v", got)
	}
	for _, n := range got {
		for _, c := range op.Children(n) {
			if place(c) > place(n) {
				t.Errorf("%v comes after %v, which reads it", c, n)
			}
		}
	}
}

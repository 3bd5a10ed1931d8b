package num

import (
	"slices"
	"testing"
)

func TestPermutationOrdersAreEquallyLikely(t *testing.T) {
	const epochs = 24_000
	s := NewStream(1, "orders")
	counts := map[[4]int]int{}
	for e := range uint64(epochs) {
		counts[[4]int(Permutation(s, e, 4))]++
	}
	if len(counts) != 24 {
		t.Fatalf("%d orders of four occur, want 24", len(counts))
	}
	chi := 0.0
	for _, n := range counts {
		d := float64(n) - epochs/24
		chi += d * d / (epochs / 24)
	}
	if chi > 55 { // the 0.9998 quantile of χ² with 23 degrees of freedom
		t.Errorf("χ² = %.1f with 23 degrees of freedom: %v", chi, counts)
	}
}

func TestPermutationSizes(t *testing.T) {
	s := NewStream(1, "sizes")
	for _, n := range []int{0, 1, 2, 1000} {
		p := Permutation(s, 5, n)
		slices.Sort(p)
		for i, v := range p {
			if v != i {
				t.Fatalf("Permutation of %d lacks %d", n, i)
			}
		}
		if len(p) != n {
			t.Errorf("Permutation of %d has %d entries", n, len(p))
		}
	}
}

func TestBelowRejectsTheExcess(t *testing.T) {
	const m = 1<<63 + 1 // 2⁶⁴ mod m is 2⁶³ − 1
	words := []uint64{0, 1<<63 - 2, 1<<63 - 1, 5}
	next := func() uint64 { w := words[0]; words = words[1:]; return w }
	if got := below(m, next); got != 1<<63-1 || len(words) != 1 {
		t.Errorf("below = %d with %d words left, want the third word and one left", got, len(words))
	}
}

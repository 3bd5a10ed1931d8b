package eval

import (
	"iter"
	"testing"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// Attributes are bold, which is the domain, and small capitals: of bold letters
// and ones that are not, those are pairs that are both small capitals or both not.
func TestPairs(t *testing.T) {
	styles := [][]uint8{{0, 0}, {1, 0}, {0, 1}, {1, 1}}
	var rows iter.Seq2[data.Sample, error] = func(yield func(data.Sample, error) bool) {
		for i := range 8 { // two letters in all styles
			a := styles[i%4]
			if !yield(data.Sample{Pixels: []byte{byte(i)}, Attributes: a, Domain: int(a[0]), Group: i / 4}, nil) {
				return
			}
		}
	}
	f := written(t, data.Header{
		Name: "pairs", Split: data.Test, Kind: data.KindImage, DType: data.U8, Shape: []int{1, 1, 1}, Rows: 8, Classes: []string{"a"},
		Attributes: []string{"bold", "smallcaps"}, Domains: []string{"not bold", "bold"}, Groups: 2,
	}, rows)
	for _, test := range []struct {
		task variant.Task
		b    int // beside row 0
		want bool
	}{
		{variant.DomainToDomain, 1, true},
		{variant.DomainToDomain, 3, false}, // bold, and small capitals
		{variant.DomainToDomain, 5, false}, // another letter
		{variant.AttributeTo, 3, true},     // attributes are asked for, so known
		{variant.AttributeTo, 7, false},
	} {
		if got := pairer(f, test.task)(0, test.b); got != test.want {
			t.Errorf("%s: rows 0 and %d are a pair: %v", test.task, test.b, got)
		}
	}
	for _, p := range pairsOf(f) {
		if f.Attributes(p.from)[1] != f.Attributes(p.to)[1] || f.Domain(p.from) == f.Domain(p.to) || f.Group(p.from) != f.Group(p.to) {
			t.Errorf("rows %d and %d are shown as a pair", p.from, p.to)
		}
	}
	if n := len(pairsOf(f)); n != 8 {
		t.Errorf("%d pairs of 8 rows", n)
	}
}

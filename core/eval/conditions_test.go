package eval

import (
	"testing"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// Of a letter in regular, italic, bold and bold italic, the truth of what makes
// it bold or regular leaves it italic or upright.
func TestSourcesDifferInTheDomainAlone(t *testing.T) {
	styles := [][]uint8{{0, 0}, {0, 1}, {1, 0}, {1, 1}} // bold, italic
	h := data.Header{
		Name: "letter", Split: data.Test, Kind: data.KindImage, DType: data.U8, Shape: []int{1, 1, 1}, Rows: len(styles),
		Classes: []string{"a"}, Domains: []string{"regular", "bold"}, Attributes: []string{"bold", "italic"}, Groups: 1,
	}
	f := written(t, h, func(yield func(data.Sample, error) bool) {
		for _, s := range styles {
			if !yield(data.Sample{Pixels: []byte{0}, Attributes: s, Domain: int(s[0])}, nil) {
				return
			}
		}
	})
	c := newConditions(f, variant.DomainToDomain, len(styles))
	for i, target := range c.targets {
		source := c.sources[i]
		if f.Domain(source) == f.Domain(target) || f.Attributes(source)[1] != f.Attributes(target)[1] {
			t.Errorf("letter %v comes from %v", styles[target], styles[source])
		}
	}
}

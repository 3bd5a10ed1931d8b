package stargan

import (
	"math"
	"slices"
	"testing"

	"gander/core/nn"
	"gander/core/nn/op"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

func knows(name string, attributes ...string) variant.Dataset {
	return variant.Dataset{Name: name, Header: data.Header{Attributes: attributes}}
}

// Two datasets as in section 3.3: what one does not know is 0, and the mask
// tells whose attributes count.
func TestVocabularyOfTwoDatasets(t *testing.T) {
	v, err := newVocabulary([]variant.Dataset{knows("faces", "young", "male"), knows("moods", "happy", "young")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"young", "male", "happy"}; !slices.Equal(v.attributes, want) || v.width() != 5 {
		t.Fatalf("attributes %v in a vector of %d", v.attributes, v.width())
	}
	for d, test := range []struct{ row, want, known []float32 }{
		{[]float32{0, 1}, []float32{0, 1, 0, 1, 0}, []float32{1, 1, 0}},
		{[]float32{0, 1}, []float32{1, 0, 0, 0, 1}, []float32{1, 0, 1}},
	} {
		got, known := make([]float32, 5), make([]float32, 6)
		write(v, got, d, test.row)
		if !slices.Equal(got, test.want) {
			t.Errorf("dataset %d: attributes %v, want %v", d, got, test.want)
		}
		if err := v.known(d)(known, 0); err != nil || !slices.Equal(known, append(test.known, test.known...)) {
			t.Errorf("dataset %d: known %v, want %v twice", d, known, test.known)
		}
	}
}

func TestOneDatasetNeedsNoMask(t *testing.T) {
	v, err := newVocabulary([]variant.Dataset{knows("faces", "young", "male")}, []string{"male"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := v.asked([]variant.Row{{Attributes: []float32{0, 1}}, {Attributes: []float32{1, 0}}})
	if err != nil || !slices.Equal(got, []float32{1, 0}) {
		t.Errorf("asked for %v (%v), want 1 and 0", got, err)
	}
}

// Two images with two attributes, of which the second image's dataset knows the
// first alone: cross-entropies, summed over what is known, mean over images.
func TestClassificationCountsKnownAttributes(t *testing.T) {
	v, err := newVocabulary([]variant.Dataset{knows("a", "x", "y"), knows("b", "x")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	inputs := [][]float32{{2, -1, 0.5, 40}, {1, 1, 1, 0, 0, 0, 0, 1}, {1, 1, 1, 0}}
	f, err := nn.NewFunction(nn.NewRegistry(nn.Float64, 1), func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		logits, c, known := g.Input("logits", nil, 2, 2), g.Input("c", nil, 2, 4), g.Input("known", nil, 2, 2)
		loss := step{vocabulary: v}.classification(judgement{classes: logits}, c, known)
		return op.Fill(loss, 2), []*nn.Node{logits, c, known}
	})
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float32, 2)
	if err := f.Map(got, inputs...); err != nil {
		t.Fatal(err)
	}
	softplus := func(x float64) float64 { return math.Log1p(math.Exp(x)) }
	if want := (softplus(-2) + softplus(1) + softplus(0.5)) / 2; math.Abs(float64(got[0])-want) > 1e-6 {
		t.Errorf("classification loss %v, want %v", got[0], want)
	}
}

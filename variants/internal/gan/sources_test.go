package gan_test

import (
	"errors"
	"slices"
	"testing"

	"gander/core/nn"
	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
	"gander/variants/internal/gan"
	"gander/variants/internal/gantest"
)

func TestBatchesFollowTheStream(t *testing.T) {
	d := gantest.Ring(t)
	f, err := data.Open(d.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l := data.NewLoader(f, data.NewBatches(f.Rows(), 5, "ring", "batches"), 3, 5, "ring")
	defer l.Close()
	order := num.Permutation(num.NewStream(5, "ring", "batches"), 0, f.Rows())
	got := make([]float32, 3*2)
	if err := gan.Batches(l, 3)(got, 4); err != nil {
		t.Fatal(err)
	}
	var want []float32
	for _, row := range order[12:15] { // batch 4 of 3 rows
		want = append(want, f.Point(row)...)
	}
	if !slices.Equal(got, want) {
		t.Errorf("batch 4 = %v, want %v", got, want)
	}
}

func TestDrawsOfNoiseFollowOneAnother(t *testing.T) {
	whole, first, second := make([]float32, 6), make([]float32, 3), make([]float32, 3)
	for name, source := range map[string]func(uint64, string) nn.Source{"normal": gan.Normal, "uniform": gan.Uniform} {
		s := source(3, "z")
		if err := errors.Join(s(whole, 0), s(first, 0), s(second, 1)); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(append(first, second...), whole) {
			t.Errorf("%s: draws %v and %v of %v", name, first, second, whole)
		}
	}
}

func TestLatents(t *testing.T) {
	drawn := make([]float32, 3)
	num.Latent(7, 41, drawn)
	own := []float32{9, 8, 7}
	got, err := gan.Latents(variant.Sampling{Seed: 7, Truncation: 0.5}, []variant.Row{{Index: 41}, {Index: 41, Latent: own}}, 3)
	if err != nil {
		t.Fatal(err)
	}
	want := []float32{drawn[0] / 2, drawn[1] / 2, drawn[2] / 2, 9, 8, 7}
	if !slices.Equal(got, want) {
		t.Errorf("latents = %v, want %v", got, want)
	}
	if _, err := gan.Latents(variant.Sampling{}, []variant.Row{{Latent: own[:2]}}, 3); err == nil {
		t.Error("a latent of the wrong length is taken")
	}
}

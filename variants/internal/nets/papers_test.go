package nets_test

import (
	"slices"
	"testing"

	"gander/variants/internal/nets"
)

// The counts are summed by hand from the papers' tables.
func TestPapersNetworksHaveTheirSize(t *testing.T) {
	image := []int{28, 28, 1}
	tests := map[string]struct {
		rule   nets.Rule
		latent int
		sample []int
		g, d   int64
	}{
		"infogan": {nets.InfoGAN{Shape: image, Width: 64, Norm: true}, 64, image,
			64*1024 + 2*1024 + 1024*6272 + 2*6272 + 16*128*64 + 2*64 + 16*64 + 1,
			16*64 + 64 + 16*64*128 + 2*128 + 6272*1024 + 2*1024 + 1024 + 1},
		"infogan without normalisation": {nets.InfoGAN{Shape: image, Width: 64}, 64, image,
			64*1024 + 2*1024 + 1024*6272 + 2*6272 + 16*128*64 + 2*64 + 16*64 + 1,
			16*64 + 64 + 16*64*128 + 128 + 6272*1024 + 1024 + 1024 + 1},
		"unrolled": {nets.Unrolled{Shape: []int{28, 28, 3}, Width: 8, WidthD: 4}, 256, []int{28, 28, 3},
			256*1024 + 2*64 + 9*64*32 + 2*32 + 9*32*16 + 2*16 + 9*16*8 + 2*8 + 9*8*3 + 3,
			9*3*4 + 2*4 + 9*4*8 + 2*8 + 9*8*16 + 2*16 + 16*16 + 1},
		"pacgan": {nets.PacGAN{Hidden: 400, Depth: 4, Packing: 1}, 2, []int{2},
			2*400 + 3*400*400 + 4*2*400 + 400*2 + 2,
			(2*1000 + 1000) + 2*(200*1000+1000) + 200 + 1},
		"dirac": {nets.Dirac{}, 2, []int{2}, 2, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			out, weights, _ := measure(t, test.rule.Generator(), 4, test.latent)
			if want := slices.Concat([]int{4}, test.sample); !slices.Equal(out, want) || weights != test.g {
				t.Errorf("the generator makes %v with %d weights, want %v with %d", out, weights, want, test.g)
			}
			out, weights, _ = measure(t, test.rule.Discriminator(), slices.Concat([]int{4}, test.sample)...)
			if !slices.Equal(out, []int{4, 1}) || weights != test.d {
				t.Errorf("the discriminator makes %v with %d weights, want (4, 1) with %d", out, weights, test.d)
			}
		})
	}
}

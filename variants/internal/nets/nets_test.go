package nets_test

import (
	"fmt"
	"slices"
	"testing"

	"gander/core/nn"
	"gander/variants/internal/nets"
)

// measure builds layers and tells the shape of their output for x, their
// weights and their multiply-adds.
func measure(t *testing.T, layers []nn.Layer, shape ...int) (out []int, weights, macs int64) {
	t.Helper()
	var n *nn.Network
	f, err := nn.NewFunction(nn.NewRegistry(nn.Float32, 1), func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		x := g.Input("x", nil, shape...)
		n = g.Network("net", layers...)
		y := n.Apply(x, nn.Sample)
		out = y.Shape()
		return y, []*nn.Node{x}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return out, n.Size(), f.MACs()
}

func TestSizes(t *testing.T) {
	for _, size := range [][2]int{{16, 16}, {28, 28}, {32, 32}, {45, 45}, {100, 100}, {16, 256}, {50, 17}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			image := []int{1, size[0], size[1], 3}
			c := nets.DCGAN(image[1:], 1)
			if got, _, _ := measure(t, c.Generator(), 1, 5); !slices.Equal(got, image) {
				t.Errorf("the generator makes %v, want %v", got, image)
			}
			if got, _, _ := measure(t, c.Discriminator(), image...); !slices.Equal(got, []int{1, 1}) {
				t.Errorf("the discriminator makes %v, want one number", got)
			}
		})
	}
}

// The counts are those of PyTorch's DCGAN example (ngf = ndf = 64, nz = 100),
// and its multiply-adds, summed by hand over the layers.
func TestDCGANHasTheReferenceSize(t *testing.T) {
	c := nets.DCGAN([]int{64, 64, 3}, 64)
	if _, weights, macs := measure(t, c.Generator(), 1, 100); weights != 3_576_704 || macs != 104_628_224 {
		t.Errorf("the generator has %d weights and %d multiply-adds, want 3576704 and 104628224", weights, macs)
	}
	if _, weights, macs := measure(t, c.Discriminator(), 1, 64, 64, 3); weights != 2_765_568 || macs != 103_817_216 {
		t.Errorf("the discriminator has %d weights and %d multiply-adds, want 2765568 and 103817216", weights, macs)
	}
}

func TestMLP(t *testing.T) {
	m := nets.MLP{Shape: []int{2}, Hidden: 8, Depth: 2}
	out, weights, _ := measure(t, m.Generator(), 3, 5)
	if want := int64(5*8 + 8 + 8*8 + 8 + 8*2 + 2); !slices.Equal(out, []int{3, 2}) || weights != want {
		t.Errorf("the generator makes %v with %d weights, want (3, 2) with %d", out, weights, want)
	}
	m.Shape = []int{4, 4, 1}
	if out, _, _ := measure(t, m.Generator(), 3, 5); !slices.Equal(out, []int{3, 4, 4, 1}) {
		t.Errorf("the generator makes %v", out)
	}
	if out, _, _ := measure(t, m.Discriminator(), 3, 4, 4, 1); !slices.Equal(out, []int{3, 1}) {
		t.Errorf("the discriminator makes %v", out)
	}
}

// The counts are those of PyTorch for the networks of CycleGAN's authors at 128
// pixels (6 blocks, 70-pixel patches), with the biases, and of StarGAN's at 128
// pixels for 5 attributes.
func TestTranslatorsHaveTheReferenceSize(t *testing.T) {
	cycle := nets.Translator{H: 128, W: 128, C: 3, Width: 64, Halvings: 2, Blocks: 6, Window: 3, Reflect: true}
	if _, weights, _ := measure(t, cycle.Layers(), 1, 128, 128, 3); weights != 7_837_699 {
		t.Errorf("CycleGAN's generator has %d weights, want 7837699", weights)
	}
	star := nets.Translator{H: 128, W: 128, C: 3, Width: 64, Halvings: 2, Blocks: 6, Window: 4, Norm: nn.InstanceNorm{Affine: true}, NoBias: true}
	if _, weights, _ := measure(t, star.Layers(), 1, 128, 128, 3+5); weights != 8_430_528 {
		t.Errorf("StarGAN's generator has %d weights, want 8430528", weights)
	}
	patch := nets.Patch{Width: 64, Levels: 3}
	if out, weights, _ := measure(t, patch.Layers(), 1, 128, 128, 3); weights != 2_764_737 || !slices.Equal(out, []int{1, 14, 14, 1}) {
		t.Errorf("the discriminator has %d weights and makes %v, want 2764737 and 14×14 numbers", weights, out)
	}
}

func TestTranslatorKeepsTheSize(t *testing.T) {
	for _, size := range [][2]int{{16, 16}, {28, 28}, {45, 45}, {50, 17}, {31, 64}} {
		for halvings := range 4 {
			for _, window := range []int{3, 4} {
				n := nets.Translator{H: size[0], W: size[1], C: 2, Width: 1, Halvings: halvings, Blocks: 1, Window: window, Reflect: window == 3}
				if got, _, _ := measure(t, n.Layers(), 1, size[0], size[1], 3); !slices.Equal(got, []int{1, size[0], size[1], 2}) {
					t.Errorf("%d halvings with window %d make %v of %v", halvings, window, got, size)
				}
			}
		}
	}
}

func TestPatchLevels(t *testing.T) {
	for _, side := range []int{16, 28, 31, 32, 64, 100, 128, 256} {
		levels, most := nets.PatchLevels(side, 2*side), nets.MostPatchLevels(side, 2*side)
		out, _, _ := measure(t, nets.Patch{Width: 1, Levels: most}.Layers(), 1, side, 2*side, 1)
		if levels > most || out[1] < 1 {
			t.Errorf("%d pixels: %d levels of at most %d, which make %v", side, levels, most, out)
		}
	}
}

// The counts are those of Miyato and Koyama's code for CIFAR-10, summed by hand:
// the generator without its normalisation, the discriminator without its head.
func TestResNetHasTheReferenceSize(t *testing.T) {
	r := nets.ResNet{H: 32, W: 32, C: 3, Width: 256, Normalise: nn.ReLU{}}
	const block = 2*(9*256*256+256) + 256*256 + 256
	if _, weights, _ := measure(t, r.Generator(), 1, 128); weights != 128*4096+4096+3*block+2*256+9*256*3+3 {
		t.Errorf("the generator has %d weights", weights)
	}
	const flat = 2*(9*128*128+128) + 128*128 + 128
	if out, weights, _ := measure(t, r.Discriminator(), 1, 32, 32, 3); weights != 9*3*128+128+9*128*128+128+3*128+128+3*flat || !slices.Equal(out, []int{1, 128}) {
		t.Errorf("the discriminator has %d weights and makes %v", weights, out)
	}
}

func TestResNetSizes(t *testing.T) {
	for _, size := range [][2]int{{16, 16}, {28, 28}, {45, 45}, {64, 64}, {50, 17}} {
		r := nets.ResNet{H: size[0], W: size[1], C: 1, Width: 4, Normalise: nn.BatchNorm{}}
		if got, _, _ := measure(t, r.Generator(), 1, 5); !slices.Equal(got, []int{1, size[0], size[1], 1}) {
			t.Errorf("the generator makes %v of %v", got, size)
		}
		if got, _, _ := measure(t, r.Discriminator(), 1, size[0], size[1], 1); len(got) != 2 {
			t.Errorf("the discriminator makes %v of %v", got, size)
		}
	}
}

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

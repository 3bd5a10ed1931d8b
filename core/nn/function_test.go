package nn_test

import (
	"slices"
	"testing"

	"gander/core/nn"
)

// sampler is a generator with everything in it that could mix rows.
func sampler(t testing.TB, batch int) *nn.Function {
	t.Helper()
	f, err := nn.NewFunction(nn.NewRegistry(nn.Float32, 5), func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		z := g.Input("z", nil, batch, 7)
		net := g.Network("generator", nn.Linear{Out: 4 * 4 * 9}, nn.Reshape{4, 4, 9}, nn.BatchNorm{}, nn.ReLU{},
			nn.ConvTranspose2D{Out: 5, Kernel: 4, Stride: 2, Pad: 1}, nn.InstanceNorm{Affine: true}, nn.LeakyReLU{Slope: .2},
			nn.Conv2D{Out: 3, Kernel: 3, Pad: 1}, nn.LayerNorm{}, nn.Tanh{})
		return net.Apply(z, nn.Sample), []*nn.Node{z}
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestRowsAreIndependent(t *testing.T) {
	const rows, size = 11, 8 * 8 * 3
	z := make([]float32, rows*7)
	if err := noise(3, "z")(z, 0); err != nil {
		t.Fatal(err)
	}
	whole := make([]float32, rows*size)
	if err := sampler(t, rows).Map(whole, z); err != nil {
		t.Fatal(err)
	}
	for _, batch := range []int{1, 4, 32} {
		f := sampler(t, batch)
		got := make([]float32, rows*size)
		if err := f.Map(got, z); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, whole) {
			t.Errorf("batches of %d give other bits than one of %d", batch, rows)
		}
		alone := make([]float32, size)
		if err := f.Map(alone, z[6*7:7*7]); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(alone, whole[6*size:7*size]) {
			t.Errorf("row 6 alone, in a batch of %d, has other bits", batch)
		}
	}
}

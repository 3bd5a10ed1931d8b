package stargan

import (
	"math/bits"

	"gander/core/nn"
	"gander/variants/internal/nets"
)

// generator translates images with the attributes asked for beside them as
// constant planes (Choi et al. 2018, table 4). Edges are padded with zeros:
// instance normalisation takes constant planes away, and the edges alone tell
// them apart.
func (t step) generator() []nn.Layer {
	blocks := t.Int("blocks")
	if blocks == 0 {
		blocks = min(mostBlocks, nets.Blocks(t.shape[0], t.shape[1]))
	}
	net := nets.Translator{
		H: t.shape[0], W: t.shape[1], C: t.shape[2],
		Width: t.Int("base_width"), Halvings: t.Int("n_downsampling"), Blocks: blocks,
		Window: 4, Norm: nn.InstanceNorm{Affine: true}, NoBias: true,
	}
	return append([]nn.Layer{nn.Join{}}, net.Layers()...)
}

// discriminator halves the plane and ends with two heads: whether its patches
// are real, and which attributes the image has (ibid., table 5).
func (t step) discriminator() []nn.Layer {
	var layers []nn.Layer
	for level := range t.levels() {
		layers = append(layers, nn.Conv2D{Out: t.Int("base_width") << level, Kernel: 4, Stride: 2, Pad: 1}, nn.LeakyReLU{Slope: 0.01})
	}
	return append(layers, nn.Heads{
		nn.Conv2D{Out: 1, Kernel: 3, Pad: 1, NoBias: true},
		nn.Stack{nn.Flatten{}, nn.Linear{Out: len(t.attributes), NoBias: true}}, // a window over the whole plane
	})
}

// The paper's residual blocks and levels, for images of 128 pixels.
const (
	mostBlocks = 6
	mostLevels = 6
)

// levels are how often the discriminator halves the plane: by default until 2×2
// is left, as the paper's.
func (t step) levels() int {
	if n := t.Int("n_layers"); n > 0 {
		return n
	}
	return min(mostLevels, t.halvings()-1)
}

// halvings are how often the plane can be halved.
func (t step) halvings() int { return bits.Len(uint(min(t.shape[0], t.shape[1]))) - 1 }

// patches is how many of the discriminator's numbers tell real from generated.
func (t step) patches() int { return (t.shape[0] >> t.levels()) * (t.shape[1] >> t.levels()) }

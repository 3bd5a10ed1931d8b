package cyclegan

import (
	"gander/core/nn"
	"gander/variants/internal/nets"
)

// weights are the first values of all convolutions; biases begin at 0.
var weights = nn.Normal(0, 0.02)

// generator translates images (Zhu et al. 2017, appendix 7.2).
func (t step) generator() []nn.Layer {
	blocks := t.Int("blocks")
	if blocks == 0 {
		blocks = nets.Blocks(t.shape[0], t.shape[1])
	}
	return nets.Translator{
		H: t.shape[0], W: t.shape[1], C: t.shape[2],
		Width: t.Int("base_width"), Halvings: t.Int("n_downsampling"), Blocks: blocks,
		Window: 3, Reflect: true, Init: weights, Bias: nn.Zeros,
	}.Layers()
}

// discriminator judges patches of images.
func (t step) discriminator() []nn.Layer {
	return nets.Patch{Width: t.Int("base_width"), Levels: t.levels(), Init: weights}.Layers()
}

func (t step) levels() int {
	if n := t.Int("n_layers"); n > 0 {
		return n
	}
	return nets.PatchLevels(t.shape[0], t.shape[1])
}

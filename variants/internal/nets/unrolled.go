package nets

import "gander/core/nn"

// Unrolled is the tiny pair of Metz et al. 2017 (arXiv:1611.02163), appendix,
// with which they and Lin et al. 2018 (PacGAN) count the modes of stacked digits:
// 28 ← 14 ← 7 ← 4 pixels with 8, 16 and 32 channels, and a discriminator of a half
// or a quarter of the generator's width.
type Unrolled struct {
	Shape  []int // {H, W, C}
	Width  int   // channels of the generator next to the image, 8 in the paper
	WidthD int   // of the discriminator: 4 or 2
}

// sizes are DCGAN's planes.
func (u Unrolled) sizes() [][2]int { return Conv{H: u.Shape[0], W: u.Shape[1]}.sizes() }

// Generator maps (N, latent) to images in [-1, 1].
func (u Unrolled) Generator() []nn.Layer {
	sizes := u.sizes()
	channels, first := u.Width<<(len(sizes)-1), sizes[0]
	layers := []nn.Layer{
		nn.Linear{Out: first[0] * first[1] * channels, NoBias: true},
		nn.Reshape{first[0], first[1], channels}, nn.BatchNorm{}, nn.ReLU{},
	}
	for _, size := range sizes[1:] {
		channels /= 2
		double := nn.ConvTranspose2D{Out: channels, Kernel: 3, Stride: 2, Pad: 1, OutPad: 1, NoBias: true}
		layers = append(layers, double, nn.Crop{H: size[0], W: size[1]}, nn.BatchNorm{}, nn.ReLU{})
	}
	return append(layers, nn.Conv2D{Out: u.Shape[2], Kernel: 3, Pad: 1}, nn.Tanh{})
}

// Discriminator maps images to one number each, (N, 1).
func (u Unrolled) Discriminator() []nn.Layer {
	var layers []nn.Layer
	for level := range len(u.sizes()) - 1 {
		halve := nn.Conv2D{Out: u.WidthD << level, Kernel: 3, Stride: 2, Pad: 1, NoBias: true}
		layers = append(layers, halve, nn.BatchNorm{}, nn.LeakyReLU{Slope: 0.3})
	}
	return append(layers, nn.Flatten{}, nn.Linear{Out: 1})
}

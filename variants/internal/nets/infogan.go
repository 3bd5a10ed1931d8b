package nets

import "gander/core/nn"

// InfoGAN is the pair of Chen et al. 2016 (arXiv:1606.03657), table 1, for images
// of 28×28 pixels, as Lucic et al. 2018 (arXiv:1711.10337) compare GANs with it:
// two convolutions and a wide linear layer on either side. It ends with tanh where those have a sigmoid, for images in [-1, 1].
type InfoGAN struct {
	Shape []int // {H, W, C}, its sides multiples of four: see Quartered
	Width int   // channels next to the image, 64 in the paper; twice and 16 times as many follow
	Norm  bool  // batch normalisation in the discriminator, behind its first layer
}

// Quartered says whether InfoGAN makes images of a shape.
func Quartered(shape []int) bool { return shape[0]%4 == 0 && shape[1]%4 == 0 }

// slope of the leaky ReLUs.
const slope = 0.2

var small = nn.Normal(0, 0.02)

// Generator maps (N, latent) to images in [-1, 1].
func (n InfoGAN) Generator() []nn.Layer {
	h, w, c := n.Shape[0]/4, n.Shape[1]/4, 2*n.Width
	layers := n.dense(16*n.Width, true)
	layers = append(layers, n.dense(h*w*c, true)...)
	layers = append(layers, nn.Reshape{h, w, c}, n.double(n.Width, true), nn.BatchNorm{}, nn.LeakyReLU{Slope: slope})
	return append(layers, n.double(n.Shape[2], false), nn.Tanh{})
}

// Discriminator maps images to one number each, (N, 1).
func (n InfoGAN) Discriminator() []nn.Layer {
	layers := []nn.Layer{n.halve(n.Width, false), nn.LeakyReLU{Slope: slope}, n.halve(2*n.Width, n.Norm)}
	if n.Norm {
		layers = append(layers, nn.BatchNorm{})
	}
	layers = append(layers, nn.LeakyReLU{Slope: slope}, nn.Flatten{})
	layers = append(layers, n.dense(16*n.Width, n.Norm)...)
	return append(layers, nn.Linear{Out: 1, Init: small})
}

// dense is a linear layer. Before batch normalisation a bias would do nothing, so
// that none of these has one there.
func (n InfoGAN) dense(out int, norm bool) []nn.Layer {
	if norm {
		return []nn.Layer{nn.Linear{Out: out, NoBias: true, Init: small}, nn.BatchNorm{}, nn.LeakyReLU{Slope: slope}}
	}
	return []nn.Layer{nn.Linear{Out: out, Init: small}, nn.LeakyReLU{Slope: slope}}
}

func (n InfoGAN) double(channels int, norm bool) nn.Layer {
	return nn.ConvTranspose2D{Out: channels, Kernel: kernel, Stride: stride, Pad: pad, NoBias: norm, Init: small}
}

func (n InfoGAN) halve(channels int, norm bool) nn.Layer {
	return nn.Conv2D{Out: channels, Kernel: kernel, Stride: stride, Pad: pad, NoBias: norm, Init: small}
}

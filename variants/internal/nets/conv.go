package nets

import "gander/core/nn"

// Conv is the rule of a pair of convolutional networks for images (H, W, C).
type Conv struct {
	H, W, C int
	Width   int     // channels next to the image: ngf, ndf
	Norm    bool    // batch normalisation in the discriminator; its convolutions then have no bias
	Init    nn.Init // of convolutions and linear layers
	Gamma   nn.Init // of batch normalisation's weights

	Normalise nn.Layer   // in the generator; nil is batch normalisation
	Spectral  bool       // spectral normalisation of the discriminator's convolutions
	Head      []nn.Layer // ends the discriminator; nil is one number for each image
}

// kernel, stride and pad of every convolution: they halve or double a plane.
const (
	kernel = 4
	stride = 2
	pad    = 1
)

// smallest is the plane that generators begin with, along the shorter side.
const smallest = 4

// Generator maps (N, latent) to images in [-1, 1].
func (c Conv) Generator() []nn.Layer {
	sizes := c.sizes()
	channels := c.Width << (len(sizes) - 2)
	first := sizes[0]
	layers := []nn.Layer{
		nn.Linear{Out: first[0] * first[1] * channels, NoBias: true, Init: c.Init},
		nn.Reshape{first[0], first[1], channels}, c.normalise(), nn.ReLU{},
	}
	for _, size := range sizes[1 : len(sizes)-1] {
		channels /= 2
		layers = append(layers, c.double(channels), nn.Crop{H: size[0], W: size[1]}, c.normalise(), nn.ReLU{})
	}
	return append(layers, c.double(c.C), nn.Crop{H: c.H, W: c.W}, nn.Tanh{})
}

func (c Conv) normalise() nn.Layer {
	if c.Normalise != nil {
		return c.Normalise
	}
	return nn.BatchNorm{Init: c.Gamma}
}

func (c Conv) double(channels int) nn.Layer {
	return nn.ConvTranspose2D{Out: channels, Kernel: kernel, Stride: stride, Pad: pad, NoBias: true, Init: c.Init}
}

// Discriminator maps images to one number each, (N, 1), or what Head makes of
// its features (N, h, w, C). It halves the plane once for each time that the
// generator doubles it, dropping odd rows, and ends with one window over what is
// left.
func (c Conv) Discriminator() []nn.Layer {
	var layers []nn.Layer
	for level := range len(c.sizes()) - 1 {
		layers = append(layers, c.halve(c.Width<<level))
		if c.Norm && level > 0 {
			layers = append(layers, nn.BatchNorm{Init: c.Gamma})
		}
		layers = append(layers, nn.LeakyReLU{Slope: 0.2})
	}
	if c.Head != nil {
		return append(layers, c.Head...)
	}
	return append(layers, nn.Flatten{}, nn.Linear{Out: 1, NoBias: c.Norm, Init: c.Init})
}

func (c Conv) halve(channels int) nn.Layer {
	conv := nn.Conv2D{Out: channels, Kernel: kernel, Stride: stride, Pad: pad, NoBias: c.Norm, Init: c.Init}
	if c.Spectral {
		return nn.SpectralNorm{Layer: conv}
	}
	return conv
}

// sizes are the planes of the generator from the smallest to the image.
func (c Conv) sizes() [][2]int {
	sizes := [][2]int{{c.H, c.W}}
	for h, w := c.H, c.W; min(h, w) > smallest; {
		h, w = (h+1)/2, (w+1)/2
		sizes = append([][2]int{{h, w}}, sizes...)
	}
	return sizes
}

// DCGAN is the rule with the settings of Radford et al. 2016: normal weights of
// standard deviation 0.02 and batch normalisation in both networks.
func DCGAN(shape []int, width int) Conv {
	return Conv{H: shape[0], W: shape[1], C: shape[2], Width: width, Norm: true, Init: nn.Normal(0, 0.02), Gamma: nn.Normal(1, 0.02)}
}

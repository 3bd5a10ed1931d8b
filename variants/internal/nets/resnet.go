package nets

import (
	"math"

	"gander/core/nn"
	"gander/core/nn/op"
)

// ResNet is the rule of the residual networks of Miyato and Koyama 2018
// (arXiv:1802.05637, appendix) for images (H, W, C). Up to 32 pixels the
// generator has Width channels in every block, the discriminator half as many.
// Larger images begin with Width/4 channels next to the image in both, which
// double at each level away from it up to 4·Width.
type ResNet struct {
	H, W, C   int
	Width     int
	Normalise nn.Layer   // in the generator
	Head      []nn.Layer // of the discriminator, for features (N, channels)
}

// initial are the weights of 3×3 convolutions, shortcut those of 1×1 ones: as
// in the authors' code.
var initial, shortcut = nn.Glorot(math.Sqrt2), nn.Glorot(1)

// widest are the larger images' most channels as multiples of Width/4.
const widest = 16

// small tells whether the image is no larger than those of CIFAR.
func (r ResNet) small() bool { return max(r.H, r.W) <= 32 }

// channels are those of a block that many levels away from the image.
func (r ResNet) channels(level int) int { return max(1, r.Width/4) * min(1<<level, widest) }

// Generator maps (N, latent) to images in [-1, 1]: a plane of some 4×4 is
// doubled by one block a level.
func (r ResNet) Generator() []nn.Layer {
	sizes := Conv{H: r.H, W: r.W}.sizes()
	first, levels := sizes[0], len(sizes)-1
	width := func(level int) int {
		if r.small() {
			return r.Width
		}
		return r.channels(level)
	}
	layers := []nn.Layer{
		nn.Linear{Out: first[0] * first[1] * width(levels), Init: nn.Glorot(1)},
		nn.Reshape{first[0], first[1], width(levels)},
	}
	for i, size := range sizes[1:] {
		layers = append(layers, r.double(width(levels-1-i), nn.Crop{H: size[0], W: size[1]}))
	}
	return append(layers, nn.BatchNorm{}, nn.ReLU{}, nn.Conv2D{Out: r.C, Kernel: 3, Pad: 1, Init: nn.Glorot(1)}, nn.Tanh{})
}

// double is a generator's block.
func (r ResNet) double(channels int, fit nn.Layer) nn.Layer {
	return nn.Branches{
		nn.Stack{
			r.Normalise, nn.ReLU{}, nn.Upsample{Factor: 2}, fit, conv3(channels),
			r.Normalise, nn.ReLU{}, conv3(channels),
		},
		nn.Stack{nn.Upsample{Factor: 2}, fit, nn.Conv2D{Out: channels, Kernel: 1, Init: shortcut}},
	}
}

// Discriminator maps images to what Head makes of their features, the sums of
// the last block's planes. All weights are spectrally normalised.
func (r ResNet) Discriminator() []nn.Layer {
	var layers []nn.Layer
	if r.small() {
		width := max(1, r.Width/2)
		layers = []nn.Layer{first(width), halve(width), flat(width), flat(width)}
	} else {
		levels := len(Conv{H: r.H, W: r.W}.sizes()) - 1
		layers = []nn.Layer{first(r.channels(0))}
		for level := range levels - 1 {
			layers = append(layers, halve(r.channels(level+1)))
		}
		layers = append(layers, flat(r.channels(levels)))
	}
	return append(append(layers, nn.ReLU{}, nn.Func(op.Planes.Sum)), r.Head...)
}

// first is the discriminator's first block, which begins without an activation.
func first(channels int) nn.Layer {
	return nn.Branches{
		nn.Stack{normal(conv3(channels)), nn.ReLU{}, normal(conv3(channels)), nn.Func(pool)},
		nn.Stack{nn.Func(pool), normal(nn.Conv2D{Out: channels, Kernel: 1, Init: shortcut})},
	}
}

// halve is a block that ends on half the plane.
func halve(channels int) nn.Layer {
	return nn.Branches{
		nn.Stack{nn.ReLU{}, normal(conv3(channels)), nn.ReLU{}, normal(conv3(channels)), nn.Func(pool)},
		nn.Stack{normal(nn.Conv2D{Out: channels, Kernel: 1, Init: shortcut}), nn.Func(pool)},
	}
}

// flat is a block on a plane that stays.
func flat(channels int) nn.Layer {
	return nn.Branches{
		nn.Stack{nn.ReLU{}, normal(conv3(channels)), nn.ReLU{}, normal(conv3(channels))},
		normal(nn.Conv2D{Out: channels, Kernel: 1, Init: shortcut}),
	}
}

func conv3(channels int) nn.Layer { return nn.Conv2D{Out: channels, Kernel: 3, Pad: 1, Init: initial} }

func normal(l nn.Layer) nn.Layer { return nn.SpectralNorm{Layer: l} }

// pool is the mean of 2×2 blocks, an odd last row and column left out.
func pool(x *nn.Node) *nn.Node {
	s := x.Shape()
	return op.AvgPool(op.CropPlane(x, 0, s[1]%2, 0, s[2]%2), 2)
}

package nets

import (
	"slices"

	"gander/core/nn"
)

// Translator is the rule of a generator from images (N, H, W, C), which may
// carry further channels, to images (N, H, W, C) in [-1, 1]: convolutions halve
// the plane, residual blocks transform it, transposed ones bring it back (Johnson
// et al. 2016, who halve it twice). Sizes that two does not divide are cut or
// padded on the way back to what they were.
type Translator struct {
	H, W, C  int
	Width    int  // channels at the image's size; twice as many after each halving
	Halvings int  // of the plane
	Blocks   int  // residual blocks
	Window   int  // of the convolutions that halve and double, 3 or 4
	Reflect  bool // mirror the image at its edges in place of zeros
	Norm     nn.InstanceNorm
	NoBias   bool
	Init     nn.Init // of weights
	Bias     nn.Init
}

// Layers are those of the network.
func (t Translator) Layers() []nn.Layer {
	planes := [][2]int{{t.H, t.W}}
	layers := slices.Concat(t.conv(t.Width, 7), t.activated())
	for level := range t.Halvings {
		planes = append(planes, [2]int{t.halved(planes[level][0]), t.halved(planes[level][1])})
		layers = slices.Concat(layers, []nn.Layer{t.halve(t.Width << (level + 1))}, t.activated())
	}
	for range t.Blocks {
		layers = append(layers, t.block(t.Width<<t.Halvings))
	}
	for level := t.Halvings; level > 0; level-- {
		layers = slices.Concat(layers, t.double(t.Width<<(level-1), planes[level], planes[level-1]), t.activated())
	}
	return slices.Concat(layers, t.conv(t.C, 7), []nn.Layer{nn.Tanh{}})
}

// conv keeps the size of the plane.
func (t Translator) conv(channels, window int) []nn.Layer {
	c := nn.Conv2D{Out: channels, Kernel: window, NoBias: t.NoBias, Init: t.Init, Bias: t.Bias}
	if t.Reflect {
		return []nn.Layer{nn.ReflectPad{Size: window / 2}, c}
	}
	c.Pad = window / 2
	return []nn.Layer{c}
}

func (t Translator) activated() []nn.Layer { return []nn.Layer{t.Norm, nn.ReLU{}} }

func (t Translator) block(channels int) nn.Layer {
	return nn.Residual(slices.Concat(t.conv(channels, 3), t.activated(), t.conv(channels, 3), []nn.Layer{t.Norm}))
}

func (t Translator) halve(channels int) nn.Layer {
	return nn.Conv2D{Out: channels, Kernel: t.Window, Stride: 2, Pad: 1, NoBias: t.NoBias, Init: t.Init, Bias: t.Bias}
}

// double leads from one size of the plane to another. Where a side is odd, the
// transposed convolution adds a row or column, or one is cut off.
func (t Translator) double(channels int, from, to [2]int) []nn.Layer {
	short := 0
	for side := range from {
		short = max(short, to[side]-(2*from[side]-4+t.Window))
	}
	return []nn.Layer{
		nn.ConvTranspose2D{Out: channels, Kernel: t.Window, Stride: 2, Pad: 1, OutPad: short, NoBias: t.NoBias, Init: t.Init, Bias: t.Bias},
		nn.Crop{H: to[0], W: to[1]},
	}
}

// halved is the side of the plane after halve.
func (t Translator) halved(side int) int { return (side+2-t.Window)/2 + 1 }

// Blocks is how many residual blocks CycleGAN's authors take for an image: 9
// from 256 pixels and 6 below. Images under 64 pixels, which they did not have,
// get 3.
func Blocks(h, w int) int {
	switch side := min(h, w); {
	case side >= 256:
		return 9
	case side >= 64:
		return 6
	}
	return 3
}

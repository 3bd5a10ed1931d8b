package nets

import "gander/core/nn"

// Patch is the rule of PatchGAN, a discriminator that judges overlapping
// patches of an image (Isola et al. 2017, section 3.2.2): (N, H, W, C) to
// (N, h, w, 1). A number of the output sees 16, 34 or 70 pixels with 1, 2 or 3
// levels.
type Patch struct {
	Width  int // channels after the first convolution; they double up to 8·Width
	Levels int // convolutions that halve the plane
	Init   nn.Init
}

// PatchLevels is how many levels suit an image: the authors' 3 from 128 pixels;
// 2, and 1 below 32 pixels, where patches would be larger than the image.
func PatchLevels(h, w int) int {
	switch side := min(h, w); {
	case side >= 128:
		return 3
	case side >= 32:
		return 2
	}
	return 1
}

// MostPatchLevels is how many levels leave a plane of an image.
func MostPatchLevels(h, w int) int {
	levels := 0
	for side := min(h, w) / 2; side >= 3; side /= 2 {
		levels++
	}
	return levels
}

// Layers are those of the network.
func (p Patch) Layers() []nn.Layer {
	layers := []nn.Layer{p.conv(p.Width, 2), nn.LeakyReLU{Slope: 0.2}}
	for level := 1; level <= p.Levels; level++ {
		stride := 2
		if level == p.Levels {
			stride = 1
		}
		layers = append(layers, p.conv(p.Width*min(1<<level, 8), stride), nn.InstanceNorm{}, nn.LeakyReLU{Slope: 0.2})
	}
	return append(layers, p.conv(1, 1))
}

func (p Patch) conv(channels, stride int) nn.Layer {
	return nn.Conv2D{Out: channels, Kernel: kernel, Stride: stride, Pad: pad, Init: p.Init, Bias: nn.Zeros}
}

package nets

import (
	"gander/core/nn"
	"gander/core/nn/op"
)

// PacGAN is the pair of Lin et al. 2018 (arXiv:1712.04086), appendix A, for
// mixtures of Gaussians: a generator with batch normalisation, and a
// discriminator of maxout layers that judges Packing samples together.
type PacGAN struct {
	Hidden  int // units of the generator's hidden layers, 400 in the paper; the discriminator has half as many
	Depth   int // the generator's hidden layers, 4 in the paper; the discriminator has one less
	Packing int // samples that are judged together; 1 is the classic GAN
}

// pieces of each maxout unit.
const pieces = 5

// Generator maps (N, latent) to points.
func (p PacGAN) Generator() []nn.Layer {
	var layers []nn.Layer
	for range p.Depth {
		layers = append(layers, nn.Linear{Out: p.Hidden, NoBias: true, Init: small}, nn.BatchNorm{}, nn.ReLU{})
	}
	return append(layers, nn.Linear{Out: 2, Init: small, Bias: nn.Zeros})
}

// Discriminator maps points (N, 2) to one number for each pack, (N/Packing, 1).
func (p PacGAN) Discriminator() []nn.Layer {
	layers := []nn.Layer{pack(p.Packing)}
	for range max(1, p.Depth-1) {
		layers = append(layers, nn.Maxout{Out: max(1, p.Hidden/2), Pieces: pieces, Init: small, Bias: nn.Zeros})
	}
	return append(layers, nn.Linear{Out: 1, Init: small, Bias: nn.Zeros})
}

// pack puts so many samples behind each other, in the order of the batch.
type pack int

// Apply is (N/p, p·D).
func (p pack) Apply(_ *nn.Scope, x *nn.Node) *nn.Node {
	return op.Reshape(x, x.Shape()[0]/int(p), x.Shape()[1]*int(p))
}

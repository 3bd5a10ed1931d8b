package nets

import (
	"gander/core/nn"
	"gander/core/nn/num"
	"gander/core/nn/op"
)

// Dirac is the pair of Mescheder et al. 2018 (arXiv:1801.04406), section 2, in
// the plane: the generator is a point θ, whatever the noise, the discriminator
// ⟨ψ, x⟩. Both begin at (1, 0), so that they stay on the axis and are the paper's
// one number each.
type Dirac struct{}

// Generator maps (N, latent) to N times the point θ, (N, 2).
func (Dirac) Generator() []nn.Layer { return []nn.Layer{point{}} }

// Discriminator maps points (N, 2) to ⟨ψ, x⟩, (N, 1).
func (Dirac) Discriminator() []nn.Layer {
	return []nn.Layer{nn.Linear{Out: 1, NoBias: true, Init: unit}}
}

type point struct{}

// Apply is (N, 2).
func (point) Apply(s *nn.Scope, x *nn.Node) *nn.Node {
	return op.Channels.Broadcast(s.Weight("point", unit, 2), x.Shape()[0], 2)
}

// unit is 1 followed by zeros.
func unit(dst []float32, _ num.Stream, _ []int) {
	clear(dst)
	dst[0] = 1
}

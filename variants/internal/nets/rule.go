package nets

import "gander/core/nn"

// A Rule builds a pair of networks.
type Rule interface {
	Generator() []nn.Layer     // from (N, latent) to samples
	Discriminator() []nn.Layer // from samples to one number each, (N, 1)
}

package gan

import "gander/core/nn"

// Decay keeps a rate for the given share of a run's updates and then lowers it
// linearly, to reach 0 behind the last one.
func Decay(rate, from float64, updates int) nn.Rate {
	return nn.LinearDecay(rate, uint64(from*float64(updates)), uint64(updates))
}

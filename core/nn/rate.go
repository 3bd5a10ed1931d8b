package nn

import (
	"math"

	"gander/core/nn/num"
)

// A Rate is the learning rate after that many updates.
type Rate func(updates uint64) float64

// Constant is the same rate throughout.
func Constant(rate float64) Rate { return func(uint64) float64 { return rate } }

// LinearDecay is rate up to update from and then falls evenly to 0 at update to.
func LinearDecay(rate float64, from, to uint64) Rate {
	return func(updates uint64) float64 {
		switch {
		case updates < from:
			return rate
		case updates >= to:
			return 0
		}
		return rate * (float64(to-updates) / float64(to-from))
	}
}

// StepDecay multiplies rate by factor after every so many updates, of which
// there is at least one.
func StepDecay(rate, factor float64, every uint64) Rate {
	return func(updates uint64) float64 { return rate * num.Pow(factor, float64(updates/every)) }
}

// Cosine falls from rate to floor at update to along half a wave of the cosine,
// and stays there (Loshchilov and Hutter 2017, equation 5, without restarts).
func Cosine(rate, floor float64, to uint64) Rate {
	return func(updates uint64) float64 {
		if updates >= to {
			return floor
		}
		wave := 1 + num.Cos(math.Pi*float64(updates)/float64(to))
		return floor + float64((rate-floor)*0.5*wave)
	}
}

package num

import (
	"math"
	"sync"
)

// FillNormal sets dst[i] to Normal(first+i), rounded to float32. Long ones are
// shared out to all processors.
func (s Stream) FillNormal(dst []float32, first uint64) {
	if len(dst) > 2*shared {
		share(dst, first, s.fillNormal)
		return
	}
	s.fillNormal(dst, first)
}

// FillGaussian sets dst[i] to mean + std·z in float64, rounded to float32, where z
// is what FillNormal would set it to.
func (s Stream) FillGaussian(dst []float32, mean, std float64, first uint64) {
	share(dst, first, func(part []float32, from uint64) {
		s.fillNormal(part, from)
		for i, z := range part {
			part[i] = float32(mean + float64(std*float64(z)))
		}
	})
}

// shared is how many numbers are worth a goroutine: a millisecond of work.
const shared = 1 << 16

// share has many goroutines fill dst in parts.
func share(dst []float32, first uint64, fill func(part []float32, from uint64)) {
	var parts sync.WaitGroup
	for ; len(dst) > 0; first += shared {
		part, from := dst[:min(shared, len(dst))], first
		parts.Go(func() { fill(part, from) })
		dst = dst[len(part):]
	}
	parts.Wait()
}

func (s Stream) fillNormal(dst []float32, first uint64) {
	if len(dst) > 0 && first%2 == 1 {
		dst[0] = float32(s.Normal(first))
		dst, first = dst[1:], first+1
	}
	s.fillPairs32(dst[:len(dst)/2*2], first/2)
	if last := len(dst) - 1; last%2 == 0 {
		dst[last] = float32(s.Normal(first + uint64(last)))
	}
}

// FillUniform sets dst[i] to lo + (hi−lo)·Float64(first+i), rounded to float32;
// rounding may reach hi.
func (s Stream) FillUniform(dst []float32, lo, hi float64, first uint64) {
	for i := range dst {
		dst[i] = float32(lo + float64((hi-lo)*s.Float64(first+uint64(i))))
	}
}

// FillMask sets dst[i] to 0 where Float32(first+i) is below rate and to value
// elsewhere.
func (s Stream) FillMask(dst []float32, rate float64, value float32, first uint64) {
	bound := uint32(math.Ceil(rate * (1 << 24))) // exact: Float32 has 24 bits
	for len(dst) > 0 {
		words := s.block(first / 4)
		n := min(int(4-first%4), len(dst))
		for i, word := range words[first%4:][:n] {
			dst[i] = value
			if word>>8 < bound {
				dst[i] = 0
			}
		}
		dst, first = dst[n:], first+uint64(n)
	}
}

// latentRow is the number of draws set apart for a row of latents. It is a
// constant, so that a row's numbers do not depend on how many are asked for.
const latentRow = 1 << 20

// Latent fills dst with the standard normal latent of a row: dst[i] is number
// row·2²⁰ + i of the stream "latent". So it depends on neither the rows beside
// it nor the length of dst, which must not exceed 2²⁰. Rows go up to 2⁴⁴.
func Latent(seed, row uint64, dst []float32) {
	if len(dst) > latentRow {
		panic("num: a latent of more than 2²⁰ numbers")
	}
	NewStream(seed, "latent").FillNormal(dst, row*latentRow)
}

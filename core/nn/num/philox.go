package num

import "math/bits"

// Multipliers and key increments of Philox4x32; the increments are the golden
// ratio and √3−1 in 32-bit fixed point.
const (
	philoxM0 = 0xD2511F53
	philoxM1 = 0xCD9E8D57
	philoxW0 = 0x9E3779B9
	philoxW1 = 0xBB67AE85
)

// Philox4x32 is the ten-round Philox4x32 bijection of Salmon, Moraes, Dror and
// Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011): it turns a
// counter into four words that pass for random, differently for every key.
func Philox4x32(counter [4]uint32, key [2]uint32) [4]uint32 {
	// Single variables stay in registers, as an array would not.
	c0, c1, c2, c3 := counter[0], counter[1], counter[2], counter[3]
	k0, k1 := key[0], key[1]
	for range 10 {
		h0, l0 := bits.Mul32(philoxM0, c0)
		h1, l1 := bits.Mul32(philoxM1, c2)
		c0, c1, c2, c3 = h1^c1^k0, l1, h0^c3^k1, l0
		k0, k1 = k0+philoxW0, k1+philoxW1
	}
	return [4]uint32{c0, c1, c2, c3}
}

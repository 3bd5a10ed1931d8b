package num

import (
	"hash/fnv"
	"math"
)

// A Stream is an unbounded table of random numbers. It holds no position: the
// k-th number of a kind is a pure function of the seed, the name and k. The
// kinds of draws read the same words in different ways, so code that needs
// independent numbers of two kinds takes them from two streams.
type Stream struct {
	key  [2]uint32 // the seed
	name [2]uint32 // the name's hash
}

// NewStream is the stream of the given seed and name, such as
// NewStream(7, "faces", "batches").
//
// Word k of the stream is word k mod 4 of Philox4x32 at the counter
// (k/4 low, k/4 high, h low, h high) under the key (seed low, seed high). Here
// low and high are the halves of a 64-bit number, and h is the 64-bit FNV-1a
// hash of the name's parts in UTF-8, each followed by a zero byte.
func NewStream(seed uint64, name ...string) Stream {
	h := fnv.New64a()
	for _, part := range name {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return Stream{key: halves(seed), name: halves(h.Sum64())}
}

func halves(x uint64) [2]uint32 { return [2]uint32{uint32(x), uint32(x >> 32)} }

// Words are the key and the upper half of the counter of the stream's blocks, for
// kernels that compute many of them side by side.
func (s Stream) Words() (key, name [2]uint32) { return s.key, s.name }

// block is the i-th group of four words.
func (s Stream) block(i uint64) [4]uint32 {
	return Philox4x32([4]uint32{uint32(i), uint32(i >> 32), s.name[0], s.name[1]}, s.key)
}

// Uint32 is the k-th word.
func (s Stream) Uint32(k uint64) uint32 { return s.block(k / 4)[k%4] }

// Uint64 is the k-th pair of words, the first of them the lower half.
func (s Stream) Uint64(k uint64) uint64 {
	b := s.block(k / 2)
	if k%2 == 0 {
		return join(b[0], b[1])
	}
	return join(b[2], b[3])
}

func join(low, high uint32) uint64 { return uint64(high)<<32 | uint64(low) }

// Float64 is uniform in [0, 1): the upper 53 bits of Uint64(k), times 2⁻⁵³.
func (s Stream) Float64(k uint64) float64 { return unit(s.Uint64(k)) }

// Float32 is uniform in [0, 1): the upper 24 bits of Uint32(k), times 2⁻²⁴.
func (s Stream) Float32(k uint64) float32 { return float32(s.Uint32(k)>>8) * 0x1p-24 }

// unit maps a word to [0, 1).
func unit(u uint64) float64 { return float64(u>>11) * 0x1p-53 }

// Normal is the k-th standard normal number.
//
// Numbers 2i and 2i+1 are the Box–Muller pair r·cos 2πv, r·sin 2πv with
// r = √(−2 log u). They use the two Uint64 of block i: u is the first mapped to
// (0, 1], v the second mapped to [0, 1).
func (s Stream) Normal(k uint64) float64 {
	even, odd := s.normals(k / 2)
	if k%2 == 0 {
		return even
	}
	return odd
}

// normals is the i-th Box–Muller pair.
func (s Stream) normals(i uint64) (even, odd float64) {
	u, v := s.uniforms(i)
	r := math.Sqrt(-2 * Log(u))
	sin, cos := Sincos(2 * math.Pi * v)
	return float64(r * cos), float64(r * sin)
}

// uniforms are the u and the v that the i-th pair is made of.
func (s Stream) uniforms(i uint64) (u, v float64) {
	b0, b1, b2, b3 := philox(uint32(i), uint32(i>>32), s.name[0], s.name[1], s.key[0], s.key[1])
	return unit(join(b0, b1)) + 0x1p-53, unit(join(b2, b3))
}

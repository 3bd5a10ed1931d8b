package num

import "math"

// normals32 is normals(i), rounded to float32. A logarithm of a few units in the
// last place nearly always leads to the same float32 as the exact one, in a
// third of the time; where it might not, normals decides.
func (s Stream) normals32(i uint64) (even, odd float32) {
	b := s.block(i)
	u := unit(join(b[0], b[1])) + 0x1p-53
	r := math.Sqrt(-2 * quickLog(u))
	sin, cos := Sincos(2 * math.Pi * unit(join(b[2], b[3])))
	even, sure := round32(r * cos)
	odd, sureToo := round32(r * sin)
	if sure && sureToo {
		return even, odd
	}
	exactEven, exactOdd := s.normals(i)
	return float32(exactEven), float32(exactOdd)
}

// doubt bounds the relative error of r·cos in normals32: half of quickLog's, as
// it goes through a root, and two roundings.
const doubt = 0x1p-48

// round32 is x as a float32, and whether all numbers that x may stand for round
// to it.
func round32(x float64) (y float32, sure bool) {
	low, high := float32(x-float64(x*doubt)), float32(x+float64(x*doubt))
	return low, low == high
}

// quickLog is the logarithm of 0 < x ≤ 1 to a relative error below 2⁻⁴⁹: k·ln 2
// plus 2·artanh s, as log has it, in single float64.
func quickLog(x float64) float64 {
	bits := math.Float64bits(x)
	k := int(bits>>52) - 1022
	m := math.Float64frombits(bits&^(0x7ff<<52) | 1022<<52) // in [½, 1)
	if m < math.Sqrt2/2 {
		m, k = 2*m, k-1
	}
	s := (m - 1) / (m + 1)
	z := float64(s * s)
	p := math.FMA(z, 2./23, 2./21)
	p = math.FMA(z, p, 2./19)
	p = math.FMA(z, p, 2./17)
	p = math.FMA(z, p, 2./15)
	p = math.FMA(z, p, 2./13)
	p = math.FMA(z, p, 2./11)
	p = math.FMA(z, p, 2./9)
	p = math.FMA(z, p, 2./7)
	p = math.FMA(z, p, 2./5)
	p = math.FMA(z, p, 2./3)
	mantissa := math.FMA(float64(s*z), p, float64(2*s))
	return math.FMA(float64(k), ln2.hi, math.FMA(float64(k), ln2.lo, mantissa))
}

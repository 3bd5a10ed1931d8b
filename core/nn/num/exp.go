package num

import "math"

// ln2 split so that k·ln2Hi is exact for every exponent k of a float64.
const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// Exp is eˣ, within one unit in the last place.
func Exp(x float64) float64 { return exp(double{hi: x}) }

// exp is e^(d.hi+d.lo): 2ᵏ·eʳ with |r| ≤ ½ ln 2. The lower part enters to first
// order, as it is below 2⁻⁴³ where the result is finite.
func exp(d double) float64 {
	switch x := d.hi; {
	case x != x:
		return x
	case x > 710:
		return math.Inf(1)
	case x < -746:
		return 0
	}
	k := math.Floor(d.hi*math.Log2E + 0.5)
	hi := math.FMA(-k, ln2Hi, d.hi)
	lo := math.FMA(-k, ln2Lo, d.lo)
	r := hi + lo
	rest := lo - (r - hi)
	// Taylor to r¹³/13!; the next term is below 2⁻⁵⁷.
	p := horner(r, 1./6227020800, 1./479001600, 1./39916800, 1./3628800, 1./362880,
		1./40320, 1./5040, 1./720, 1./120, 1./24, 1./6, 0.5)
	return math.Ldexp(1+(r+math.FMA(float64(r*r), p, rest)), int(k))
}

package num

import "math"

// ln2 as a double; the upper part has trailing zeros, so k·hi is exact.
var ln2 = double{6.931471803691238e-01, 1.9082149292705877e-10}

// Log is the natural logarithm, within one unit in the last place.
func Log(x float64) float64 {
	switch {
	case x != x || math.IsInf(x, 1):
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case x == 1:
		return 0
	}
	return log(x).hi
}

// log is the logarithm of a finite x > 0 to some 2⁻⁶⁵ of its size: k·ln 2 plus
// 2·artanh s, with s = (m−1)/(m+1) and x = 2ᵏ·m, √½ ≤ m < √2.
func log(x float64) double {
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, k = 2*m, k-1
	}
	s := quotient(m-1, quickSum(1, m)) // m < 2, so its exponent is not above that of 1
	z := s.mul(s)
	// 2 artanh(s)/s = 2 + 2z/3 + z²·tail; the first terms need both halves.
	tail := horner(z.hi, 2./25, 2./23, 2./21, 2./19, 2./17, 2./15, 2./13, 2./11, 2./9, 2./7, 2./5)
	third := double{2. / 3, 3.7007434154171886e-17}
	series := third.add(product(z.hi, tail))
	series = double{hi: 2}.add(series.mul(z))
	mantissa := s.mul(series)
	if k == 0 {
		return mantissa
	}
	whole := double{float64(float64(k) * ln2.hi), 0}
	whole = whole.add(product(float64(k), ln2.lo))
	return whole.add(mantissa)
}

// quotient is a/b to some 2⁻¹⁰⁰.
func quotient(a float64, b double) double {
	q := a / b.hi
	rest := math.FMA(-q, b.lo, math.FMA(-q, b.hi, a))
	return quickSum(q, rest/b.hi)
}

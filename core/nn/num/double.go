package num

import "math"

// A double is the unevaluated sum hi + lo of two float64, with |lo| at most half
// a unit in the last place of hi: about 106 bits (Dekker 1971).
type double struct{ hi, lo float64 }

// quickSum is a + b exactly, where a is zero or its exponent is not below b’s.
func quickSum(a, b float64) double {
	s := a + b
	return double{s, b - (s - a)}
}

// sum is a + b exactly (Knuth 1969).
func sum(a, b float64) double {
	s := a + b
	t := s - a
	return double{s, (a - (s - t)) + (b - t)}
}

// product is a·b exactly.
func product(a, b float64) double {
	p := float64(a * b)
	return double{p, math.FMA(a, b, -p)}
}

// add is d + e to about 2⁻¹⁰⁰, where |d| ≥ |e|.
func (d double) add(e double) double {
	s := quickSum(d.hi, e.hi)
	return quickSum(s.hi, s.lo+(d.lo+e.lo))
}

// mul is d·e to about 2⁻¹⁰⁰.
func (d double) mul(e double) double {
	p := product(d.hi, e.hi)
	return quickSum(p.hi, math.FMA(d.hi, e.lo, math.FMA(d.lo, e.hi, p.lo)))
}

// horner is the polynomial with the given coefficients, highest first, at x.
func horner(x float64, coefficients ...float64) float64 {
	p := coefficients[0]
	for _, c := range coefficients[1:] {
		p = math.FMA(p, x, c)
	}
	return p
}

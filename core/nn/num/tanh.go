package num

import "math"

// Tanh is the hyperbolic tangent, within two units in the last place.
func Tanh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case a == 0: // keeps the sign
		return x
	case a > 20: // 1 − tanh 20 is below 2⁻⁵⁷
		return math.Copysign(1, x)
	case a >= 0.625:
		return math.Copysign(1-2/(Exp(2*a)+1), x)
	}
	// Near zero the form above cancels; a rational function holds (Moshier,
	// Cephes 2.8). NaN passes through it.
	z := float64(x * x)
	p := horner(z, -9.64399179425052238628e-1, -9.92877231001918586564e1, -1.61468768441708447952e3)
	q := horner(z, 1, 1.12811678491632931402e2, 2.23548839060100448583e3, 4.84406305325125486048e3)
	return math.FMA(x, float64(z*p)/q, x)
}

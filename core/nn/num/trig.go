package num

import "math"

// halfPi is π/2 in three parts. The first two have 33 bits, so their products
// with a quadrant number below 2²⁰ are exact.
var halfPi = [3]float64{0x1.921fb544p+0, 0x1.0b4611a6p-34, 0x1.3198a2e037073p-69}

// maxAngle bounds the arguments of Sin and Cos: beyond it the products above
// would be rounded.
const maxAngle = 1 << 20

// Sin is the sine of x radians, within one unit in the last place for
// |x| ≤ 2²⁰; it is NaN beyond.
func Sin(x float64) float64 { sin, _ := Sincos(x); return sin }

// Cos is the cosine of x radians, with the bounds of Sin.
func Cos(x float64) float64 { _, cos := Sincos(x); return cos }

// Sincos is Sin(x) and Cos(x).
func Sincos(x float64) (sin, cos float64) {
	switch {
	case x == 0:
		return x, 1
	case !(math.Abs(x) <= maxAngle):
		return math.NaN(), math.NaN()
	}
	quadrant := math.Floor(x/halfPi[0] + 0.5)
	r := reduce(x, quadrant)
	sin, cos = sinKernel(r), cosKernel(r)
	switch int(quadrant) & 3 {
	case 1:
		return cos, -sin
	case 2:
		return -sin, -cos
	case 3:
		return -cos, sin
	}
	return sin, cos
}

// reduce is x − k·π/2.
func reduce(x, k float64) double {
	r := math.FMA(-k, halfPi[0], x)
	d := sum(r, float64(-k*halfPi[1]))
	return quickSum(d.hi, math.FMA(-k, halfPi[2], d.lo))
}

// sinKernel is the Taylor series to r¹⁷/17! for |r| ≤ π/4, where the next term
// is below 2⁻⁶² of the sum.
func sinKernel(r double) float64 {
	z := float64(r.hi * r.hi)
	p := horner(z, 1./355687428096000, -1./1307674368000, 1./6227020800,
		-1./39916800, 1./362880, -1./5040, 1./120, -1./6)
	// sin(hi+lo) ≈ sin hi + lo·cos hi
	slope := math.FMA(z, -0.5, 1)
	return r.hi + math.FMA(float64(z*r.hi), p, float64(r.lo*slope))
}

// cosKernel is the Taylor series to r¹⁸/18! for |r| ≤ π/4.
func cosKernel(r double) float64 {
	z := float64(r.hi * r.hi)
	p := horner(z, -1./6402373705728000, 1./20922789888000, -1./87178291200,
		1./479001600, -1./3628800, 1./40320, -1./720, 1./24)
	half := float64(0.5 * z)
	top := 1 - half
	// cos(hi+lo) ≈ cos hi − lo·hi; what 1 − z/2 loses to rounding comes back.
	lost := (1 - top) - half
	return top + (lost + math.FMA(float64(z*z), p, -float64(r.hi*r.lo)))
}

package num

import "math"

// Pow is xʸ, within one unit in the last place, with the special cases of
// math.Pow.
func Pow(x, y float64) float64 {
	if special(x, y) {
		return math.Pow(x, y) // exact: no rounding takes place in these cases
	}
	l := log(math.Abs(x))
	p := product(l.hi, y)
	r := exp(double{hi: p.hi}) // saturated, where p overflows
	if math.Abs(p.hi) < 1000 {
		r = exp(quickSum(p.hi, math.FMA(l.lo, y, p.lo)))
	}
	if x < 0 && math.Mod(y, 2) != 0 {
		return -r
	}
	return r
}

// special tells whether xʸ is a matter of convention: a zero, an infinity, NaN,
// a power of 0 or 1, or a root of a negative number.
func special(x, y float64) bool {
	return x == 0 || x == 1 || y == 0 || y == 1 || x-x != 0 || y-y != 0 ||
		(x < 0 && y != math.Floor(y))
}

package num

import "math"

// The functions here are for numbers that are rounded to float32: a few bits from
// the exact ones, which they reach from a point of a table nearby by a few terms
// of a series.

// logPoints is how many points the table of logarithms has for a factor of two.
const logPoints = 1 << 7

// logFrom is where the points begin: just below √½, where an exponent of 0 is
// left for numbers around 1.
const logFrom = 0x3fe6000000000000

// logTable has the middle c of each of the intervals [logFrom, 2·logFrom), which
// is 1 on both sides of 1, with 1/c and log c.
var logTable = func() (t [logPoints]struct{ c, inverse, log float64 }) {
	for i := range t {
		low := uint64(logFrom + i<<(52-7))
		c := math.Float64frombits(low + 1<<(51-7))
		if one := uint64(0x3ff << 52); low == one || low == one-1<<(52-7) {
			c = 1
		}
		t[i].c, t[i].inverse, t[i].log = c, 1/c, Log(c)
	}
	return t
}()

// quickLog is the logarithm of 0 < x ≤ 1 to a relative error below 2⁻⁴⁹: with
// x = 2ᵏ·m, it is k·ln 2 + log c + log(1+r), where r = (m−c)/c is below 2⁻⁷.
func quickLog(x float64) float64 {
	bits := math.Float64bits(x)
	from := bits - logFrom
	point := &logTable[from>>(52-7)%logPoints]
	m := math.Float64frombits(bits - from&(0xfff<<52))
	k := float64(int64(from) >> 52)
	r := (m - point.c) * point.inverse
	z := r * r
	tail := z * (-1./2 + r*(1./3) + z*((-1./4+r*(1./5))+z*(-1./6+r*(1./7))))
	return k*math.Ln2 + point.log + r + tail
}

// turnPoints is how many points of the circle the table has.
const turnPoints = 1 << 8

var turnTable = func() (t [turnPoints]struct{ sin, cos float64 }) {
	for i := range t {
		t[i].sin, t[i].cos = Sincos(2 * math.Pi * float64(i) / turnPoints)
	}
	return t
}()

// quickTurn is the sine and the cosine of v turns, 0 ≤ v < 1, to an error below
// 2⁻⁴⁹.
func quickTurn(v float64) (sin, cos float64) {
	near := int(v*turnPoints + 0.5)
	point := &turnTable[near%turnPoints]
	x := 2 * math.Pi * (v - float64(near)*(1./turnPoints)) // below π/256
	z := x * x
	s := x + x*z*(-1./6+z*(1./120))
	c := z * (-1./2 + z*(1./24+z*(-1./720))) // cos x − 1
	return point.sin + (point.sin*c + point.cos*s), point.cos + (point.cos*c - point.sin*s)
}

package kernel

import "math"

func (reference) Sum(y, x Buffer, v View) {
	v.check("Sum", x, y)
	ys, xs := doubles(y), doubles(x)
	clear(ys)
	v.each(func(i, s int) { ys[s] += xs[i] })
}

func (reference) Dot(y, x, z Buffer, v View) {
	v.check("Dot", x, y)
	v.check("Dot", z, y)
	ys, xs, zs := doubles(y), doubles(x), doubles(z)
	clear(ys)
	v.each(func(i, s int) { ys[s] += float64(xs[i] * zs[i]) })
}

func (reference) Broadcast(y, s Buffer, v View) {
	v.check("Broadcast", y, s)
	ys, ss := doubles(y), doubles(s)
	v.each(func(i, j int) { ys[i] = ss[j] })
}

func (reference) Scale(y, x, s Buffer, v View) {
	v.check("Scale", y, s)
	v.check("Scale", x, s)
	ys, xs, ss := doubles(y), doubles(x), doubles(s)
	v.each(func(i, j int) { ys[i] = xs[i] * ss[j] })
}

func (reference) Shift(y, x, s Buffer, v View) {
	v.check("Shift", y, s)
	v.check("Shift", x, s)
	ys, xs, ss := doubles(y), doubles(x), doubles(s)
	v.each(func(i, j int) { ys[i] = xs[i] + ss[j] })
}

// each visits every element i of the view with the place s of its (a, c).
func (v View) each(visit func(i, s int)) {
	for a := range v.A {
		for b := range v.B {
			for c := range v.C {
				visit((a*v.B+b)*v.C+c, a*v.C+c)
			}
		}
	}
}

func (reference) CopyRange(y Buffer, yv View, to int, x Buffer, xv View, from, n int) {
	checkCopyRange(y, yv, to, x, xv, from, n)
	ys, xs := doubles(y), doubles(x)
	for a := range yv.A {
		copy(ys[(a*yv.B+to)*yv.C:][:n*yv.C], xs[(a*xv.B+from)*xv.C:])
	}
}

func (reference) Fill(y Buffer, value float64) {
	for i, ys := 0, doubles(y); i < len(ys); i++ {
		ys[i] = value
	}
}

func (reference) Finite(x Buffer) bool {
	for _, v := range doubles(x) {
		if math.IsNaN(v - v) {
			return false
		}
	}
	return true
}

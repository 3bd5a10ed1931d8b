package kernel

func (reference) Conv(y, x, w Buffer, c Conv) {
	c.check("Conv", x, w, y)
	ys, xs, ws := doubles(y), doubles(x), doubles(w)
	clear(ys)
	c.each(func(xi, wi, yi int) { ys[yi] += float64(xs[xi] * ws[wi]) })
}

func (reference) ConvInput(x, y, w Buffer, c Conv) {
	c.check("ConvInput", x, w, y)
	ys, xs, ws := doubles(y), doubles(x), doubles(w)
	clear(xs)
	c.each(func(xi, wi, yi int) { xs[xi] += float64(ys[yi] * ws[wi]) })
}

func (reference) ConvWeight(w, x, y Buffer, c Conv) {
	c.check("ConvWeight", x, w, y)
	ys, xs, ws := doubles(y), doubles(x), doubles(w)
	clear(ws)
	c.each(func(xi, wi, yi int) { ws[wi] += float64(xs[xi] * ys[yi]) })
}

// each visits every triple of an input, a weight and the output that they
// contribute to.
func (c Conv) each(visit func(x, w, y int)) {
	for n := range c.N {
		for oh := range c.OH {
			for ow := range c.OW {
				c.eachTap(oh, ow, func(ih, iw, tap int) {
					x := ((n*c.H+ih)*c.W + iw) * c.Ci
					y := ((n*c.OH+oh)*c.OW + ow) * c.Co
					for ci := range c.Ci {
						for co := range c.Co {
							visit(x+ci, (tap*c.Ci+ci)*c.Co+co, y+co)
						}
					}
				})
			}
		}
	}
}

// eachTap visits the taps of an output pixel that fall inside the input.
func (c Conv) eachTap(oh, ow int, visit func(ih, iw, tap int)) {
	for kh := range c.KH {
		for kw := range c.KW {
			ih, iw := oh*c.StrideH-c.PadTop+kh, ow*c.StrideW-c.PadLeft+kw
			if ih >= 0 && ih < c.H && iw >= 0 && iw < c.W {
				visit(ih, iw, kh*c.KW+kw)
			}
		}
	}
}

func (reference) MatMul(c, a, b Buffer, m, n, k int, ta, tb bool) {
	checkMatMul(c, a, b, m, n, k)
	cs, as, bs := doubles(c), doubles(a), doubles(b)
	ai, ak := strides(k, m, ta)
	bk, bj := strides(n, k, tb)
	for i := range m {
		for j := range n {
			sum := 0.0
			for l := range k {
				sum += float64(as[i*ai+l*ak] * bs[l*bk+j*bj])
			}
			cs[i*n+j] = sum
		}
	}
}

func checkMatMul(c, a, b Buffer, m, n, k int) {
	checkLen("MatMul", "c", m*n, c.Len)
	checkLen("MatMul", "a", m*k, a.Len)
	checkLen("MatMul", "b", k*n, b.Len)
}

// strides are those of the rows and columns of a matrix with the given number
// of columns, or, where transposed, of one that is stored with the other number.
func strides(columns, rows int, transposed bool) (row, column int) {
	if transposed {
		return 1, rows
	}
	return columns, 1
}

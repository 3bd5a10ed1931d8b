package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// geometries are small convolutions with every combination that matters:
// channels beside the widths of vectors, kernels 1 … 7, strides 1 … 3, padding
// on either side, and inputs that the last stride does not reach.
func geometries(r *rand.Rand, n int) []Conv {
	channels := []int{1, 2, 3, 5, 8, 17, 33}
	list := make([]Conv, 0, n)
	for len(list) < n {
		c := Conv{
			N: 1 + r.IntN(3), H: 1 + r.IntN(9), W: 1 + r.IntN(9),
			Ci: channels[r.IntN(len(channels))], Co: channels[r.IntN(len(channels))],
			KH: 1 + r.IntN(7), KW: 1 + r.IntN(7), StrideH: 1 + r.IntN(3), StrideW: 1 + r.IntN(3),
		}
		c.PadTop, c.PadLeft = r.IntN(c.KH), r.IntN(c.KW)
		bottom, right := r.IntN(c.KH), r.IntN(c.KW)
		if c.H+c.PadTop+bottom < c.KH || c.W+c.PadLeft+right < c.KW {
			continue
		}
		c.OH = (c.H+c.PadTop+bottom-c.KH)/c.StrideH + 1
		c.OW = (c.W+c.PadLeft+right-c.KW)/c.StrideW + 1
		list = append(list, c)
	}
	// More pixels than a block of the weights' sum, and rows of more than a strip.
	return append(list,
		Conv{N: 5, H: 12, W: 12, Ci: 3, OH: 12, OW: 12, Co: 40, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadTop: 1, PadLeft: 1},
		Conv{N: 4, H: 8, W: 8, Ci: 32, OH: 4, OW: 4, Co: 65, KH: 4, KW: 4, StrideH: 2, StrideW: 2, PadTop: 1, PadLeft: 1},
		Conv{N: 0, H: 8, W: 8, Ci: 3, OH: 4, OW: 4, Co: 2, KH: 4, KW: 4, StrideH: 2, StrideW: 2, PadTop: 1, PadLeft: 1})
}

func (c Conv) sizes() (x, w, y int) {
	return c.N * c.H * c.W * c.Ci, c.KH * c.KW * c.Ci * c.Co, c.N * c.OH * c.OW * c.Co
}

func TestConvolutions(t *testing.T) {
	devices := cpus(t)
	r := rand.New(rand.NewPCG(1, 1))
	for i, g := range geometries(r, 60) {
		nx, nw, ny := g.sizes()
		x, w, y := random(r, nx), random(r, nw), random(r, ny)
		taps := g.KH * g.KW
		for _, c := range []call{
			{"Conv", [][]float32{x, w}, [][]float32{unwritten(ny)},
				func(d Device, in, out []Buffer) { d.Conv(out[0], in[0], in[1], g) }, taps * g.Ci},
			{"ConvInput", [][]float32{y, w}, [][]float32{unwritten(nx)},
				func(d Device, in, out []Buffer) { d.ConvInput(out[0], in[0], in[1], g) }, taps * g.Co},
			{"ConvWeight", [][]float32{x, y}, [][]float32{unwritten(nw)},
				func(d Device, in, out []Buffer) { d.ConvWeight(out[0], in[0], in[1], g) }, g.N * g.OH * g.OW},
		} {
			c.name = fmt.Sprintf("%s %d %+v", c.name, i, g)
			c.agrees(t, devices)
		}
	}
}

// The convolution is linear in both arguments, so ⟨Conv(x, w), y⟩ =
// ⟨x, ConvInput(y, w)⟩ = ⟨w, ConvWeight(x, y)⟩.
func TestReferenceConvolutionsAreAdjoint(t *testing.T) {
	d := Reference()
	r := rand.New(rand.NewPCG(2, 2))
	for _, g := range geometries(r, 60) {
		nx, nw, ny := g.sizes()
		load := func(v []float32) Buffer { b := d.Alloc(len(v)); d.Upload(b, v); return b }
		x, w, y := load(random(r, nx)), load(random(r, nw)), load(random(r, ny))
		inner := func(a, b Buffer) float64 {
			s := d.Alloc(1)
			d.Dot(s, a, b, View{1, a.Len, 1})
			return Doubles(s)[0]
		}
		cy, cx, cw := d.Alloc(ny), d.Alloc(nx), d.Alloc(nw)
		d.Conv(cy, x, w, g)
		d.ConvInput(cx, y, w, g)
		d.ConvWeight(cw, x, y, g)
		a, b, c := inner(cy, y), inner(x, cx), inner(w, cw)
		if limit := 1e-9 * (1 + math.Abs(a)); math.Abs(a-b) > limit || math.Abs(a-c) > limit {
			t.Errorf("%+v: ⟨Conv, y⟩ = %g, ⟨x, ConvInput⟩ = %g, ⟨w, ConvWeight⟩ = %g", g, a, b, c)
		}
	}
}

// A convolution small enough to do by hand: a horizontal difference with zeros
// beyond the border.
func TestReferenceConvByHand(t *testing.T) {
	d := Reference()
	g := Conv{N: 1, H: 1, W: 3, Ci: 1, OH: 1, OW: 3, Co: 1, KH: 1, KW: 3, StrideH: 1, StrideW: 1, PadLeft: 1}
	x, w, y := d.Alloc(3), d.Alloc(3), d.Alloc(3)
	d.Upload(x, []float32{1, 2, 4})
	d.Upload(w, []float32{-1, 0, 1})
	d.Conv(y, x, w, g)
	for i, want := range []float64{2, 3, -2} {
		if got := Doubles(y)[i]; got != want {
			t.Errorf("y[%d] = %g, want %g", i, got, want)
		}
	}
}

func TestMatMul(t *testing.T) {
	devices := cpus(t)
	r := rand.New(rand.NewPCG(3, 3))
	sizes := []int{1, 2, 3, 7, 14, 15, 16, 17, 31, 32, 33, 65, 100}
	for i := range 60 {
		m, n, k := sizes[r.IntN(len(sizes))], sizes[r.IntN(len(sizes))], sizes[r.IntN(len(sizes))]
		if i == 0 {
			k = 0
		}
		ta, tb := i&1 != 0, i&2 != 0
		product(r, m, n, k, ta, tb).agrees(t, devices)
	}
}

// The four forms of a product against the definition, with numbers whose sums
// are exact.
func TestReferenceMatMulByHand(t *testing.T) {
	d := Reference()
	load := func(v ...float32) Buffer { b := d.Alloc(len(v)); d.Upload(b, v); return b }
	a, at := load(1, 2, 3, 4, 5, 6), load(1, 4, 2, 5, 3, 6)       // (2, 3)
	b, bt := load(7, 8, 9, 10, 11, 12), load(7, 9, 11, 8, 10, 12) // (3, 2)
	want := []float64{58, 64, 139, 154}
	for form, operands := range map[[2]bool][2]Buffer{
		{false, false}: {a, b}, {true, false}: {at, b}, {false, true}: {a, bt}, {true, true}: {at, bt},
	} {
		c := d.Alloc(4)
		d.MatMul(c, operands[0], operands[1], 2, 2, 3, form[0], form[1])
		for i := range want {
			if got := Doubles(c)[i]; got != want[i] {
				t.Errorf("ta, tb = %v: c[%d] = %g, want %g", form, i, got, want[i])
			}
		}
	}
}

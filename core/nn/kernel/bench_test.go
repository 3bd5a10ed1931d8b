package kernel

import (
	"fmt"
	"testing"
)

// The layers of a 64-pixel DCGAN's discriminator at batch 64, the first of a
// 32-pixel one, and its smallest.
var layers = []Conv{
	layer(64, 64, 3, 64), layer(64, 32, 64, 128), layer(64, 16, 128, 256), layer(64, 8, 256, 512),
	layer(64, 32, 3, 64), layer(64, 16, 64, 128), layer(64, 28, 1, 64),
	{N: 64, H: 4, W: 4, Ci: 512, OH: 1, OW: 1, Co: 1, KH: 4, KW: 4, StrideH: 1, StrideW: 1},
}

// layer is a 4×4 convolution with stride 2 that halves a square image.
func layer(n, size, ci, co int) Conv {
	return Conv{N: n, H: size, W: size, Ci: ci, OH: size / 2, OW: size / 2, Co: co,
		KH: 4, KW: 4, StrideH: 2, StrideW: 2, PadTop: 1, PadLeft: 1}
}

func (c Conv) String() string {
	return fmt.Sprintf("%dx%dx%dx%d-%d", c.N, c.H, c.W, c.Ci, c.Co)
}

// rate reports the multiply-adds of a call as GFLOP/s, two operations each.
func rate(b *testing.B, macs int, run func()) {
	run()
	for b.Loop() {
		run()
	}
	b.ReportMetric(2e-9*float64(macs)*float64(b.N)/b.Elapsed().Seconds(), "GFLOP/s")
}

func BenchmarkConvolutions(b *testing.B) {
	d := CPU()
	for _, g := range layers {
		nx, nw, ny := g.sizes()
		x, w, y := d.Alloc(nx), d.Alloc(nw), d.Alloc(ny)
		macs := ny * g.KH * g.KW * g.Ci
		b.Run("Conv/"+g.String(), func(b *testing.B) { rate(b, macs, func() { d.Conv(y, x, w, g) }) })
		b.Run("ConvInput/"+g.String(), func(b *testing.B) { rate(b, macs, func() { d.ConvInput(x, y, w, g) }) })
		b.Run("ConvWeight/"+g.String(), func(b *testing.B) { rate(b, macs, func() { d.ConvWeight(w, x, y, g) }) })
		d.Free(x)
		d.Free(w)
		d.Free(y)
	}
}

func BenchmarkMatMul(b *testing.B) {
	d := CPU()
	for _, size := range [][3]int{{64, 128, 128}, {256, 512, 512}, {256, 512, 2}, {1024, 1024, 1024}} {
		m, n, k := size[0], size[1], size[2]
		c, x, y := d.Alloc(m*n), d.Alloc(m*k), d.Alloc(k*n)
		for form, name := range []string{"nn", "tn", "nt"} {
			b.Run(fmt.Sprintf("%s/%dx%dx%d", name, m, n, k), func(b *testing.B) {
				rate(b, m*n*k, func() { d.MatMul(c, x, y, m, n, k, form == 1, form == 2) })
			})
		}
	}
}

// One million numbers, as many as a batch of 64 makes of 32 pixels square and 16
// channels.
func BenchmarkElementwise(b *testing.B) {
	d := CPU()
	const n = 1 << 20
	x, y, z := d.Alloc(n), d.Alloc(n), d.Alloc(n)
	d.Fill(x, 0.5)
	d.Fill(y, 0.5)
	d.Fill(z, 0.5)
	bytes := func(name string, size int64, run func()) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size * n)
			for b.Loop() {
				run()
			}
		})
	}
	for _, u := range unaries {
		bytes(u.name, 8, func() { d.Map(u.f, y, x) })
	}
	bytes("Add", 12, func() { d.Zip(Binary{Add, 1}, z, x, y) })
	for _, v := range []View{{1, n / 64, 64}, {64, n / 64, 1}, {1, n / 4, 4}} {
		s := d.Alloc(v.A * v.C)
		bytes(fmt.Sprintf("Sum %v", v), 4, func() { d.Sum(s, x, v) })
		bytes(fmt.Sprintf("Scale %v", v), 8, func() { d.Scale(y, x, s, v) })
	}
	bytes("Adam", 28, func() { d.Adam(x, y, z, z, AdamStep{LR: 1e-9, C1: 1, C2: 1}) })
	bytes("SGD", 20, func() { d.SGD(x, y, z, SGDStep{LR: 1e-9}) })
	bytes("Finite", 4, func() { d.Finite(x) })
}

// What a call costs that does nothing.
func BenchmarkOverhead(b *testing.B) {
	d := CPU()
	x := d.Alloc(1)
	b.ReportAllocs()
	for b.Loop() {
		d.Map(Unary{Kind: Abs}, x, x)
	}
}

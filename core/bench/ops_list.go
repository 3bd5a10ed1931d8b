package bench

import (
	"fmt"

	"gander/core/nn/kernel"
)

// products are the operations that consist of multiply-adds.
func products() (all []operation) {
	for _, c := range convolutions {
		all = append(all, convolution(c)...)
	}
	for _, s := range [][3]int{{64, 8192, 100}, {256, 512, 512}, {1024, 1024, 1024}, {256, 2, 512}} {
		all = append(all, matmul(s[0], s[1], s[2]))
	}
	return all
}

// The convolutions of the workloads that take the most time, and some of odd
// channels, windows and strides.
var convolutions = []kernel.Conv{
	square(64, 64, 3, 64, 4, 2, 1), square(64, 32, 64, 128, 4, 2, 1), square(64, 16, 128, 256, 4, 2, 1), square(64, 8, 256, 512, 4, 2, 1),
	square(4, 18, 128, 128, 3, 1, 0), square(16, 16, 128, 128, 3, 1, 1), square(16, 64, 8, 32, 7, 1, 3), square(16, 64, 32, 3, 7, 1, 3),
	square(16, 4, 256, 512, 4, 2, 1), square(32, 28, 1, 64, 4, 2, 1), square(8, 45, 17, 5, 5, 3, 2), square(8, 31, 96, 48, 1, 1, 0),
}

// square is a convolution of n square images of a size with ci channels.
func square(n, size, ci, co, window, stride, pad int) kernel.Conv {
	out := (size+2*pad-window)/stride + 1
	return kernel.Conv{
		N: n, H: size, W: size, Ci: ci, OH: out, OW: out, Co: co, KH: window, KW: window,
		StrideH: stride, StrideW: stride, PadTop: pad, PadLeft: pad,
	}
}

// convolution is a convolution with its adjoints.
func convolution(c kernel.Conv) []operation {
	nx, nw, ny := c.N*c.H*c.W*c.Ci, c.KH*c.KW*c.Ci*c.Co, c.N*c.OH*c.OW*c.Co
	shape := fmt.Sprintf("%d×%d×%d×%d → %d×%d×%d, window %d/%d", c.N, c.H, c.W, c.Ci, c.OH, c.OW, c.Co, c.KH, c.StrideH)
	with := func(name string, call func(m memory, x, w, y kernel.Buffer)) operation {
		return operation{name: name, shape: shape, macs: ny * c.KH * c.KW * c.Ci, prepare: func(m memory) func() {
			x, w, y := m.numbers(nx), m.numbers(nw), m.numbers(ny)
			return func() { call(m, x, w, y) }
		}}
	}
	return []operation{
		with("convolution", func(m memory, x, w, y kernel.Buffer) { m.Conv(y, x, w, c) }),
		with("its input's gradient", func(m memory, x, w, y kernel.Buffer) { m.ConvInput(x, y, w, c) }),
		with("its weights' gradient", func(m memory, x, w, y kernel.Buffer) { m.ConvWeight(w, x, y, c) }),
	}
}

func matmul(m, n, k int) operation {
	return operation{name: "matrix product", shape: fmt.Sprintf("%d×%d · %d×%d", m, k, k, n), macs: m * n * k, prepare: func(d memory) func() {
		c, a, b := d.numbers(m*n), d.numbers(m*k), d.numbers(k*n)
		return func() { d.MatMul(c, a, b, m, n, k, false, false) }
	}}
}

// moves are the operations that memory bounds.
func moves() []operation {
	all := []operation{
		unary("affine", kernel.Unary{Kind: kernel.Affine, P: 2, Q: 1}), unary("leaky ReLU", kernel.Unary{Kind: kernel.LeakyReLU, P: 0.2}),
		unary("tanh", kernel.Unary{Kind: kernel.Tanh}), unary("sigmoid", kernel.Unary{Kind: kernel.Sigmoid}),
		unary("softplus", kernel.Unary{Kind: kernel.Softplus}),
		binary("sum of two", kernel.Add), binary("product of two", kernel.Mul), binary("leaky ReLU's gradient", kernel.LeakyReLUGrad),
		{name: "Adam", shape: fmt.Sprint(many), numbers: 7 * many, prepare: func(m memory) func() {
			w, g, first, second := m.numbers(many), m.numbers(many), m.numbers(many), m.numbers(many)
			return func() { m.Adam(w, g, first, second, kernel.AdamStep{LR: 1e-9, C1: 1, C2: 1}) }
		}},
	}
	for _, v := range []kernel.View{{A: 1, B: many / 64, C: 64}, {A: 64, B: many / 4096, C: 64}, {A: 64, B: many / 64, C: 1}} {
		all = append(all, along(v)...)
	}
	return all
}

func unary(name string, f kernel.Unary) operation {
	return operation{name: name, shape: fmt.Sprint(many), numbers: 2 * many, prepare: func(m memory) func() {
		y, x := m.numbers(many), m.numbers(many)
		return func() { m.Map(f, y, x) }
	}}
}

func binary(name string, kind kernel.BinaryKind) operation {
	return operation{name: name, shape: fmt.Sprint(many), numbers: 3 * many, prepare: func(m memory) func() {
		y, a, b := m.numbers(many), m.numbers(many), m.numbers(many)
		return func() { m.Zip(kernel.Binary{Kind: kind, P: 1}, y, a, b) }
	}}
}

// along are the operations along the middle axis of a view: what normalisation
// is made of.
func along(v kernel.View) []operation {
	shape, n, part := fmt.Sprintf("%d×%d×%d", v.A, v.B, v.C), v.A*v.B*v.C, v.A*v.C
	return []operation{
		{name: "sums", shape: shape, numbers: n, prepare: func(m memory) func() {
			x, s := m.numbers(n), m.numbers(part)
			return func() { m.Sum(s, x, v) }
		}},
		{name: "dot products", shape: shape, numbers: 2 * n, prepare: func(m memory) func() {
			x, z, s := m.numbers(n), m.numbers(n), m.numbers(part)
			return func() { m.Dot(s, x, z, v) }
		}},
		{name: "scale", shape: shape, numbers: 2 * n, prepare: func(m memory) func() {
			x, y, s := m.numbers(n), m.numbers(n), m.numbers(part)
			return func() { m.Scale(y, x, s, v) }
		}},
	}
}

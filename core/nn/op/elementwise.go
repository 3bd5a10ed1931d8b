package op

import (
	"slices"

	"gorgonia.org/gorgonia"

	"gander/core/nn/kernel"
)

// Add is the sum of tensors of one shape.
func Add(a *gorgonia.Node, b ...*gorgonia.Node) *gorgonia.Node {
	if len(b) == 0 {
		return a
	}
	inputs := append(gorgonia.Nodes{a}, b...)
	sameShape("add", inputs...)
	return apply(&Operator{
		name: "add", out: a.Shape(),
		inPlace: !addsAgain(a, b[1:]),
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) {
			total := x[0]
			for _, term := range x[1:] {
				d.Zip(kernel.Binary{Kind: kernel.Add, P: 1}, y, total, term)
				total = y
			}
		},
		grad: func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			terms := make(gorgonia.Nodes, len(in))
			for i := range terms {
				terms[i] = g
			}
			return terms
		},
	}, inputs...)
}

// addsAgain tells whether a's memory is read after the first two terms have been
// written over it.
func addsAgain(a *gorgonia.Node, terms gorgonia.Nodes) bool {
	return slices.ContainsFunc(terms, func(b *gorgonia.Node) bool { return origin(b) == origin(a) })
}

// Sub is a − b.
func Sub(a, b *gorgonia.Node) *gorgonia.Node {
	return zip("sub", kernel.Binary{Kind: kernel.Add, P: -1}, a, b,
		func(_ gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{g, Affine(g, -1, 0)}
		})
}

// Mul is a·b, number by number.
func Mul(a, b *gorgonia.Node) *gorgonia.Node {
	return zip("mul", kernel.Binary{Kind: kernel.Mul}, a, b,
		func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{Mul(g, in[1]), Mul(g, in[0])}
		})
}

// Div is a/b, number by number.
func Div(a, b *gorgonia.Node) *gorgonia.Node {
	return zip("div", kernel.Binary{Kind: kernel.Div}, a, b,
		func(in gorgonia.Nodes, y, g *gorgonia.Node) gorgonia.Nodes {
			da := Div(g, in[1])
			return gorgonia.Nodes{da, Affine(Mul(da, y), -1, 0)}
		})
}

// Affine is p·x + q.
func Affine(x *gorgonia.Node, p, q float64) *gorgonia.Node {
	if p == 1 && q == 0 {
		return x
	}
	return unary("affine", kernel.Unary{Kind: kernel.Affine, P: p, Q: q}, x,
		func(_, _, g *gorgonia.Node) *gorgonia.Node { return Affine(g, p, 0) })
}

// Square is x².
func Square(x *gorgonia.Node) *gorgonia.Node {
	return apply(&Operator{
		name: "square", out: x.Shape(), inPlace: true,
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) {
			d.Zip(kernel.Binary{Kind: kernel.Mul}, y, x[0], x[0])
		},
		grad: func(in gorgonia.Nodes, _, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{Affine(Mul(g, in[0]), 2, 0)}
		},
	}, x)
}

// Sqrt is √x for x ≥ 0; its derivative at 0 is infinite.
func Sqrt(x *gorgonia.Node) *gorgonia.Node {
	return unary("pow", kernel.Unary{Kind: kernel.Pow, P: 0.5}, x,
		func(_, y, g *gorgonia.Node) *gorgonia.Node { return Affine(Div(g, y), 0.5, 0) })
}

// Pow is x^p for x ≥ 0 (for any x where p is 0, 1 or 2).
func Pow(x *gorgonia.Node, p float64) *gorgonia.Node {
	switch p {
	case 0:
		return Affine(x, 0, 1)
	case 0.5:
		return Sqrt(x)
	case 1:
		return x
	case 2:
		return Square(x)
	}
	return unary("pow", kernel.Unary{Kind: kernel.Pow, P: p}, x,
		func(x, _, g *gorgonia.Node) *gorgonia.Node { return Affine(Mul(g, Pow(x, p-1)), p, 0) })
}

// Abs is |x|; its derivative at 0 is 0.
func Abs(x *gorgonia.Node) *gorgonia.Node {
	return unary("abs", kernel.Unary{Kind: kernel.Abs}, x,
		func(x, _, g *gorgonia.Node) *gorgonia.Node { return Mul(g, Sign(x)) })
}

// Sign is −1, 0 or 1, with derivative 0.
func Sign(x *gorgonia.Node) *gorgonia.Node {
	return unary("sign", kernel.Unary{Kind: kernel.Sign}, x, nil)
}

// Exp is eˣ.
func Exp(x *gorgonia.Node) *gorgonia.Node {
	return unary("exp", kernel.Unary{Kind: kernel.Exp}, x,
		func(_, y, g *gorgonia.Node) *gorgonia.Node { return Mul(g, y) })
}

// Log is the natural logarithm.
func Log(x *gorgonia.Node) *gorgonia.Node {
	return unary("log", kernel.Unary{Kind: kernel.Log}, x,
		func(x, _, g *gorgonia.Node) *gorgonia.Node { return Div(g, x) })
}

// Clamp is the nearest number of [low, high]; its derivative is 1 strictly
// between them and 0 elsewhere.
func Clamp(x *gorgonia.Node, low, high float64) *gorgonia.Node {
	if low > high {
		refuse("clamp", given("input", x), "[%v, %v] is empty", low, high)
	}
	return unary("clamp", kernel.Unary{Kind: kernel.Clamp, P: low, Q: high}, x,
		func(x, _, g *gorgonia.Node) *gorgonia.Node {
			aboveLow := leakyReLUGrad(g, Affine(x, 1, -low), 0)
			return leakyReLUGrad(aboveLow, Affine(x, -1, high), 0)
		})
}

// unary is an elementwise function of one tensor. grad, given input, output and
// the gradient in the output, returns that in the input; it is nil for
// functions of derivative 0.
func unary(name string, f kernel.Unary, x *gorgonia.Node, grad func(x, y, g *gorgonia.Node) *gorgonia.Node) *gorgonia.Node {
	o := &Operator{
		name: name, attr: f, out: x.Shape(), inPlace: true,
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.Map(f, y, x[0]) },
	}
	if grad != nil {
		o.grad = func(in gorgonia.Nodes, y, g *gorgonia.Node) gorgonia.Nodes {
			return gorgonia.Nodes{grad(in[0], y, g)}
		}
	}
	return apply(o, x)
}

// zip is an elementwise function of two tensors of one shape.
func zip(name string, f kernel.Binary, a, b *gorgonia.Node, grad gradient) *gorgonia.Node {
	sameShape(name, a, b)
	return apply(&Operator{
		name: name, attr: f, out: a.Shape(), inPlace: true, grad: grad,
		run: func(d kernel.Device, y kernel.Buffer, x []kernel.Buffer) { d.Zip(f, y, x[0], x[1]) },
	}, a, b)
}

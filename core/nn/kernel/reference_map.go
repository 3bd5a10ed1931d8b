package kernel

import (
	"fmt"
	"math"

	"gander/core/nn/num"
)

func (reference) Map(f Unary, y, x Buffer) {
	checkLen("Map", "operands", y.Len, x.Len)
	fn := f.function()
	ys, xs := doubles(y), doubles(x)
	for i, v := range xs {
		ys[i] = fn(v)
	}
}

func (f Unary) function() func(float64) float64 {
	p, q := f.P, f.Q
	switch f.Kind {
	case Affine:
		return func(x float64) float64 { return float64(p*x) + q }
	case Pow:
		return power(p)
	case LeakyReLU:
		return func(x float64) float64 { return choose(x > 0, x, p*x) }
	case Tanh:
		return num.Tanh
	case Sigmoid:
		return sigmoid
	case Softplus:
		return softplus
	case Exp:
		return num.Exp
	case Log:
		return num.Log
	case Abs:
		return math.Abs
	case Sign:
		return sign
	case Clamp:
		return func(x float64) float64 { return choose(x < p, p, choose(x > q, q, x)) }
	case Step:
		return func(x float64) float64 { return choose(x > 0, 1, p) }
	}
	panic(fmt.Sprintf("kernel: unknown unary function %d", f.Kind))
}

func choose(condition bool, yes, no float64) float64 {
	if condition {
		return yes
	}
	return no
}

func power(p float64) func(float64) float64 {
	switch p {
	case 2:
		return func(x float64) float64 { return x * x }
	case 0.5:
		return math.Sqrt
	case -0.5:
		return func(x float64) float64 { return 1 / math.Sqrt(x) }
	}
	return func(x float64) float64 { return num.Pow(x, p) }
}

func sigmoid(x float64) float64 {
	e := num.Exp(-math.Abs(x))
	return choose(x < 0, e, 1) / (1 + e)
}

// softplus is log(1+eˣ). Below 1 the sum 1+e loses the last bits of e; dividing
// by what it rounded to brings them back (Higham, "Accuracy and Stability of
// Numerical Algorithms", §1.14.1).
func softplus(x float64) float64 {
	e := num.Exp(-math.Abs(x))
	s := 1 + e
	tail := e
	if s != 1 {
		tail = float64(num.Log(s)*e) / (s - 1)
	}
	return choose(x != x, x, choose(x > 0, x, 0)+tail)
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x // ±0 and NaN
}

func (reference) Zip(f Binary, y, a, b Buffer) {
	checkLen("Zip", "operands", y.Len, a.Len, b.Len)
	fn := f.function()
	ys, as, bs := doubles(y), doubles(a), doubles(b)
	for i := range ys {
		ys[i] = fn(as[i], bs[i])
	}
}

func (f Binary) function() func(a, b float64) float64 {
	p := f.P
	switch f.Kind {
	case Add:
		return func(a, b float64) float64 { return a + float64(p*b) }
	case Mul:
		return func(a, b float64) float64 { return a * b }
	case Div:
		return func(a, b float64) float64 { return a / b }
	case LeakyReLUGrad:
		return func(a, b float64) float64 { return choose(a > 0, b, p*b) }
	case TanhGrad:
		return func(a, b float64) float64 { return b * (1 - float64(a*a)) }
	case SigmoidGrad:
		return func(a, b float64) float64 { return b * float64(a*(1-a)) }
	}
	panic(fmt.Sprintf("kernel: unknown binary function %d", f.Kind))
}

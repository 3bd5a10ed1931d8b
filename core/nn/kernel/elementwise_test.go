package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// lengths cover every remainder of a vector, and more than one thread's piece.
var lengths = []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 100, 1<<15 + 13}

// edges are the arguments at which functions of float32 go wrong.
var edges = []float32{
	0, float32(math.Copysign(0, -1)), 1, -1, 0.1, -0.1, 0.0999999, 1e-3, -1e-3, 1e-9, -1e-9,
	0x1p-149, -0x1p-149, 0x1p-126, 88.7, 88.73, -87.4, -103, -104, 15, -17, 30, -30,
	math.MaxFloat32, -math.MaxFloat32, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()),
}

var unaries = []struct {
	name string
	f    Unary
	ulps float64
}{
	{"Affine", Unary{Affine, -1.5, 0.25}, 0}, // cancels: judged by magnitude
	{"Square", Unary{Pow, 2, 0}, 0.5},
	{"Root", Unary{Pow, 0.5, 0}, 0.5},
	{"InverseRoot", Unary{Pow, -0.5, 0}, 1.5},
	{"Pow3", Unary{Pow, 3, 0}, 0.51},
	{"Pow1.7", Unary{Pow, 1.7, 0}, 0.51},
	{"Pow-2", Unary{Pow, -2, 0}, 0.51},
	{"Pow0", Unary{Pow, 0, 0}, 0},
	{"LeakyReLU", Unary{LeakyReLU, 0.25, 0}, 0.5},
	{"Tanh", Unary{Tanh, 0, 0}, 0.51},
	{"Sigmoid", Unary{Sigmoid, 0, 0}, 0.51},
	{"Softplus", Unary{Softplus, 0, 0}, 0.51},
	{"Exp", Unary{Exp, 0, 0}, 0.51},
	{"Log", Unary{Log, 0, 0}, 0.51},
	{"Abs", Unary{Abs, 0, 0}, 0},
	{"Sign", Unary{Sign, 0, 0}, 0},
	{"Clamp", Unary{Clamp, -0.5, 1}, 0},
	{"Step", Unary{Step, 0.25, 0}, 0},
}

// unit is the distance from x to the next float32, which for what has rounded to
// infinity is that of the largest.
func unit(x float64) float64 {
	_, exponent := math.Frexp(math.Min(math.Abs(x), math.MaxFloat32))
	return math.Ldexp(1, max(exponent-24, -149))
}

// near tells whether got is want rounded to float32 with an error of that many
// units in the last place.
func near(got float32, want, ulps float64) bool {
	g := float64(got)
	switch {
	case math.IsNaN(want):
		return math.IsNaN(g)
	case math.IsInf(g, 0):
		return math.IsInf(want, int(math.Copysign(1, g))) || math.Abs(want) > math.MaxFloat32
	}
	return math.Abs(g-want) <= ulps*unit(want)
}

// mapped is f on the CPU device and, from the same numbers, on the reference.
func mapped(d Device, f Unary, x []float32) ([]float32, []float64) {
	ref := Reference()
	in, out := ref.Alloc(len(x)), ref.Alloc(len(x))
	ref.Upload(in, x)
	ref.Map(f, out, in)
	c := call{inputs: [][]float32{x}, outputs: [][]float32{unwritten(len(x))},
		run: func(d Device, in, out []Buffer) { d.Map(f, out[0], in[0]) }}
	return c.on(d, same)[0], Doubles(out)
}

func TestUnaryFunctionsAreAccurate(t *testing.T) {
	d := cpus(t)[0]
	r := rand.New(rand.NewPCG(4, 4))
	x := append([]float32{}, edges...)
	for range 20_000 {
		x = append(x, float32(r.NormFloat64()), float32(30*r.NormFloat64()), float32(math.Exp(40*r.NormFloat64())))
	}
	for _, test := range unaries {
		args := x
		if test.f.Kind == Pow { // of negative numbers it is not defined
			args = make([]float32, len(x))
			for i := range x {
				args[i] = absolute(x[i])
			}
		}
		got, want := mapped(d, test.f, args)
		for i := range got {
			ulps := test.ulps
			if test.f.Kind == Affine {
				ulps = 1 + math.Abs(float64(args[i]))*0x1p-23/unit(want[i])
			}
			if !near(got[i], want[i], ulps) {
				t.Errorf("%s(%g) = %g, want %g", test.name, args[i], got[i], want[i])
				break
			}
		}
	}
}

// Every device and every place in a vector gives a number the same bits.
func TestUnaryFunctionsGiveTheSameBits(t *testing.T) {
	devices := cpus(t)
	r := rand.New(rand.NewPCG(5, 5))
	for _, test := range unaries {
		for _, n := range lengths {
			x := random(r, n)
			for i := range x {
				if i%3 == 0 && test.f.Kind != Pow {
					x[i] = edges[r.IntN(len(edges)-1)] // the bits of NaN are not ours to choose
				}
				if test.f.Kind == Pow || test.f.Kind == Log {
					x[i] = absolute(x[i])
				}
			}
			c := call{inputs: [][]float32{x}, outputs: [][]float32{unwritten(n)},
				run: func(d Device, in, out []Buffer) { d.Map(test.f, out[0], in[0]) }}
			first := c.on(devices[0], same)
			for _, d := range devices {
				if where := difference(c.on(d, same), first); where != "" {
					t.Errorf("%s of %d: %s and %s differ at %s", test.name, n, d.Name(), devices[0].Name(), where)
				}
			}
			inPlace := call{outputs: [][]float32{x}, run: func(d Device, _, out []Buffer) { d.Map(test.f, out[0], out[0]) }}
			if where := difference(inPlace.on(devices[0], same), first); where != "" {
				t.Errorf("%s of %d in place differs at %s", test.name, n, where)
			}
		}
	}
}

func TestBinaryFunctions(t *testing.T) {
	devices := cpus(t)
	r := rand.New(rand.NewPCG(6, 6))
	for kind := Add; kind <= SigmoidGrad; kind++ {
		for _, n := range lengths {
			a, b := random(r, n), random(r, n)
			if kind == TanhGrad || kind == SigmoidGrad {
				for i := range a {
					a[i] = float32(1 / (1 + math.Exp(-float64(a[i]))))
				}
			}
			// The magnitude of 1−a² is taken as 2, that of a quotient is the quotient.
			c := call{
				name:    fmt.Sprintf("Zip %d of %d", kind, n),
				inputs:  [][]float32{a, b},
				outputs: [][]float32{unwritten(n)},
				run:     func(d Device, in, out []Buffer) { d.Zip(Binary{kind, 0.3}, out[0], in[0], in[1]) },
				terms:   1,
			}
			if kind == TanhGrad || kind == SigmoidGrad {
				c.terms = 16
			}
			c.agrees(t, devices)
			want := c.on(devices[0], same)
			for _, in := range []int{0, 1} {
				c.outputs = [][]float32{c.inputs[in]}
				c.run = func(d Device, operands, out []Buffer) {
					operands = []Buffer{operands[0], operands[1]}
					operands[in] = out[0]
					d.Zip(Binary{kind, 0.3}, out[0], operands[0], operands[1])
				}
				if where := difference(c.on(devices[0], same), want); where != "" {
					t.Errorf("%s onto operand %d differs at %s", c.name, in, where)
				}
			}
		}
	}
}

// LeakyReLU and its derivatives share their kink: at 0 the slope is P.
func TestKinks(t *testing.T) {
	for _, d := range []Device{Reference(), cpus(t)[0]} {
		x, y, g := d.Alloc(3), d.Alloc(3), d.Alloc(3)
		d.Upload(x, []float32{-2, 0, 2})
		d.Fill(g, 1)
		got := make([]float32, 3)
		for _, test := range []struct {
			name string
			run  func()
			want [3]float32
		}{
			{"LeakyReLU", func() { d.Map(Unary{LeakyReLU, 0.25, 0}, y, x) }, [3]float32{-0.5, 0, 2}},
			{"Step", func() { d.Map(Unary{Step, 0.25, 0}, y, x) }, [3]float32{0.25, 0.25, 1}},
			{"LeakyReLUGrad", func() { d.Zip(Binary{LeakyReLUGrad, 0.25}, y, x, g) }, [3]float32{0.25, 0.25, 1}},
			{"Sign", func() { d.Map(Unary{Sign, 0, 0}, y, x) }, [3]float32{-1, 0, 1}},
			{"Clamp", func() { d.Map(Unary{Clamp, -1, 1.5}, y, x) }, [3]float32{-1, 0, 1.5}},
		} {
			test.run()
			d.Download(got, y)
			if [3]float32(got) != test.want {
				t.Errorf("%s: %s = %v, want %v", d.Name(), test.name, got, test.want)
			}
		}
	}
}

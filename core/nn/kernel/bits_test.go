package kernel

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"testing"

	"gander/core/nn/num"
)

// uniform is a tensor in [−1, 1) that is the same on every machine.
func uniform(name string, n int) []float32 {
	x := make([]float32, n)
	num.NewStream(1, "kernel", name).FillUniform(x, -1, 1, 0)
	return x
}

func digest(results [][]float32) string {
	h := sha256.New()
	for _, tensor := range results {
		binary.Write(h, binary.LittleEndian, tensor)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// These digests bind machines that no test can bring together: whatever the
// architecture, compiler and instruction set, these inputs give these bits. They
// change where an operator's order of summation does; then the numerics versions
// of all variants must be raised.
func TestBitsOfEveryMachine(t *testing.T) {
	g := Conv{N: 8, H: 9, W: 8, Ci: 19, OH: 5, OW: 4, Co: 35, KH: 4, KW: 3, StrideH: 2, StrideW: 2, PadTop: 2, PadLeft: 1}
	narrow := g
	narrow.Co, narrow.Ci = 3, 2
	few := g
	few.Ci = 2
	deep := Conv{N: 2, H: 6, W: 7, Ci: 100, OH: 6, OW: 7, Co: 20, KH: 3, KW: 3, StrideH: 1, StrideW: 1, PadTop: 1, PadLeft: 1}
	lines := deep
	lines.Ci, lines.Co = 7, 40
	wide := View{1, 3000, 20}
	rows := View{3, 3000, 1}
	step := AdamStep{LR: 2e-4, Beta1: 0.5, Beta2: 0.999, Eps: 1e-8, C1: 0.75, C2: 0.002}
	n := 6000
	tests := []struct {
		name    string
		inputs  []int
		outputs []int
		run     func(d Device, in, out []Buffer)
		want    string
	}{
		{"Conv", []int{8 * 72 * 19, 12 * 19 * 35}, []int{8 * 20 * 35},
			func(d Device, in, out []Buffer) { d.Conv(out[0], in[0], in[1], g) }, "0540173ed02b0acc"},
		{"ConvInput", []int{8 * 20 * 35, 12 * 19 * 35}, []int{8 * 72 * 19},
			func(d Device, in, out []Buffer) { d.ConvInput(out[0], in[0], in[1], g) }, "258a23929f817c00"},
		{"ConvWeight", []int{8 * 72 * 19, 8 * 20 * 35}, []int{12 * 19 * 35},
			func(d Device, in, out []Buffer) { d.ConvWeight(out[0], in[0], in[1], g) }, "75be08391dfcb972"},
		{"Conv narrow", []int{8 * 72 * 2, 12 * 2 * 3}, []int{8 * 20 * 3},
			func(d Device, in, out []Buffer) { d.Conv(out[0], in[0], in[1], narrow) }, "c0721f71fa37ac42"},
		{"ConvInput narrow", []int{8 * 20 * 35, 12 * 2 * 35}, []int{8 * 72 * 2},
			func(d Device, in, out []Buffer) { d.ConvInput(out[0], in[0], in[1], few) }, "e02e9552a7f92ff3"},
		{"Conv deep", []int{84 * 100, 900 * 20}, []int{84 * 20},
			func(d Device, in, out []Buffer) { d.Conv(out[0], in[0], in[1], deep) }, "8c06bbab005e1dd4"},
		{"ConvInput lines", []int{84 * 40, 9 * 7 * 40}, []int{84 * 7},
			func(d Device, in, out []Buffer) { d.ConvInput(out[0], in[0], in[1], lines) }, "a19c00530882b4b3"},
		{"MatMul deep", []int{30 * 700, 700 * 40}, []int{30 * 40},
			func(d Device, in, out []Buffer) { d.MatMul(out[0], in[0], in[1], 30, 40, 700, false, false) }, "53d8b67c9ef45e4a"},
		{"MatMul", []int{30 * 100, 100 * 40}, []int{30 * 40},
			func(d Device, in, out []Buffer) { d.MatMul(out[0], in[0], in[1], 30, 40, 100, true, true) }, "ad4debcb6c37abdc"},
		{"MatMul narrow", []int{30 * 100, 100 * 2}, []int{30 * 2},
			func(d Device, in, out []Buffer) { d.MatMul(out[0], in[0], in[1], 30, 2, 100, false, false) }, "912a9c6b5a2dc53a"},
		{"Sum", []int{wide.len()}, []int{20}, func(d Device, in, out []Buffer) { d.Sum(out[0], in[0], wide) }, "8a7e116ab4c9e048"},
		{"Dot", []int{rows.len(), rows.len()}, []int{3},
			func(d Device, in, out []Buffer) { d.Dot(out[0], in[0], in[1], rows) }, "03252751ad4b8b9f"},
		{"Adam", []int{n}, []int{n, n, n}, func(d Device, in, out []Buffer) {
			d.Map(Unary{Abs, 0, 0}, out[2], out[2])
			d.Adam(out[0], in[0], out[1], out[2], step)
		}, "4c5a2d937b893f2b"},
		{"Tanh", []int{n}, []int{n}, func(d Device, in, out []Buffer) { d.Map(Unary{Tanh, 0, 0}, out[0], in[0]) }, "bf202a6f25814f59"},
		{"Softplus", []int{n}, []int{n}, func(d Device, in, out []Buffer) { d.Map(Unary{Softplus, 0, 0}, out[0], in[0]) }, "e962502ed6804da9"},
		{"Pow", []int{n}, []int{n}, func(d Device, in, out []Buffer) {
			d.Map(Unary{Abs, 0, 0}, out[0], in[0])
			d.Map(Unary{Pow, 0.3, 0}, out[0], out[0])
		}, "556b0756c2674cf3"},
	}
	devices := cpus(t)
	for _, test := range tests {
		c := call{name: test.name, run: test.run}
		for i, n := range test.inputs {
			c.inputs = append(c.inputs, uniform(string(rune('a'+i)), n))
		}
		for i, n := range test.outputs {
			c.outputs = append(c.outputs, uniform(string(rune('x'+i)), n))
		}
		for _, d := range devices {
			if got := digest(c.on(d, same)); got != test.want {
				t.Errorf("%s on %s with %d threads: %s, want %s", test.name, d.Name(), d.Threads(), got, test.want)
				break
			}
		}
	}
}

// Software and hardware must agree on a fused multiply-add of any numbers: of all
// exponents, where sums cancel, underflow and overflow.
func TestFusedMultiplyAddOfAnyNumbers(t *testing.T) {
	devices := cpus(t)
	r := rand.New(rand.NewPCG(11, 11))
	any := func() float32 {
		for {
			if x := math.Float32frombits(r.Uint32()); x-x == 0 {
				return x
			}
		}
	}
	const n = 4096
	for range 50 {
		a, b, p := make([]float32, n), make([]float32, n), any()
		for i := range a {
			a[i], b[i] = any(), any()
			if i%2 == 0 { // cancels in the leading bits
				a[i] = -p * b[i]
			}
			if a[i]-a[i] != 0 {
				a[i] = 0
			}
		}
		c := call{name: "Zip Add", inputs: [][]float32{a, b}, outputs: [][]float32{unwritten(n)},
			run: func(d Device, in, out []Buffer) { d.Zip(Binary{Add, float64(p)}, out[0], in[0], in[1]) }}
		first := c.on(devices[0], same)[0]
		for i, got := range first {
			want := math.FMA(float64(p), float64(b[i]), float64(a[i])) // rounds twice to float32, rarely differs
			if diff := math.Abs(float64(got) - want); diff > 1.001*0.5*unit(want) && math.Abs(want) <= math.MaxFloat32 {
				t.Fatalf("%g·%g + %g = %g, want %g", p, b[i], a[i], got, want)
			}
		}
		for _, d := range devices[1:] {
			if where := difference(c.on(d, same), [][]float32{first}); where != "" {
				t.Fatalf("p = %x: %s and %s differ at %s", p, d.Name(), devices[0].Name(), where)
			}
		}
	}
}

// Sums that lie beside the middle between two float32, too close for float64 to
// tell: rounding them twice goes the wrong way.
func TestFusedMultiplyAddRoundsOnce(t *testing.T) {
	const e = 0x1p-12
	tests := []struct{ p, b, a, want float32 }{
		{1 + e, 1 + e, 0x1p-80, 1 + 2*e + 0x1p-23},
		{1 + e, 1 + e, -0x1p-80, 1 + 2*e},
		{1 + e, 1 + 3*e, -0x1p-80, 1 + 4*e + 0x1p-23},
		{1 + e, 1 + 3*e, 0x1p-80, 1 + 4*e + 0x1p-22},
		{-1 - e, 1 + e, -0x1p-80, -1 - 2*e - 0x1p-23},
	}
	for _, d := range cpus(t) {
		for _, test := range tests {
			c := call{inputs: [][]float32{{test.a}, {test.b}}, outputs: [][]float32{{0}},
				run: func(d Device, in, out []Buffer) { d.Zip(Binary{Add, float64(test.p)}, out[0], in[0], in[1]) }}
			if got := c.on(d, same)[0][0]; got != test.want {
				t.Errorf("%s: %x·%x + %x = %x, want %x", d.Name(), test.p, test.b, test.a, got, test.want)
			}
		}
	}
}

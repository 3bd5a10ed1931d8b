package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func TestSteps(t *testing.T) {
	devices := cpus(t)
	r := rand.New(rand.NewPCG(10, 10))
	adam := AdamStep{LR: 0.01, Beta1: 0.5, Beta2: 0.999, Eps: 1e-8, WeightDecay: 0.01, C1: 1 - 0.25, C2: 1 - 0.998001}
	shrinking := adam
	shrinking.WeightDecay, shrinking.Shrink = 0, 0.02
	for _, n := range lengths {
		w, g, m, v := random(r, n), random(r, n), random(r, n), random(r, n)
		for i := range v {
			v[i] = absolute(v[i])
		}
		for _, c := range []call{
			{"Adam", [][]float32{g}, [][]float32{w, m, v},
				func(d Device, in, out []Buffer) { d.Adam(out[0], in[0], out[1], out[2], adam) }, 0},
			{"AdamW", [][]float32{g}, [][]float32{w, m, v},
				func(d Device, in, out []Buffer) { d.Adam(out[0], in[0], out[1], out[2], shrinking) }, 0},
			{"RMSProp", [][]float32{g}, [][]float32{w, v},
				func(d Device, in, out []Buffer) {
					d.RMSProp(out[0], in[0], out[1], RMSPropStep{LR: 0.01, Alpha: 0.99, Eps: 1e-8})
				}, 0},
			{"SGD", [][]float32{g}, [][]float32{w, m},
				func(d Device, in, out []Buffer) { d.SGD(out[0], in[0], out[1], SGDStep{LR: 0.01, Momentum: 0.9}) }, 0},
			{"RMSProp with decay", [][]float32{g}, [][]float32{w, v},
				func(d Device, in, out []Buffer) {
					d.RMSProp(out[0], in[0], out[1], RMSPropStep{LR: 0.01, Alpha: 0.99, Eps: 1e-8, WeightDecay: 0.1})
				}, 0},
			{"Nesterov with decay", [][]float32{g}, [][]float32{w, m},
				func(d Device, in, out []Buffer) {
					d.SGD(out[0], in[0], out[1], SGDStep{LR: 0.01, Momentum: 0.9, WeightDecay: 0.1, Nesterov: true})
				}, 0},
			{"Lerp", [][]float32{g}, [][]float32{w},
				func(d Device, in, out []Buffer) { d.Lerp(out[0], in[0], 0.125) }, 0},
		} {
			c.name = fmt.Sprintf("%s of %d", c.name, n)
			c.within(t, devices, func(_, _ int) float64 { return 0x1p-20 }) // the terms are of order one
		}
	}
}

// One and two steps from w = 1 with constant gradients, worked out by hand from
// the definitions.
func TestReferenceStepsByHand(t *testing.T) {
	d := Reference()
	fresh := func() (w, g, m, v Buffer) {
		w, g, m, v = d.Alloc(1), d.Alloc(1), d.Alloc(1), d.Alloc(1)
		d.Fill(w, 1)
		d.Fill(g, 4)
		return
	}
	check := func(name string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: %.15g, want %.15g", name, got, want)
		}
	}
	w, g, m, v := fresh()
	// The first step of Adam is of length lr, whatever the gradient.
	d.Adam(w, g, m, v, AdamStep{LR: 0.1, Beta1: 0.9, Beta2: 0.999, C1: 0.1, C2: 0.001})
	check("Adam w", Doubles(w)[0], 0.9)
	check("Adam m", Doubles(m)[0], 0.4)
	check("Adam v", Doubles(v)[0], 0.016)

	w, g, m, v = fresh()
	// Weight decay enters the gradient: 4 + ½·1.
	d.Adam(w, g, m, v, AdamStep{LR: 0.1, Beta1: 0.9, Beta2: 0.999, WeightDecay: 0.5, C1: 0.1, C2: 0.001})
	check("Adam m with decay", Doubles(m)[0], 0.45)

	w, g, m, v = fresh()
	// AdamW shrinks the weight to 0.8 before the step.
	d.Adam(w, g, m, v, AdamStep{LR: 0.1, Beta1: 0.9, Beta2: 0.999, Shrink: 0.2, C1: 0.1, C2: 0.001})
	check("AdamW w", Doubles(w)[0], 0.7)
	check("AdamW m", Doubles(m)[0], 0.4)

	w, g, _, v = fresh()
	d.RMSProp(w, g, v, RMSPropStep{LR: 0.1, Alpha: 0.75, Eps: 2}) // v = ¼·16, w = 1 − 0.4/(2+2)
	check("RMSProp v", Doubles(v)[0], 4)
	check("RMSProp w", Doubles(w)[0], 0.9)

	w, g, m, _ = fresh()
	for range 2 { // m = 4, then 0.5·4 + 4
		d.SGD(w, g, m, SGDStep{LR: 0.1, Momentum: 0.5})
	}
	check("SGD m", Doubles(m)[0], 6)
	check("SGD w", Doubles(w)[0], 0)

	d.Fill(w, 1)
	d.Lerp(w, g, 0.25)
	check("Lerp", Doubles(w)[0], 1.75)
}

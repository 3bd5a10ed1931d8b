package kernel

// #include "kernel.h"
import "C"

import "math"

// The constants of a step are computed in float64 and rounded once.

// Adam implements Device.
func (d *CPUDevice) Adam(w, g, m, v Buffer, o AdamStep) {
	checkLen("Adam", "operands", w.Len, g.Len, m.Len, v.Len)
	step := C.adam_step{
		lr: C.float(o.LR / o.C1), beta1: C.float(o.Beta1), beta2: C.float(o.Beta2), eps: C.float(o.Eps),
		decay: C.float(o.WeightDecay), keep: C.float(1 - o.Shrink), rest1: C.float(1 - o.Beta1), rest2: C.float(1 - o.Beta2),
		root: C.float(1 / math.Sqrt(o.C2)),
	}
	C.gander_adam(d.device, ptr(w), ptr(g), ptr(m), ptr(v), C.isize(w.Len), step)
}

// RMSProp implements Device.
func (d *CPUDevice) RMSProp(w, g, v Buffer, o RMSPropStep) {
	checkLen("RMSProp", "operands", w.Len, g.Len, v.Len)
	step := C.rmsprop_step{lr: C.float(o.LR), alpha: C.float(o.Alpha), rest: C.float(1 - o.Alpha), eps: C.float(o.Eps), decay: C.float(o.WeightDecay)}
	C.gander_rmsprop(d.device, ptr(w), ptr(g), ptr(v), C.isize(w.Len), step)
}

// SGD implements Device.
func (d *CPUDevice) SGD(w, g, m Buffer, o SGDStep) {
	checkLen("SGD", "operands", w.Len, g.Len, m.Len)
	step := C.sgd_step{lr: C.float(o.LR), momentum: C.float(o.Momentum), decay: C.float(o.WeightDecay), nesterov: truth(o.Nesterov)}
	C.gander_sgd(d.device, ptr(w), ptr(g), ptr(m), C.isize(w.Len), step)
}

// Lerp implements Device.
func (d *CPUDevice) Lerp(a, b Buffer, t float64) {
	checkLen("Lerp", "operands", a.Len, b.Len)
	C.gander_lerp(d.device, ptr(a), ptr(b), C.isize(a.Len), C.float(t))
}

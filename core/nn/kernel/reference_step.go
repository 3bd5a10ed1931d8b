package kernel

import "math"

func (reference) Adam(w, g, m, v Buffer, o AdamStep) {
	checkLen("Adam", "operands", w.Len, g.Len, m.Len, v.Len)
	ws, gs, ms, vs := doubles(w), doubles(g), doubles(m), doubles(v)
	for i := range ws {
		grad := gs[i] + float64(o.WeightDecay*ws[i])
		ms[i] = float64(o.Beta1*ms[i]) + float64((1-o.Beta1)*grad)
		vs[i] = float64(o.Beta2*vs[i]) + float64((1-o.Beta2)*float64(grad*grad))
		ws[i] = float64((1-o.Shrink)*ws[i]) - o.LR/o.C1*ms[i]/(math.Sqrt(vs[i]/o.C2)+o.Eps)
	}
}

func (reference) RMSProp(w, g, v Buffer, o RMSPropStep) {
	checkLen("RMSProp", "operands", w.Len, g.Len, v.Len)
	ws, gs, vs := doubles(w), doubles(g), doubles(v)
	for i := range ws {
		grad := gs[i] + float64(o.WeightDecay*ws[i])
		vs[i] = float64(o.Alpha*vs[i]) + float64((1-o.Alpha)*float64(grad*grad))
		ws[i] -= o.LR * grad / (math.Sqrt(vs[i]) + o.Eps)
	}
}

func (reference) SGD(w, g, m Buffer, o SGDStep) {
	checkLen("SGD", "operands", w.Len, g.Len, m.Len)
	ws, gs, ms := doubles(w), doubles(g), doubles(m)
	for i := range ws {
		grad := gs[i] + float64(o.WeightDecay*ws[i])
		ms[i] = float64(o.Momentum*ms[i]) + grad
		step := ms[i]
		if o.Nesterov {
			step = grad + float64(o.Momentum*ms[i])
		}
		ws[i] -= float64(o.LR * step)
	}
}

func (reference) Lerp(a, b Buffer, t float64) {
	checkLen("Lerp", "operands", a.Len, b.Len)
	as, bs := doubles(a), doubles(b)
	for i := range as {
		as[i] += float64(t * (bs[i] - as[i]))
	}
}

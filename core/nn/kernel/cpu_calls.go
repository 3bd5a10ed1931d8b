package kernel

// #include "kernel.h"
import "C"

func (c Conv) geometry() C.geometry {
	return C.geometry{
		n: C.isize(c.N), h: C.isize(c.H), w: C.isize(c.W), ci: C.isize(c.Ci),
		oh: C.isize(c.OH), ow: C.isize(c.OW), co: C.isize(c.Co),
		kh: C.isize(c.KH), kw: C.isize(c.KW),
		stride_h: C.isize(c.StrideH), stride_w: C.isize(c.StrideW),
		pad_top: C.isize(c.PadTop), pad_left: C.isize(c.PadLeft),
	}
}

// Conv implements Device. Each number is the sum of chains of fused multiply-adds
// over (kh, kw, ci) ascending, each of some 256 terms (tile.h has the rule); with
// up to eight channels of y it has sixteen partial sums instead (narrow.h).
func (d *CPUDevice) Conv(y, x, w Buffer, c Conv) {
	c.check("Conv", x, w, y)
	C.gander_conv(d.device, ptr(y), ptr(x), ptr(w), c.geometry())
}

// ConvInput implements Device, in sums like those of Conv over (kh, kw, co)
// ascending, or with kw descending where windows move by one place and y has few
// channels, or x has.
func (d *CPUDevice) ConvInput(x, y, w Buffer, c Conv) {
	c.check("ConvInput", x, w, y)
	C.gander_conv_input(d.device, ptr(x), ptr(y), ptr(w), c.geometry())
}

// ConvWeight implements Device. Each number is the sum, in ascending order, of
// chains over 128 output pixels each.
func (d *CPUDevice) ConvWeight(w, x, y Buffer, c Conv) {
	c.check("ConvWeight", x, w, y)
	C.gander_conv_weight(d.device, ptr(w), ptr(x), ptr(y), c.geometry())
}

// MatMul implements Device, in sums like those of Conv over k ascending.
func (d *CPUDevice) MatMul(c, a, b Buffer, m, n, k int, ta, tb bool) {
	checkMatMul(c, a, b, m, n, k)
	C.gander_matmul(d.device, ptr(c), ptr(a), ptr(b), C.isize(m), C.isize(n), C.isize(k), truth(ta), truth(tb))
}

func truth(b bool) C.int {
	if b {
		return 1
	}
	return 0
}

// Map implements Device.
func (d *CPUDevice) Map(f Unary, y, x Buffer) {
	checkLen("Map", "operands", y.Len, x.Len)
	C.gander_map(d.device, C.int(f.Kind), C.double(f.P), C.double(f.Q), ptr(y), ptr(x), C.isize(y.Len))
}

// Zip implements Device.
func (d *CPUDevice) Zip(f Binary, y, a, b Buffer) {
	checkLen("Zip", "operands", y.Len, a.Len, b.Len)
	C.gander_zip(d.device, C.int(f.Kind), C.float(f.P), ptr(y), ptr(a), ptr(b), C.isize(y.Len))
}

// Sum implements Device. Sums of 64 numbers along B (of 1024 in sixteen
// interleaved ones where C is below sixteen) are added pair by pair in a tree.
func (d *CPUDevice) Sum(y, x Buffer, v View) {
	v.check("Sum", x, y)
	C.gander_sum(d.device, ptr(y), ptr(x), nil, v.view())
}

// Dot implements Device, in the order of Sum.
func (d *CPUDevice) Dot(y, x, z Buffer, v View) {
	v.check("Dot", x, y)
	v.check("Dot", z, y)
	C.gander_sum(d.device, ptr(y), ptr(x), ptr(z), v.view())
}

func (v View) view() C.view { return C.view{C.isize(v.A), C.isize(v.B), C.isize(v.C)} }

// Broadcast implements Device.
func (d *CPUDevice) Broadcast(y, s Buffer, v View) {
	v.check("Broadcast", y, s)
	C.gander_spread(d.device, C.BROADCAST, ptr(y), nil, ptr(s), v.view())
}

// Scale implements Device.
func (d *CPUDevice) Scale(y, x, s Buffer, v View) {
	v.check("Scale", y, s)
	v.check("Scale", x, s)
	C.gander_spread(d.device, C.SCALE, ptr(y), ptr(x), ptr(s), v.view())
}

// Shift implements Device.
func (d *CPUDevice) Shift(y, x, s Buffer, v View) {
	v.check("Shift", y, s)
	v.check("Shift", x, s)
	C.gander_spread(d.device, C.SHIFT, ptr(y), ptr(x), ptr(s), v.view())
}

// CopyRange implements Device.
func (d *CPUDevice) CopyRange(y Buffer, yv View, to int, x Buffer, xv View, from, n int) {
	checkCopyRange(y, yv, to, x, xv, from, n)
	if n == 0 || yv.A*yv.C == 0 {
		return
	}
	dst, src := d.Slice(y, to*yv.C, n*yv.C), d.Slice(x, from*xv.C, n*xv.C)
	C.gander_copy(d.device, ptr(dst), C.isize(yv.B*yv.C), ptr(src), C.isize(xv.B*xv.C), C.isize(yv.A), C.isize(dst.Len))
}

// Fill implements Device.
func (d *CPUDevice) Fill(y Buffer, value float64) {
	C.gander_fill(d.device, ptr(y), C.float(value), C.isize(y.Len))
}

// Finite implements Device.
func (d *CPUDevice) Finite(x Buffer) bool {
	return C.gander_finite(d.device, ptr(x), C.isize(x.Len)) != 0
}

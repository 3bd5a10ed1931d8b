package kernel

// #include "kernel.h"
import "C"

// A Block is a tensor seen as four axes, (P, A, B, C) in row-major order, of
// which Swap exchanges the two in the middle.
type Block struct{ P, A, B, C int }

func (b Block) check(y, x Buffer) {
	n := b.P * b.A * b.B * b.C
	checkLen("Swap", "y", n, y.Len)
	checkLen("Swap", "x", n, x.Len)
}

// Swap implements Device.
func (d *CPUDevice) Swap(y, x Buffer, b Block) {
	b.check(y, x)
	C.gander_swap(d.device, ptr(y), ptr(x), C.isize(b.P), C.isize(b.A), C.isize(b.B), C.isize(b.C))
}

func (reference) Swap(y, x Buffer, b Block) {
	b.check(y, x)
	ys, xs := doubles(y), doubles(x)
	for p := range b.P {
		for i := range b.A {
			for j := range b.B {
				from, to := ((p*b.A+i)*b.B+j)*b.C, ((p*b.B+j)*b.A+i)*b.C
				copy(ys[to:to+b.C], xs[from:from+b.C])
			}
		}
	}
}

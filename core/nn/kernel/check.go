package kernel

import (
	"fmt"
	"slices"
)

// The checks panic, as a wrong length is a mistake in the calling code, and one
// that C would turn into damaged memory.

func checkLen(function, operand string, lengths ...int) {
	for _, n := range lengths[1:] {
		if n != lengths[0] {
			// A copy, as what is printed must live on the heap.
			panic(fmt.Sprintf("kernel: %s: %s: lengths %v differ", function, operand, slices.Clone(lengths)))
		}
	}
}

func (b Buffer) checkSlice(from, n int) {
	if from < 0 || n < 0 || from+n > b.Len {
		panic(fmt.Sprintf("kernel: slice [%d:%d] of a buffer of %d", from, from+n, b.Len))
	}
}

// check panics unless the buffers have the lengths that the geometry asks for.
func (c Conv) check(function string, x, w, y Buffer) {
	if c.StrideH < 1 || c.StrideW < 1 || c.KH < 1 || c.KW < 1 {
		panic(fmt.Sprintf("kernel: %s: %+v has a stride or kernel below one", function, c))
	}
	checkLen(function, "x", c.N*c.H*c.W*c.Ci, x.Len)
	checkLen(function, "w", c.KH*c.KW*c.Ci*c.Co, w.Len)
	checkLen(function, "y", c.N*c.OH*c.OW*c.Co, y.Len)
}

func (v View) len() int { return v.A * v.B * v.C }

// check panics unless whole has the view's elements and part one for each (a, c).
func (v View) check(function string, whole, part Buffer) {
	checkLen(function, "the view", v.len(), whole.Len)
	checkLen(function, "a number for each A and C", v.A*v.C, part.Len)
}

func checkCopyRange(y Buffer, yv View, to int, x Buffer, xv View, from, n int) {
	checkLen("CopyRange", "y", yv.len(), y.Len)
	checkLen("CopyRange", "x", xv.len(), x.Len)
	if yv.A != xv.A || yv.C != xv.C || n < 0 || min(to, from) < 0 || to+n > yv.B || from+n > xv.B {
		panic(fmt.Sprintf("kernel: CopyRange: %d slices at %d of %+v to %d of %+v", n, from, xv, to, yv))
	}
}

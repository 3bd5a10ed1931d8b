package kernel

// #include "kernel.h"
import "C"

// A Border is Size rows and columns around each of N planes of (H, W, C) that
// mirror the plane at its edges without repeating them. Size is less than H and W.
type Border struct{ N, H, W, C, Size int }

func (b Border) check(f string, plane, padded Buffer) {
	if b.Size < 0 || b.N*b.H*b.W > 0 && (b.Size >= b.H || b.Size >= b.W) {
		panic("kernel: " + f + ": the border is as large as the plane")
	}
	checkLen(f, "plane", b.N*b.H*b.W*b.C, plane.Len)
	checkLen(f, "padded plane", b.N*(b.H+2*b.Size)*(b.W+2*b.Size)*b.C, padded.Len)
}

func (b Border) border() C.border {
	return C.border{n: C.isize(b.N), h: C.isize(b.H), w: C.isize(b.W), c: C.isize(b.C), size: C.isize(b.Size)}
}

// Mirror implements Device.
func (d *CPUDevice) Mirror(y, x Buffer, b Border) {
	b.check("Mirror", x, y)
	C.gander_mirror(d.device, ptr(y), ptr(x), b.border())
}

// Fold implements Device. Each number is the sum over the rows that show it, first
// itself, then its image above and below, and in each of them over its columns,
// first itself, then its image on the left and on the right.
func (d *CPUDevice) Fold(x, y Buffer, b Border) {
	b.check("Fold", x, y)
	C.gander_fold(d.device, ptr(x), ptr(y), b.border())
}

func (reference) Mirror(y, x Buffer, b Border) {
	b.check("Mirror", x, y)
	ys, xs := doubles(y), doubles(x)
	b.each(func(plane, padded int) { ys[padded] = xs[plane] })
}

func (reference) Fold(x, y Buffer, b Border) {
	b.check("Fold", x, y)
	xs, ys := doubles(x), doubles(y)
	clear(xs)
	b.each(func(plane, padded int) { xs[plane] += ys[padded] })
}

// each visits every number of the padded planes with the one that it shows.
func (b Border) each(visit func(plane, padded int)) {
	padded := 0
	for n := range b.N {
		for i := range b.H + 2*b.Size {
			for j := range b.W + 2*b.Size {
				pixel := (n*b.H+mirrored(i-b.Size, b.H))*b.W + mirrored(j-b.Size, b.W)
				for c := range b.C {
					visit(pixel*b.C+c, padded)
					padded++
				}
			}
		}
	}
}

// mirrored is the place in 0 … n−1 that place i shows.
func mirrored(i, n int) int {
	if i < 0 {
		return -i
	}
	return min(i, 2*(n-1)-i)
}

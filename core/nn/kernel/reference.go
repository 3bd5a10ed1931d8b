package kernel

import "unsafe"

// reference is the float64 device. Its buffers are Go slices and its functions
// are loops that follow the definitions, so that there is nothing to get wrong.
// It keeps Sum and the convolutions in plain ascending order; products that feed
// sums are rounded on their own, so that every compiler agrees.
type reference struct{}

// Reference is the float64 device.
func Reference() Device { return reference{} }

func (reference) Name() string { return "reference" }

func (reference) Alloc(n int) Buffer {
	return Buffer{Ptr: unsafe.Pointer(unsafe.SliceData(make([]float64, n))), Len: n}
}

func (reference) Free(Buffer) {}

func (reference) Slice(b Buffer, from, n int) Buffer {
	b.checkSlice(from, n)
	return Buffer{Ptr: unsafe.Add(b.Ptr, 8*from), Len: n}
}

func (reference) Upload(dst Buffer, src []float32) {
	checkLen("Upload", "operands", dst.Len, len(src))
	for i, d := 0, doubles(dst); i < len(src); i++ {
		d[i] = float64(src[i])
	}
}

func (reference) Download(dst []float32, src Buffer) {
	checkLen("Download", "operands", src.Len, len(dst))
	for i, v := range doubles(src) {
		dst[i] = float32(v)
	}
}

func (reference) Copy(dst, src Buffer) {
	checkLen("Copy", "operands", dst.Len, src.Len)
	copy(doubles(dst), doubles(src))
}

func (reference) Wait() {}

// Doubles is the memory of a buffer of the reference device, without a copy.
func Doubles(b Buffer) []float64 { return doubles(b) }

func doubles(b Buffer) []float64 { return unsafe.Slice((*float64)(b.Ptr), b.Len) }

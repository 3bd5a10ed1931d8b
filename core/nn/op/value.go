package op

import (
	"fmt"
	"unsafe"

	"gorgonia.org/tensor"

	"gander/core/nn/kernel"
)

// DeviceFor is the device that computes numbers of type of where no other has
// been bound: the CPU for float32, the reference for float64.
func DeviceFor(of tensor.Dtype) kernel.Device {
	switch of {
	case tensor.Float32:
		return kernel.CPU()
	case tensor.Float64:
		return kernel.Reference()
	}
	panic(fmt.Sprintf("op: no device computes %v", of))
}

// Dense is a Gorgonia value over a device's buffer. It shares the memory, which
// must outlive it.
func Dense(b kernel.Buffer, of tensor.Dtype, shape tensor.Shape) *tensor.Dense {
	if n := shape.TotalSize(); n != b.Len {
		panic(fmt.Sprintf("op: a buffer of %d numbers can't be seen as %v", b.Len, shape))
	}
	if of == tensor.Float32 {
		return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(unsafe.Slice((*float32)(b.Ptr), b.Len)))
	}
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(unsafe.Slice((*float64)(b.Ptr), b.Len)))
}

// Buffer is where a value's numbers lie.
func Buffer(t *tensor.Dense) kernel.Buffer {
	if t.Dtype() == tensor.Float32 {
		s := t.Float32s()
		return kernel.Buffer{Ptr: unsafe.Pointer(unsafe.SliceData(s)), Len: len(s)}
	}
	s := t.Float64s()
	return kernel.Buffer{Ptr: unsafe.Pointer(unsafe.SliceData(s)), Len: len(s)}
}

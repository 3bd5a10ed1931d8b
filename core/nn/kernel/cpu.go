package kernel

/*
#cgo CFLAGS: -O3 -std=c11 -D_POSIX_C_SOURCE=200809L
#cgo !windows LDFLAGS: -lm -lpthread
#include "kernel.h"
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// A CPUDevice is the float32 device. Its methods are safe for concurrent use;
// calls wait for each other.
type CPUDevice struct {
	device  *C.device
	isa     string
	threads int
}

var _ Device = (*CPUDevice)(nil)

// NewCPU is a device with its own threads, on one of the instruction sets that
// ISAs lists. The caller closes it.
func NewCPU(isa string, threads int) (*CPUDevice, error) {
	if threads < 1 {
		return nil, fmt.Errorf("kernel: %d threads, want at least one", threads)
	}
	set := isas()[isa]
	if set == nil {
		return nil, fmt.Errorf("kernel: no instruction set %q on this processor, which has %v", isa, ISAs())
	}
	device := C.gander_open(set, C.int(threads))
	if device == nil {
		return nil, fmt.Errorf("kernel: the system refuses %d threads", threads)
	}
	return &CPUDevice{device, isa, threads}, nil
}

// ISAs lists the instruction sets that this processor can run, the fastest
// first: of avx512, avx2, portable (four lanes, fused multiply-add) and emulated
// (no fused multiply-add; correct, and a hundred times slower).
func ISAs() []string {
	var names []string
	for i := C.int(0); C.gander_isa(i) != nil; i++ {
		names = append(names, C.GoString(C.gander_isa(i).name))
	}
	return names
}

func isas() map[string]*C.isa {
	sets := map[string]*C.isa{}
	for i, name := range ISAs() {
		sets[name] = C.gander_isa(C.int(i))
	}
	return sets
}

// Close ends the device's threads. Its buffers live on.
func (d *CPUDevice) Close() { C.gander_close(d.device) }

// Name is "cpu/" and the instruction set.
func (d *CPUDevice) Name() string { return "cpu/" + d.isa }

// Threads is the number of threads that share a call, the caller's included.
func (d *CPUDevice) Threads() int { return d.threads }

// setThreads changes their number. The scratch memory stays, so that numbers that
// take turns don't leave it behind each time.
func (d *CPUDevice) setThreads(n int) error {
	if n < 1 {
		return fmt.Errorf("kernel: %d threads, want at least one", n)
	}
	if C.gander_set_threads(d.device, C.int(n)) == 0 {
		return fmt.Errorf("kernel: the system refuses %d threads", n)
	}
	d.threads = n
	return nil
}

// Alloc returns a zeroed buffer of n numbers. It panics where memory runs out.
func (d *CPUDevice) Alloc(n int) Buffer {
	p := C.gander_alloc(C.isize(n))
	if p == nil {
		panic(fmt.Sprintf("kernel: out of memory for %d numbers", n))
	}
	return Buffer{Ptr: unsafe.Pointer(p), Len: n}
}

// Free releases what Alloc returned.
func (d *CPUDevice) Free(b Buffer) { C.gander_free(ptr(b)) }

// Slice is the view of n numbers from the given one.
func (d *CPUDevice) Slice(b Buffer, from, n int) Buffer {
	b.checkSlice(from, n)
	return Buffer{Ptr: unsafe.Add(b.Ptr, 4*from), Len: n}
}

// Upload copies src to the device.
func (d *CPUDevice) Upload(dst Buffer, src []float32) {
	checkLen("Upload", "operands", dst.Len, len(src))
	d.copyAll(dst, unsafe.Pointer(unsafe.SliceData(src)))
}

// Download copies src from the device.
func (d *CPUDevice) Download(dst []float32, src Buffer) {
	checkLen("Download", "operands", src.Len, len(dst))
	copy(dst, Floats(src))
}

// Copy copies src to dst.
func (d *CPUDevice) Copy(dst, src Buffer) {
	checkLen("Copy", "operands", dst.Len, src.Len)
	d.copyAll(dst, src.Ptr)
}

// copyAll fills dst, on all threads where that is much: what is written for the
// first time costs more than its copy.
func (d *CPUDevice) copyAll(dst Buffer, src unsafe.Pointer) {
	C.gander_copy(d.device, ptr(dst), 0, (*C.float)(src), 0, 1, C.isize(dst.Len))
}

// Wait returns at once: every call has done its work when it returns.
func (d *CPUDevice) Wait() {}

// Floats is the memory of a buffer of a CPU device, without a copy.
func Floats(b Buffer) []float32 { return unsafe.Slice((*float32)(b.Ptr), b.Len) }

func ptr(b Buffer) *C.float { return (*C.float)(b.Ptr) }

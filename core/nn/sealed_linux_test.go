package nn_test

import (
	"bytes"
	"errors"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"unsafe"

	"gander/core/nn"
	"gander/core/nn/kernel"
)

// sealed is the CPU device with memory that nobody but its kernels can touch:
// outside a call every page of it is protected, and reading it kills the
// process. It stands for a device with memory of its own.
type sealed struct {
	kernel.Device
	mu    sync.Mutex
	pages map[unsafe.Pointer][]byte
}

func newSealed() *sealed {
	return &sealed{Device: kernel.CPU(), pages: map[unsafe.Pointer][]byte{}}
}

func (s *sealed) Alloc(n int) kernel.Buffer {
	s.mu.Lock()
	defer s.mu.Unlock()
	page, err := syscall.Mmap(-1, 0, max(4*n, 1), syscall.PROT_NONE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		panic(err)
	}
	ptr := unsafe.Pointer(unsafe.SliceData(page))
	s.pages[ptr] = page
	return kernel.Buffer{Ptr: ptr, Len: n}
}

func (s *sealed) Free(b kernel.Buffer) {
	if err := syscall.Munmap(s.pages[b.Ptr]); err != nil {
		panic(err)
	}
	delete(s.pages, b.Ptr)
}

// open lifts the protection for the length of a call: defer s.open()().
func (s *sealed) open() (seal func()) {
	s.protect(syscall.PROT_READ | syscall.PROT_WRITE)
	return func() {
		s.Device.Wait()
		s.protect(syscall.PROT_NONE)
	}
}

func (s *sealed) protect(how int) {
	for _, page := range s.pages {
		if err := syscall.Mprotect(page, how); err != nil {
			panic(err)
		}
	}
}

type buf = kernel.Buffer

func (s *sealed) Upload(dst buf, src []float32)   { defer s.open()(); s.Device.Upload(dst, src) }
func (s *sealed) Download(dst []float32, src buf) { defer s.open()(); s.Device.Download(dst, src) }
func (s *sealed) Copy(dst, src buf)               { defer s.open()(); s.Device.Copy(dst, src) }
func (s *sealed) Conv(y, x, w buf, c kernel.Conv) { defer s.open()(); s.Device.Conv(y, x, w, c) }
func (s *sealed) ConvInput(x, y, w buf, c kernel.Conv) {
	defer s.open()()
	s.Device.ConvInput(x, y, w, c)
}
func (s *sealed) ConvWeight(w, x, y buf, c kernel.Conv) {
	defer s.open()()
	s.Device.ConvWeight(w, x, y, c)
}
func (s *sealed) MatMul(c, a, b buf, m, n, k int, ta, tb bool) {
	defer s.open()()
	s.Device.MatMul(c, a, b, m, n, k, ta, tb)
}
func (s *sealed) Map(f kernel.Unary, y, x buf)     { defer s.open()(); s.Device.Map(f, y, x) }
func (s *sealed) Zip(f kernel.Binary, y, a, b buf) { defer s.open()(); s.Device.Zip(f, y, a, b) }
func (s *sealed) Sum(y, x buf, v kernel.View)      { defer s.open()(); s.Device.Sum(y, x, v) }
func (s *sealed) Dot(y, x, z buf, v kernel.View)   { defer s.open()(); s.Device.Dot(y, x, z, v) }
func (s *sealed) Broadcast(y, x buf, v kernel.View) {
	defer s.open()()
	s.Device.Broadcast(y, x, v)
}
func (s *sealed) Scale(y, x, z buf, v kernel.View) { defer s.open()(); s.Device.Scale(y, x, z, v) }
func (s *sealed) Shift(y, x, z buf, v kernel.View) { defer s.open()(); s.Device.Shift(y, x, z, v) }
func (s *sealed) CopyRange(y buf, yv kernel.View, to int, x buf, xv kernel.View, from, n int) {
	defer s.open()()
	s.Device.CopyRange(y, yv, to, x, xv, from, n)
}
func (s *sealed) Mirror(y, x buf, b kernel.Border) { defer s.open()(); s.Device.Mirror(y, x, b) }
func (s *sealed) Fold(x, y buf, b kernel.Border)   { defer s.open()(); s.Device.Fold(x, y, b) }
func (s *sealed) Swap(y, x buf, v kernel.Block)    { defer s.open()(); s.Device.Swap(y, x, v) }
func (s *sealed) Fill(y buf, value float64)        { defer s.open()(); s.Device.Fill(y, value) }
func (s *sealed) Adam(w, g, m, v buf, o kernel.AdamStep) {
	defer s.open()()
	s.Device.Adam(w, g, m, v, o)
}
func (s *sealed) RMSProp(w, g, v buf, o kernel.RMSPropStep) {
	defer s.open()()
	s.Device.RMSProp(w, g, v, o)
}
func (s *sealed) SGD(w, g, m buf, o kernel.SGDStep) { defer s.open()(); s.Device.SGD(w, g, m, o) }
func (s *sealed) Lerp(a, b buf, t float64)          { defer s.open()(); s.Device.Lerp(a, b, t) }
func (s *sealed) Finite(x buf) bool                 { defer s.open()(); return s.Device.Finite(x) }

// Nothing above the kernels knows where the numbers lie.
func TestOnlyKernelsTouchMemory(t *testing.T) {
	for name, build := range trials {
		t.Run(name, func(t *testing.T) {
			r, own := nn.NewRegistry(nn.Float32, 1), nn.NewRegistryOn(newSealed(), nn.Float32, 1)
			p, q := build(t, r), build(t, own)
			steps(t, p, 2)
			steps(t, q, 2)
			if !bytes.Equal(state(t, own), state(t, r)) {
				t.Error("the same kernels on memory of their own give other bits")
			}
			q.Close()
			own.Close()
		})
	}
}

// So is it where numbers went wrong.
func TestDiagnosisTouchesNoMemory(t *testing.T) {
	f := faults["a huge rate overflows"]
	f.between = nn.LeakyReLU{Slope: .2}
	p, err := f.build(nn.NewRegistryOn(newSealed(), nn.Float32, 1))
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if err = p.Step(); err != nil {
			break
		}
	}
	if !errors.Is(err, nn.ErrNotFinite) || !regexp.MustCompile(f.want).MatchString(err.Error()) {
		t.Errorf("Step = %v\nwant %s", err, f.want)
	}
}

package kernel

import (
	"strings"
	"sync"
	"testing"
)

func TestNewCPURefuses(t *testing.T) {
	for _, test := range []struct {
		isa     string
		threads int
		want    string
	}{
		{"sse9", 1, `no instruction set "sse9"`},
		{ISAs()[0], 0, "0 threads"},
	} {
		_, err := NewCPU(test.isa, test.threads)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("NewCPU(%q, %d): %v, want %q", test.isa, test.threads, err, test.want)
		}
	}
}

func TestEnvironment(t *testing.T) {
	for _, test := range []struct {
		isa, threads string
		want         []string
	}{
		{"", "", nil},
		{"emulated", "3", nil},
		{"sse9", "", []string{"GANDER_ISA=sse9"}},
		{"sse9", "many", []string{"GANDER_ISA=sse9", "GANDER_THREADS=many"}},
		{"", "0", []string{"GANDER_THREADS=0"}},
	} {
		t.Setenv("GANDER_ISA", test.isa)
		t.Setenv("GANDER_THREADS", test.threads)
		err := Environment()
		if (err == nil) != (test.want == nil) {
			t.Errorf("%q, %q: %v", test.isa, test.threads, err)
		}
		for _, want := range test.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q, %q: %v, want %q", test.isa, test.threads, err, want)
			}
		}
	}
}

func TestSetThreadsKeepsTheDevice(t *testing.T) {
	d := CPU()
	before, memory := d.(*CPUDevice).Threads(), d.(*CPUDevice).device
	defer SetThreads(before)
	for _, n := range []int{before + 1, 1, 2} {
		if err := SetThreads(n); err != nil {
			t.Fatal(err)
		}
		if CPU() != d || d.(*CPUDevice).Threads() != n {
			t.Errorf("after SetThreads(%d) the device has %d threads", n, d.(*CPUDevice).Threads())
		}
		if d.(*CPUDevice).device != memory {
			t.Errorf("SetThreads(%d) gives the device new scratch memory", n)
		}
	}
	if err := SetThreads(0); err == nil {
		t.Error("SetThreads(0) is accepted")
	}
}

// Goroutines that share a device must not see each other's scratch memory.
func TestConcurrentCalls(t *testing.T) {
	d, err := NewCPU(ISAs()[0], 3)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	const n = 64
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			a, b, c := d.Alloc(n*n), d.Alloc(n*n), d.Alloc(n*n)
			d.Fill(a, float64(i+1))
			d.Fill(b, 1)
			for range 50 {
				d.MatMul(c, a, b, n, n, n, true, false)
				for _, v := range Floats(c) {
					if v != float32(n*(i+1)) {
						t.Errorf("goroutine %d: %g, want %d", i, v, n*(i+1))
						return
					}
				}
			}
		})
	}
	wait.Wait()
}

// A training step calls kernels thousands of times; none may burden the
// collector.
func TestCallsDoNotAllocate(t *testing.T) {
	d := CPU()
	x := d.Alloc(64)
	g := Conv{N: 1, H: 2, W: 2, Ci: 16, OH: 2, OW: 2, Co: 16, KH: 1, KW: 1, StrideH: 1, StrideW: 1}
	w := d.Alloc(256)
	y := d.Alloc(64)
	calls := func() {
		d.Map(Unary{Kind: Abs}, y, x)
		d.Zip(Binary{Kind: Mul}, y, x, x)
		d.Conv(y, x, w, g)
		d.ConvInput(x, y, w, g)
		d.ConvWeight(w, x, y, g)
		d.MatMul(y, x, d.Slice(w, 0, 64), 8, 8, 8, true, false)
		d.Scale(y, x, d.Slice(w, 0, 16), View{1, 4, 16})
		d.Adam(y, x, y, y, AdamStep{C1: 1, C2: 1})
		d.CopyRange(y, View{1, 4, 16}, 0, x, View{1, 4, 16}, 1, 2)
	}
	calls()
	if n := testing.AllocsPerRun(20, calls); n != 0 {
		t.Errorf("%g allocations in nine calls", n)
	}
}

func TestWrongLengthsPanic(t *testing.T) {
	for _, d := range []Device{Reference(), CPU()} {
		four, three := d.Alloc(4), d.Alloc(3)
		for name, f := range map[string]func(){
			"Map":       func() { d.Map(Unary{Kind: Abs}, four, three) },
			"MatMul":    func() { d.MatMul(four, four, three, 2, 2, 2, false, false) },
			"Conv":      func() { d.Conv(four, four, three, Conv{1, 2, 2, 1, 2, 2, 1, 1, 1, 1, 1, 0, 0}) },
			"Sum":       func() { d.Sum(three, four, View{1, 2, 2}) },
			"CopyRange": func() { d.CopyRange(four, View{1, 4, 1}, 2, three, View{1, 3, 1}, 0, 3) },
			"Slice":     func() { d.Slice(four, 2, 3) },
			"Adam":      func() { d.Adam(four, four, three, four, AdamStep{}) },
		} {
			func() {
				defer func() {
					if s, ok := recover().(string); !ok || !strings.HasPrefix(s, "kernel: ") {
						t.Errorf("%s: %s of wrong lengths does not panic with its name", d.Name(), name)
					}
				}()
				f()
			}()
		}
	}
}

package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

var views = []View{
	{1, 1, 1}, {1, 7, 1}, {3, 100, 1}, {2, 5000, 1}, {1, 33, 2}, {2, 3000, 3}, {1, 2047, 15}, {2, 1025, 16},
	{1, 2049, 17}, {3, 5, 64}, {1, 70, 300}, {2, 1, 513}, {4, 3, 1000}, {1, 70_000, 1}, {64, 1, 1}, {1, 0, 5}, {0, 3, 5},
}

func TestSums(t *testing.T) {
	devices := cpus(t)
	r := rand.New(rand.NewPCG(7, 7))
	for _, v := range views {
		x, z := random(r, v.len()), random(r, v.len())
		out := [][]float32{unwritten(v.A * v.C)}
		terms := 16 + v.B/16
		call{fmt.Sprintf("Sum %v", v), [][]float32{x}, out,
			func(d Device, in, out []Buffer) { d.Sum(out[0], in[0], v) }, terms}.agrees(t, devices)
		call{fmt.Sprintf("Dot %v", v), [][]float32{x, z}, out,
			func(d Device, in, out []Buffer) { d.Dot(out[0], in[0], in[1], v) }, terms}.agrees(t, devices)
	}
}

func TestBroadcasts(t *testing.T) {
	devices := cpus(t)
	r := rand.New(rand.NewPCG(8, 8))
	for _, v := range views {
		x, s := random(r, v.len()), random(r, v.A*v.C)
		out := [][]float32{unwritten(v.len())}
		call{fmt.Sprintf("Broadcast %v", v), [][]float32{s}, out,
			func(d Device, in, out []Buffer) { d.Broadcast(out[0], in[0], v) }, 0}.agrees(t, devices)
		for name, f := range map[string]func(Device, Buffer, Buffer, Buffer, View){"Scale": Device.Scale, "Shift": Device.Shift} {
			c := call{fmt.Sprintf("%s %v", name, v), [][]float32{x, s}, out,
				func(d Device, in, out []Buffer) { f(d, out[0], in[0], in[1], v) }, 1}
			c.agrees(t, devices)
			want := c.on(devices[0], same)
			inPlace := call{inputs: [][]float32{s}, outputs: [][]float32{x},
				run: func(d Device, in, out []Buffer) { f(d, out[0], out[0], in[0], v) }}
			if where := difference(inPlace.on(devices[0], same), want); where != "" {
				t.Errorf("%s %v in place differs at %s", name, v, where)
			}
		}
	}
}

// A view by hand: two samples of two places with three channels.
func TestReferenceViewsByHand(t *testing.T) {
	d := Reference()
	v := View{2, 2, 3}
	x, y := d.Alloc(12), d.Alloc(6)
	d.Upload(x, []float32{1, 2, 3, 10, 20, 30, 4, 5, 6, 40, 50, 60})
	d.Sum(y, x, v)
	expect(t, "Sum", Doubles(y), 11, 22, 33, 44, 55, 66)
	d.Dot(y, x, x, v)
	expect(t, "Dot", Doubles(y), 101, 404, 909, 1616, 2525, 3636)
	d.Broadcast(x, y, View{2, 2, 3})
	expect(t, "Broadcast", Doubles(x), 101, 404, 909, 101, 404, 909, 1616, 2525, 3636, 1616, 2525, 3636)
}

func expect(t *testing.T, name string, got []float64, want ...float64) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s = %v, want %v", name, got, want)
			return
		}
	}
}

func TestCopyRange(t *testing.T) {
	devices := cpus(t)
	r := rand.New(rand.NewPCG(9, 9))
	for range 50 {
		a, c, n := 1+r.IntN(4), 1+r.IntN(20), r.IntN(40)
		from, to := r.IntN(5), r.IntN(5)
		xv, yv := View{a, from + n + r.IntN(3), c}, View{a, to + n + r.IntN(3), c}
		call{
			name:    fmt.Sprintf("CopyRange %v at %d to %v at %d", xv, from, yv, to),
			inputs:  [][]float32{random(r, xv.len())},
			outputs: [][]float32{random(r, yv.len())},
			run:     func(d Device, in, out []Buffer) { d.CopyRange(out[0], yv, to, in[0], xv, from, n) },
		}.agrees(t, devices)
	}
}

// Two tensors put side by side along B, the way concatenation uses CopyRange.
func TestReferenceCopyRangeByHand(t *testing.T) {
	d := Reference()
	x, z, y := d.Alloc(2), d.Alloc(4), d.Alloc(6)
	d.Upload(x, []float32{1, 2})
	d.Upload(z, []float32{3, 4, 5, 6})
	d.CopyRange(y, View{2, 3, 1}, 0, x, View{2, 1, 1}, 0, 1)
	d.CopyRange(y, View{2, 3, 1}, 1, z, View{2, 2, 1}, 0, 2)
	expect(t, "concatenation", Doubles(y), 1, 3, 4, 2, 5, 6)
}

func TestSwap(t *testing.T) {
	devices := cpus(t)
	r := rand.New(rand.NewPCG(12, 12))
	for _, v := range []Block{{1, 1, 1, 1}, {2, 3, 5, 1}, {300, 17, 4, 1}, {40, 33, 2, 9}, {0, 3, 2, 1}, {2, 3, 2, 0}, {1, 200, 300, 1}} {
		n := v.P * v.A * v.B * v.C
		call{
			name:    fmt.Sprintf("Swap %+v", v),
			inputs:  [][]float32{random(r, n)},
			outputs: [][]float32{unwritten(n)},
			run:     func(d Device, in, out []Buffer) { d.Swap(out[0], in[0], v) },
		}.agrees(t, devices)
	}
}

// Two matrices, (2, 3), transposed.
func TestReferenceSwapByHand(t *testing.T) {
	d := Reference()
	x, y := d.Alloc(12), d.Alloc(12)
	d.Upload(x, []float32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
	d.Swap(y, x, Block{2, 2, 3, 1})
	expect(t, "transposed", Doubles(y), 1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12)
	d.Swap(y, x, Block{1, 2, 3, 2})
	expect(t, "transposed pairs", Doubles(y), 1, 2, 7, 8, 3, 4, 9, 10, 5, 6, 11, 12)
}

func TestMirror(t *testing.T) {
	devices := cpus(t)
	r := rand.New(rand.NewPCG(13, 13))
	for _, b := range []Border{
		{1, 1, 1, 1, 0}, {1, 2, 2, 1, 1}, {2, 3, 5, 1, 1}, {2, 5, 4, 3, 3}, {3, 16, 16, 17, 1}, {1, 64, 70, 33, 3},
		{2, 2, 40, 5, 1}, {0, 3, 4, 2, 2}, {2, 3, 4, 0, 2}, {1, 3, 3, 2, 2}, {4, 40, 9, 65, 7},
	} {
		plane, padded := b.N*b.H*b.W*b.C, b.N*(b.H+2*b.Size)*(b.W+2*b.Size)*b.C
		call{
			name:    fmt.Sprintf("Mirror %+v", b),
			inputs:  [][]float32{random(r, plane)},
			outputs: [][]float32{unwritten(padded)},
			run:     func(d Device, in, out []Buffer) { d.Mirror(out[0], in[0], b) },
		}.agrees(t, devices)
		call{
			name:    fmt.Sprintf("Fold %+v", b),
			inputs:  [][]float32{random(r, padded)},
			outputs: [][]float32{unwritten(plane)},
			run:     func(d Device, in, out []Buffer) { d.Fold(out[0], in[0], b) },
			terms:   9, // at most: three rows and three columns show a pixel
		}.agrees(t, devices)
	}
}

// A plane of 2×3 pixels with a border of one.
func TestReferenceMirrorByHand(t *testing.T) {
	d := Reference()
	x, y := d.Alloc(6), d.Alloc(20)
	d.Upload(x, []float32{1, 2, 3, 4, 5, 6})
	b := Border{1, 2, 3, 1, 1}
	d.Mirror(y, x, b)
	expect(t, "mirrored", Doubles(y), 5, 4, 5, 6, 5, 2, 1, 2, 3, 2, 5, 4, 5, 6, 5, 2, 1, 2, 3, 2)
	d.Fill(y, 1)
	d.Fold(x, y, b)
	expect(t, "how often each is shown", Doubles(x), 2, 6, 2, 2, 6, 2)
}

func TestFillAndFinite(t *testing.T) {
	for _, d := range append([]*CPUDevice{}, cpus(t)...) {
		for _, n := range lengths[1:] {
			x := d.Alloc(n)
			d.Fill(x, -2.5)
			for i, v := range Floats(x) {
				if v != -2.5 {
					t.Fatalf("%s: Fill left %g at %d of %d", d.Name(), v, i, n)
				}
			}
			Floats(x)[0] = math.MaxFloat32
			if !d.Finite(x) {
				t.Errorf("%s: %d finite numbers are not Finite", d.Name(), n)
			}
			for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				Floats(x)[n-1] = float32(bad)
				if d.Finite(x) {
					t.Errorf("%s: %g among %d is Finite", d.Name(), bad, n)
				}
			}
			d.Free(x)
		}
	}
	if r := Reference(); r.Finite(func() Buffer { b := r.Alloc(2); r.Fill(b, math.NaN()); return b }()) {
		t.Error("reference: NaN is Finite")
	}
}

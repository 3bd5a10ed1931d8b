package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// cpus are CPU devices on every instruction set of this processor, with one,
// two and three threads.
func cpus(t testing.TB) []*CPUDevice {
	t.Helper()
	var devices []*CPUDevice
	for _, isa := range ISAs() {
		for threads := 1; threads <= 3; threads++ {
			d, err := NewCPU(isa, threads)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(d.Close)
			devices = append(devices, d)
		}
	}
	return devices
}

// A call is an operator applied to inputs; its outputs start as given, with NaN
// where the operator must write every number.
type call struct {
	name    string
	inputs  [][]float32
	outputs [][]float32
	run     func(d Device, in, out []Buffer)
	terms   int // the numbers that an output sums at most
}

// on runs the call on a device, its inputs mapped by f.
func (c call) on(d Device, f func(float32) float32) [][]float32 {
	upload := func(tensors [][]float32) []Buffer {
		buffers := make([]Buffer, len(tensors))
		for i, tensor := range tensors {
			mapped := make([]float32, len(tensor))
			for j, v := range tensor {
				mapped[j] = f(v)
			}
			buffers[i] = d.Alloc(len(tensor))
			d.Upload(buffers[i], mapped)
		}
		return buffers
	}
	in, out := upload(c.inputs), upload(c.outputs)
	c.run(d, in, out)
	d.Wait()
	results := make([][]float32, len(out))
	for i, b := range out {
		results[i] = make([]float32, b.Len)
		d.Download(results[i], b)
	}
	for _, b := range append(in, out...) {
		d.Free(b)
	}
	return results
}

func same(x float32) float32     { return x }
func absolute(x float32) float32 { return float32(math.Abs(float64(x))) }

// agrees fails the test unless every device gives the reference's results, to a
// tolerance for the rounding of each term, and all of them give the same bits.
func (c call) agrees(t *testing.T, devices []*CPUDevice) {
	t.Helper()
	magnitude := c.on(Reference(), absolute)
	c.within(t, devices, func(i, j int) float64 {
		return float64(c.terms+4) * 0x1p-24 * (float64(magnitude[i][j]) + 0x1p-126)
	})
}

// within is agrees with a tolerance for each number of the outputs.
func (c call) within(t *testing.T, devices []*CPUDevice, tolerance func(i, j int) float64) {
	t.Helper()
	want, first := c.on(Reference(), same), c.on(devices[0], same)
	for i := range want {
		for j := range want[i] {
			if d := math.Abs(float64(first[i][j]) - float64(want[i][j])); !(d <= tolerance(i, j)) {
				t.Errorf("%s: output %d[%d] = %g, want %g ± %g", c.name, i, j, first[i][j], want[i][j], tolerance(i, j))
				return
			}
		}
	}
	for _, d := range devices[1:] {
		if where := difference(c.on(d, same), first); where != "" {
			t.Errorf("%s: %s with %d threads and %s differ at %s", c.name, d.Name(), d.Threads(), devices[0].Name(), where)
		}
	}
}

// difference says where two results differ in their bits, or nothing.
func difference(a, b [][]float32) string {
	for i := range a {
		for j := range a[i] {
			if math.Float32bits(a[i][j]) != math.Float32bits(b[i][j]) {
				return fmt.Sprintf("%d[%d]: %x and %x", i, j, a[i][j], b[i][j])
			}
		}
	}
	return ""
}

// random is a tensor of n numbers, most of them of order one.
func random(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

// unwritten is a tensor that shows what an operator left out.
func unwritten(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(math.NaN())
	}
	return x
}

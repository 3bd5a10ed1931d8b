package bench

import (
	"time"

	"gander/core/nn/kernel"
)

// A Speed is how fast a device does one operation.
type Speed struct {
	Op          string  `json:"op"`
	Shape       string  `json:"shape"`
	ISA         string  `json:"isa"`
	Threads     int     `json:"threads"`
	Seconds     float64 `json:"seconds"`                 // median of a call
	GFLOPS      float64 `json:"gflops,omitempty"`        // where there are multiply-adds
	ShareOfPeak float64 `json:"share_of_peak,omitempty"` // of the multiply-add peak
	GBPerS      float64 `json:"gb_per_s,omitempty"`      // elsewhere, each operand moved once
	ShareOfCopy float64 `json:"share_of_copy,omitempty"` // of the memory bandwidth, that of a copy of 64 MiB
}

// An operation is one call of a device.
type operation struct {
	name, shape string
	macs        int                   // of a call
	numbers     int                   // read and written by a call
	prepare     func(m memory) func() // gives the call, on memory of its own
}

// Ops measures the operations of the device for an instruction set: convolutions
// as the workloads have them, odd ones, products of matrices, and one of each
// kind of call that is bound by memory, on more numbers than caches hold.
func Ops(isa string, threads int) ([]Speed, error) {
	d, err := kernel.NewCPU(isa, threads)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	copied := bandwidth(d)
	var all []Speed
	highest := 0.0 // of many looks at the processor
	for _, o := range append(products(), moves()...) {
		highest = max(highest, peak(threads))
		all = append(all, o.measure(d, isa))
	}
	for i := range all {
		all[i].ShareOfPeak = all[i].GFLOPS / (2e-9 * highest)
		all[i].ShareOfCopy = all[i].GBPerS / copied
	}
	return all, nil
}

// measure times an operation as often as fits a tenth of a second.
func (o operation) measure(d *kernel.CPUDevice, isa string) Speed {
	s := Speed{Op: o.name, Shape: o.shape, ISA: isa, Threads: d.Threads(), Seconds: o.time(d)}
	if o.macs > 0 {
		s.GFLOPS = 2e-9 * float64(o.macs) / s.Seconds
	} else {
		s.GBPerS = 4e-9 * float64(o.numbers) / s.Seconds
	}
	return s
}

func (o operation) time(d *kernel.CPUDevice) float64 {
	const enough, least = 100 * time.Millisecond, 5
	m := memory{CPUDevice: d, buffers: new([]kernel.Buffer)}
	defer m.free()
	run := o.prepare(m)
	run()
	var seconds []float64
	for began := time.Now(); time.Since(began) < enough || len(seconds) < least; {
		call := time.Now()
		run()
		seconds = append(seconds, time.Since(call).Seconds())
	}
	return median(seconds)
}

// memory is a device that frees what an operation asked for.
type memory struct {
	*kernel.CPUDevice
	buffers *[]kernel.Buffer
}

// numbers are n halves.
func (m memory) numbers(n int) kernel.Buffer {
	b := m.Alloc(n)
	m.Fill(b, 0.5)
	*m.buffers = append(*m.buffers, b)
	return b
}

func (m memory) free() {
	for _, b := range *m.buffers {
		m.Free(b)
	}
}

// many is more numbers than most caches hold: 64 MiB.
const many = 1 << 24

// bandwidth is that of a copy in GB/s, reading and writing.
func bandwidth(d *kernel.CPUDevice) float64 {
	v := kernel.View{A: 1, B: many, C: 1}
	o := operation{numbers: 2 * many, prepare: func(m memory) func() {
		y, x := m.numbers(many), m.numbers(many)
		return func() { m.CopyRange(y, v, 0, x, v, 0, many) }
	}}
	return 4e-9 * float64(o.numbers) / o.time(d)
}

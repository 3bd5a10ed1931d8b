package bench

import (
	"context"
	"fmt"
	"os"
	"time"

	"gander/core/nn/kernel"
	"gander/plugins/variant"
)

// trial is a learner that is being measured.
type trial struct {
	Workload
	Plan
	setup   variant.Setup
	learner variant.Learner
	info    variant.Info
	keys    []variant.ScalarSpec
	done    int
	before  float64       // resident memory
	idle    float64       // allocations of an advance whose step does nothing: those of the report
	writing time.Duration // of the data, which a training run finds there
	first   time.Duration // from the start of the process to the end of the first step
	scratch string
	lanes   []lane
}

// lane is one number of threads.
type lane struct {
	threads int
	seconds []float64 // of each step, the first one of which warms up
	allocs  []float64 // on the Go heap, of each step
	peak    float64   // multiply-adds a second, the highest seen
}

func newTrial(w Workload, v variant.Variant, p Plan) (s *trial, err error) {
	s = &trial{Workload: w, Plan: p, keys: v.Describe().Scalars}
	s.idle = idle(s.keys)
	for _, n := range p.Threads {
		s.lanes = append(s.lanes, lane{threads: n})
	}
	if s.scratch, err = os.MkdirTemp("", "gander-bench-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(s.scratch)
		}
	}()
	began := time.Now()
	d, err := Synthetic(s.scratch, w.Header)
	s.writing = time.Since(began)
	if err != nil {
		return nil, err
	}
	params, problems := variant.Complete(v.Describe().Params, w.Params)
	for _, problem := range problems {
		return nil, fmt.Errorf("workload %s: %v", w.Name, problem)
	}
	s.setup = variant.Setup{
		Purpose: variant.Train, Params: params, Data: []variant.Dataset{d}, Seed: 1,
		Threads: p.Threads[0], TotalSteps: 1_000_000, Scratch: s.scratch,
	}
	s.learner, s.info, err = v.Open(s.setup)
	s.before = residentMB()
	if w.Images == 0 {
		s.Images = s.info.ImagesPerStep
	}
	if w.MACs == 0 && s.Images > 0 {
		s.MACs = s.info.MACsPerStep / int64(s.Images)
	}
	return s, err
}

// Work is the multiply-adds of a step of the workload, as the learner counts them.
func Work(w Workload, v variant.Variant) (int64, error) {
	s, err := newTrial(w, v, Plan{Threads: []int{1}})
	if err != nil {
		return 0, err
	}
	defer s.close()
	return s.info.MACsPerStep, nil
}

func (s *trial) close() {
	s.learner.Close()
	os.RemoveAll(s.scratch)
}

// advance does n steps and gives the seconds that they took.
func (s *trial) advance(n int) (seconds float64, err error) {
	err = variant.Advance(context.Background(), s.learner, s.keys, s.done, s.done+n, s.done+n, func(r variant.Report) error {
		seconds = r.Seconds
		return nil
	})
	if s.done += n; s.done == 1 {
		s.first = time.Since(s.Began) - s.writing
	}
	return seconds, err
}

// step times one step of a lane, and the processor beside it.
func (s *trial) step(l *lane) (err error) {
	if err := kernel.SetThreads(l.threads); err != nil {
		return err
	}
	var seconds float64
	allocs := allocations(func() { seconds, err = s.advance(1) })
	l.seconds, l.allocs = append(l.seconds, seconds), append(l.allocs, allocs-s.idle)
	l.peak = max(l.peak, peak(l.threads))
	return err
}

func (s *trial) measurement(l *lane) (m Measurement, err error) {
	if err := kernel.SetThreads(l.threads); err != nil {
		return m, err
	}
	timed := l.seconds[1:]
	step := median(timed)
	m = Measurement{
		Workload: s.Name, Threads: l.threads, ISA: kernel.ISA(), Steps: len(timed), StepS: step,
		ImagesPerS: float64(s.Images) / step, PeakGFLOPS: 2e-9 * l.peak,
		AllocsPerStep: mean(l.allocs[1:]), BeforeRSSMB: s.before, StartS: s.first.Seconds() - median(s.lanes[0].seconds[1:]),
	}
	m.GFLOPS = 2e-9 * float64(s.MACs) * m.ImagesPerS
	m.ShareOfPeak = m.GFLOPS / m.PeakGFLOPS
	m.Where, err = s.where(l)
	m.PeakRSSMB = peakResidentMB()
	return m, err
}

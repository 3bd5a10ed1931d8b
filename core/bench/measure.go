package bench

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"gander/core/nn"
	"gander/core/nn/kernel"
	"gander/plugins/variant"
)

// A Plan says how a workload is measured.
type Plan struct {
	Threads []int     // numbers of threads, whose steps take turns
	Steps   int       // timed steps for each of them
	Began   time.Time // when the process was started
	Detail  bool      // tell operators on different shapes apart
}

// A Measurement is how fast a workload trains with a number of threads.
type Measurement struct {
	Workload      string  `json:"workload"`
	Threads       int     `json:"threads"`
	ISA           string  `json:"isa"`
	StepS         float64 `json:"step_s"` // median
	ImagesPerS    float64 `json:"images_per_s"`
	GFLOPS        float64 `json:"gflops"`        // of necessary work, two operations a multiply-add
	ShareOfPeak   float64 `json:"share_of_peak"` // of PeakGFLOPS
	PeakGFLOPS    float64 `json:"peak_gflops"`   // of this machine's best instruction set with as many threads
	PeakRSSMB     float64 `json:"peak_rss_mb"`   // of the process
	BeforeRSSMB   float64 `json:"before_rss_mb"` // before the first step, the learner being open
	AllocsPerStep float64 `json:"allocs_per_step"`
	StartS        float64 `json:"start_s"` // from the start of the process to the end of the first step, less a step
	Steps         int     `json:"steps"`
	Where         []Part  `json:"where"` // where a step's time goes, the most expensive first
}

// A Part is the time that operators of one name take within a step.
type Part struct {
	Name        string  `json:"name"`
	Shape       string  `json:"shape,omitempty"` // with Plan.Detail
	Calls       int     `json:"calls"`
	Seconds     float64 `json:"seconds"`
	Share       float64 `json:"share"`                   // of all parts
	ShareOfPeak float64 `json:"share_of_peak,omitempty"` // where there are multiply-adds
	GBPerS      float64 `json:"gb_per_s,omitempty"`      // elsewhere, if each operand is moved once
}

// Measure opens a learner of v for the workload and advances it. The numbers of
// threads take turns step by step, so that what disturbs the machine disturbs all
// of them. One step of each comes before the timed ones.
func Measure(w Workload, v variant.Variant, p Plan) (all []Measurement, err error) {
	s, err := newSession(w, v, p)
	if err != nil {
		return nil, err
	}
	defer s.close()
	for range 1 + p.Steps {
		for i := range s.lanes {
			if err := s.step(&s.lanes[i]); err != nil {
				return nil, err
			}
		}
	}
	for i := range s.lanes {
		m, err := s.measurement(&s.lanes[i])
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// session is a learner that is being measured.
type session struct {
	Workload
	Plan
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

func newSession(w Workload, v variant.Variant, p Plan) (s *session, err error) {
	s = &session{Workload: w, Plan: p, keys: v.Describe().Scalars}
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
	s.learner, s.info, err = v.Open(variant.Setup{
		Purpose: variant.Train, Params: params, Data: []variant.Dataset{d}, Seed: 1,
		Threads: p.Threads[0], TotalSteps: 1_000_000, Scratch: s.scratch,
	})
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
	s, err := newSession(w, v, Plan{Threads: []int{1}})
	if err != nil {
		return 0, err
	}
	defer s.close()
	return s.info.MACsPerStep, nil
}

func (s *session) close() {
	s.learner.Close()
	os.RemoveAll(s.scratch)
}

// advance does n steps and gives the seconds that they took.
func (s *session) advance(n int) (seconds float64, err error) {
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
func (s *session) step(l *lane) (err error) {
	if err := kernel.SetThreads(l.threads); err != nil {
		return err
	}
	var seconds float64
	allocs := allocations(func() { seconds, err = s.advance(1) })
	l.seconds, l.allocs = append(l.seconds, seconds), append(l.allocs, max(0, allocs-s.idle))
	l.peak = max(l.peak, peak(l.threads))
	return err
}

func (s *session) measurement(l *lane) (m Measurement, err error) {
	if err := kernel.SetThreads(l.threads); err != nil {
		return m, err
	}
	timed := l.seconds[1:]
	step := median(timed)
	m = Measurement{
		Workload: s.Name, Threads: l.threads, ISA: kernel.ISA(), Steps: len(timed), StepS: step,
		ImagesPerS: float64(s.Images) / step, PeakGFLOPS: 2e-9 * l.peak,
		AllocsPerStep: median(l.allocs[1:]), BeforeRSSMB: s.before, StartS: s.first.Seconds() - median(s.lanes[0].seconds[1:]),
	}
	m.GFLOPS = 2e-9 * float64(s.MACs) * m.ImagesPerS
	m.ShareOfPeak = m.GFLOPS / m.PeakGFLOPS
	m.Where, err = s.where(l)
	m.PeakRSSMB = peakResidentMB()
	return m, err
}

// where profiles one more step.
func (s *session) where(l *lane) ([]Part, error) {
	p, err := nn.Record(func() error {
		_, err := s.advance(1)
		return err
	})
	if err != nil {
		return nil, err
	}
	costs := p.Names()
	if s.Detail {
		costs = p.Costs()
	}
	var total float64
	for _, c := range costs {
		total += c.Seconds
	}
	var parts []Part
	for _, c := range costs {
		part := Part{Name: c.Name, Shape: c.Shape, Calls: c.Calls, Seconds: c.Seconds, Share: c.Seconds / total}
		if c.MACs > 0 {
			part.ShareOfPeak = float64(c.MACs) / c.Seconds / l.peak
		} else {
			part.GBPerS = 1e-9 * float64(c.Bytes) / c.Seconds
		}
		parts = append(parts, part)
	}
	return parts, nil
}

// peak is the multiply-adds a second of the best instruction set of this machine.
func peak(threads int) (most float64) {
	for _, isa := range kernel.ISAs() {
		if isa == "emulated" {
			continue
		}
		d, err := kernel.NewCPU(isa, threads)
		if err != nil {
			continue
		}
		most = max(most, d.MultiplyAdds(5*time.Millisecond))
		d.Close()
	}
	return most
}

func median(x []float64) float64 {
	sorted := slices.SortedFunc(slices.Values(x), cmp.Compare)
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

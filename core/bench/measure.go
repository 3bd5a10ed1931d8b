package bench

import (
	"time"

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
	GFLOPS        float64 `json:"gflops"`          // of necessary work, two operations a multiply-add
	ShareOfPeak   float64 `json:"share_of_peak"`   // of PeakGFLOPS
	PeakGFLOPS    float64 `json:"peak_gflops"`     // of this machine's best instruction set with as many threads
	PeakRSSMB     float64 `json:"peak_rss_mb"`     // of the process
	BeforeRSSMB   float64 `json:"before_rss_mb"`   // before the first step, the learner being open
	AllocsPerStep float64 `json:"allocs_per_step"` // mean
	StartS        float64 `json:"start_s"`         // from the start of the process to the end of the first step, less a step
	Steps         int     `json:"steps"`
	Where         []Part  `json:"where"` // where a step's time goes, the most expensive first
}

// Measure opens a learner of v for the workload and advances it. The numbers of
// threads take turns step by step, so that what disturbs the machine disturbs all
// of them. One step of each comes before the timed ones.
func Measure(w Workload, v variant.Variant, p Plan) (all []Measurement, err error) {
	s, err := newTrial(w, v, p)
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

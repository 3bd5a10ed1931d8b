package variant

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"
)

// ErrDiverged marks a run whose numbers went wrong: a loss, a gradient or a
// weight became NaN or infinite.
var ErrDiverged = errors.New("diverged")

// A Stat condenses the values of one scalar over the steps of a Report.
type Stat struct {
	Last, Mean, Min, Max float64
}

// A Report condenses a window of consecutive steps.
type Report struct {
	Step     int // steps done since the run began, the window's included
	Steps    int // steps of this window
	DUpdates int // of this window, as are the counts below
	GUpdates int
	Images   int
	Scalars  []Stat  // in the order of Description.Scalars
	Seconds  float64 // spent inside Step
}

// Advance takes a learner that has done from steps up to step to, and emits a
// Report whenever the number of steps done is a multiple of every, and at to.
// Windows are anchored to the run and not to the call, so a run that stopped
// and went on reports the same windows. When ctx is done Advance ends at the
// next such boundary and returns the context's cause. keys names the scalars
// for the error of a number that is not finite, which wraps ErrDiverged.
func Advance(ctx context.Context, l Learner, keys []ScalarSpec, from, to, every int, emit func(Report) error) error {
	w := newWindow(len(keys))
	for step := from + 1; step <= to; step++ {
		if err := w.step(l, keys, step); err != nil {
			return err
		}
		if step%every != 0 && step != to {
			continue
		}
		if err := emit(w.report(step)); err != nil {
			return err
		}
		if ctx.Err() != nil && step != to {
			return context.Cause(ctx)
		}
		w = newWindow(len(keys))
	}
	return nil
}

// window gathers the steps of one Report.
type window struct {
	r   Report
	sum []float64
}

func newWindow(scalars int) *window {
	return &window{r: Report{Scalars: make([]Stat, scalars)}, sum: make([]float64, scalars)}
}

func (w *window) step(l Learner, keys []ScalarSpec, step int) error {
	began := time.Now()
	p, err := l.Step()
	if err != nil {
		return fmt.Errorf("step %d: %w", step, err)
	}
	w.r.Seconds += time.Since(began).Seconds()
	if len(p.Scalars) != len(keys) {
		return fmt.Errorf("step %d reports %d scalars, the description declares %d; they have to be the same ones, in order", step, len(p.Scalars), len(keys))
	}
	w.r.Steps++
	w.r.DUpdates += p.DUpdates
	w.r.GUpdates += p.GUpdates
	w.r.Images += p.Images
	for i, v := range p.Scalars {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("step %d: %s is %v: %w", step, keys[i].Key, v, ErrDiverged)
		}
		w.add(i, v)
	}
	return nil
}

func (w *window) add(i int, v float64) {
	s := &w.r.Scalars[i]
	if w.r.Steps == 1 {
		s.Min, s.Max = v, v
	}
	s.Last, s.Min, s.Max = v, min(s.Min, v), max(s.Max, v)
	w.sum[i] += v
}

func (w *window) report(step int) Report {
	w.r.Step = step
	for i := range w.r.Scalars {
		w.r.Scalars[i].Mean = w.sum[i] / float64(w.r.Steps)
	}
	return w.r
}

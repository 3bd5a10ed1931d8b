package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gander/plugins/variant"
)

// A Process is a variant that runs as a process of its own.
type Process interface {
	Open(context.Context, variant.Setup) (variant.Info, error)
	Advance(ctx context.Context, from, to, every int, emit func(variant.Report) error) error
	Close() error
}

// A Start starts a process that may read and write in a folder, where its data
// are.
type Start func(ctx context.Context, folder string) (Process, error)

// slice is how long one call of Advance takes, as in an experiment.
const slice = 500 * time.Millisecond

// reportEvery is how many steps one report condenses, as in an experiment that
// says nothing of it.
const reportEvery = 10

// Points is the workload with the shortest steps, where all that is not
// training shows most.
var Points = Workload{Name: "points", Summary: "the vanilla GAN as it is without parameters, on points of the plane", Variant: "vanilla", Header: points()}

// A WireCost is what it costs that a variant trains in a process of its own.
type WireCost struct {
	Workload string  `json:"workload"`
	Threads  int     `json:"threads"`
	Rounds   int     `json:"rounds"`
	Steps    int     `json:"steps"`    // of a round, in each of both ways
	Every    int     `json:"every"`    // steps of a report: fewer than usual where steps take long, which costs more
	StepS    float64 `json:"step_s"`   // in this process, median
	ReportS  float64 `json:"report_s"` // that a report takes beside the steps, median
	// Share is the part of the time of a training in a process of its own that
	// passes outside of its steps.
	Share Interval `json:"share"`
	// Slower is how much longer the same training takes there than in this
	// process, as a part of that time. It contains what the machine does
	// meanwhile.
	Slower Interval `json:"slower"`
}

// An Interval is the median of measurements, between the second lowest and the
// second highest of them: of nine, it holds the true median with 96 %
// probability.
type Interval struct {
	Low    float64 `json:"low"`
	Median float64 `json:"median"`
	High   float64 `json:"high"`
}

func interval(values []float64) Interval {
	sorted := slices.Sorted(slices.Values(values))
	second := min(1, (len(sorted)-1)/2)
	return Interval{sorted[second], median(sorted), sorted[len(sorted)-1-second]}
}

// Wire trains a workload in this process and in one of its own, in turn.
func Wire(ctx context.Context, w Workload, v variant.Variant, start Start, threads, rounds int) (c WireCost, err error) {
	t, err := newTrial(w, v, Plan{Threads: []int{threads}})
	if err != nil {
		return c, err
	}
	defer t.close()
	p, err := start(ctx, t.scratch)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	if _, err := p.Open(ctx, t.setup); err != nil {
		return c, fmt.Errorf("open: %w", err)
	}
	r := race{trial: t, process: p, every: 1}
	c = WireCost{Workload: w.Name, Threads: threads, Rounds: rounds}
	if c.Steps, err = r.pace(ctx); err != nil {
		return c, err
	}
	c.Every = r.every
	var step, report, share, slower []float64
	for range rounds {
		here, there, err := r.round(ctx, c.Steps)
		if err != nil {
			return c, err
		}
		step = append(step, here.whole/float64(c.Steps))
		report = append(report, (there.whole-there.steps)/float64(there.reports))
		share = append(share, (there.whole-there.steps)/there.whole)
		slower = append(slower, there.whole/here.whole-1)
	}
	c.StepS, c.ReportS, c.Share, c.Slower = median(step), median(report), interval(share), interval(slower)
	return c, nil
}

// A race is one training in two places.
type race struct {
	*trial
	process Process
	every   int
	steps   int // done, in both
}

// lap is a piece of a training.
type lap struct {
	whole   float64 // seconds
	steps   float64 // seconds of it that passed in steps
	reports int
}

// pace does the first steps, and gives how many fill a slice.
func (r *race) pace(ctx context.Context) (int, error) {
	if _, _, err := r.round(ctx, 1); err != nil { // it warms up
		return 0, err
	}
	here, _, err := r.round(ctx, 1)
	steps := max(1, int(slice.Seconds()/here.whole))
	r.every = min(steps, reportEvery)
	return steps, err
}

// round does as many steps here and there.
func (r *race) round(ctx context.Context, n int) (here, there lap, err error) {
	from, to := r.steps, r.steps+n
	here, err = timed(func(emit func(variant.Report) error) error {
		return variant.Advance(ctx, r.learner, r.keys, from, to, r.every, emit)
	})
	if err != nil {
		return here, there, err
	}
	there, err = timed(func(emit func(variant.Report) error) error {
		return r.process.Advance(ctx, from, to, r.every, emit)
	})
	r.steps = to
	return here, there, err
}

func timed(advance func(emit func(variant.Report) error) error) (l lap, err error) {
	began := time.Now()
	err = advance(func(r variant.Report) error {
		l.steps += r.Seconds
		l.reports++
		return nil
	})
	l.whole = time.Since(began).Seconds()
	return l, err
}

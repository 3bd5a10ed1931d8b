package runner

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gander/core"
	"gander/plugins/variant"
)

// An Estimate says what a run will cost, from a few steps of it.
type Estimate struct {
	Run         core.Run `json:"run"`
	Steps       int      `json:"steps"`        // in all; 0 for a time budget
	MACs        int64    `json:"macs"`         // of all steps
	StepSeconds float64  `json:"step_seconds"` // measured
	Seconds     float64  `json:"seconds"`      // of training, without evaluation
	MaxRSS      int64    `json:"max_rss"`      // bytes, measured
	Disk        int64    `json:"disk"`         // bytes of the checkpoints that are kept
}

// rehearsal is how long steps are measured: long enough to be past the first
// ones, which are slower, and short beside any budget.
const rehearsal = 300 * time.Millisecond

// Rehearse opens a run in a folder of its own, does a few steps, saves once and
// tells what the whole run will cost. Nothing of it is recorded.
func (r *Runner) Rehearse(ctx context.Context, e core.Experiment, run core.Run) (Estimate, error) {
	dir, err := os.MkdirTemp("", "gander-rehearsal-")
	if err != nil {
		return Estimate{}, err
	}
	defer os.RemoveAll(dir)
	l := &life{Runner: r, exp: e, run: run, dir: dir}
	var attempt core.Attempt
	if err := l.open(ctx, &attempt); err != nil {
		if l.proc != nil {
			l.proc.Close() // what open met says more
		}
		return Estimate{}, err
	}
	est := Estimate{Steps: l.total, MACs: int64(l.total) * l.run.Info.MACsPerStep}
	err = l.rehearse(ctx, &est)
	if closed := l.proc.Close(); err == nil {
		err = closed
	}
	est.Run, est.MaxRSS = l.run, l.proc.Usage().MaxRSS
	return est, err
}

func (l *life) rehearse(ctx context.Context, est *Estimate) error {
	began := time.Now()
	var steps, seconds float64 // without the first step, which also warms up
	for step := 0; step < 2 || time.Since(began) < rehearsal; step++ {
		err := l.proc.Advance(ctx, step, step+1, 1, func(r variant.Report) error {
			if r.Step > 1 {
				steps, seconds = steps+1, seconds+r.Seconds
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	est.StepSeconds = seconds / steps
	est.Seconds = float64(l.total) * est.StepSeconds
	if l.run.Budget.Currency == core.Seconds {
		est.Seconds = l.run.Budget.Amount
	}
	return l.weigh(ctx, est)
}

// weigh saves once and takes the size times the checkpoints that are kept.
func (l *life) weigh(ctx context.Context, est *Estimate) error {
	dir := filepath.Join(l.dir, "scratch", "weigh")
	if err := emptyDir(dir); err != nil {
		return err
	}
	if err := l.proc.Save(ctx, dir); err != nil {
		return err
	}
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			est.Disk += info.Size()
		}
		return err
	})
	est.Disk *= int64(max(1, l.exp.Checkpoint.Keep))
	return err
}

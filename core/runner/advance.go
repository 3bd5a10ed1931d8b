package runner

import (
	"context"
	"time"

	"gander/core"
	"gander/plugins/variant"
)

// The patience of a run: how long one call of Advance takes at most (roughly),
// which is how long an interrupt waits, and how long points gather before they
// are committed, which bounds how old the newest row is that a reader sees.
const (
	slice  = 500 * time.Millisecond
	commit = 200 * time.Millisecond
)

// advance takes the run to step to, or as far as a time budget allows if to is
// 0, in slices that end where reports end: so the interrupted run has the same
// points as the uninterrupted one.
func (l *life) advance(ctx context.Context, to int) error {
	points := pending{life: l, last: time.Now()}
	for to == 0 || l.run.Progress.Step < to {
		if to == 0 && l.finished() {
			break
		}
		if err := l.slice(ctx, to, &points); err != nil {
			return l.keep(&points, err)
		}
		if closed(l.stop) && !l.finished() {
			return l.interrupted(ctx, &points)
		}
	}
	return points.flush()
}

// keep commits the points that came before an error and returns the error.
func (l *life) keep(points *pending, cause error) error {
	if err := points.flush(); err != nil {
		return err
	}
	return cause
}

// interrupted saves the run where it stands.
func (l *life) interrupted(ctx context.Context, points *pending) error {
	if err := points.flush(); err != nil {
		return err
	}
	if l.saved == l.run.Progress.Step {
		return errStopped
	}
	var record core.Record
	if err := l.save(ctx, &record); err != nil {
		return err
	}
	if err := l.record(record); err != nil {
		return err
	}
	return errStopped
}

// slice is one call of Advance: about half a second of steps.
func (l *life) slice(ctx context.Context, to int, points *pending) error {
	from, every := l.run.Progress.Step, l.exp.LogEvery
	end := (from/every + l.windows()) * every
	if to > 0 {
		end = min(end, to)
	}
	return l.proc.Advance(ctx, from, end, every, func(r variant.Report) error {
		return points.add(l.point(r))
	})
}

// windows is how many reports fit a slice, by the run's speed so far.
func (l *life) windows() int {
	p := l.run.Progress
	if p.Step == 0 || p.Seconds <= 0 {
		return 1
	}
	perWindow := p.Seconds / float64(p.Step) * float64(l.exp.LogEvery)
	return max(1, int(slice.Seconds()/perWindow))
}

// point adds a report to the run's progress.
func (l *life) point(r variant.Report) core.Point {
	p := &l.run.Progress
	p.Step = r.Step
	p.DUpdates += int64(r.DUpdates)
	p.GUpdates += int64(r.GUpdates)
	p.Images += int64(r.Images)
	p.MACs += int64(r.Steps) * l.run.Info.MACsPerStep
	p.Seconds += r.Seconds
	point := core.Point{Progress: *p, Scalars: make([]core.Scalar, len(r.Scalars))}
	for i, s := range r.Scalars {
		spec := l.desc.Scalars[i]
		point.Scalars[i] = core.Scalar{Key: spec.Key, Role: string(spec.Role), Last: s.Last, Mean: s.Mean, Min: s.Min, Max: s.Max}
	}
	l.Observer.Advanced(l.run, *p, l.total)
	return point
}

// pending gathers points so that the store commits a few times a second and
// not at every report.
type pending struct {
	*life
	points []core.Point
	last   time.Time
}

func (p *pending) add(point core.Point) error {
	p.points = append(p.points, point)
	if time.Since(p.last) < commit {
		return nil
	}
	return p.flush()
}

func (p *pending) flush() error {
	err := p.record(core.Record{Points: p.points})
	p.points, p.last = nil, time.Now()
	return err
}

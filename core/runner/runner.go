package runner

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"gander/core"
)

// A Runner carries out the runs of one experiment.
type Runner struct {
	Store    core.Store
	Launcher Launcher
	Results  string              // the results folder
	Data     map[string]Prepared // by the spec's names
	Observer Observer
	// Lanes is how many runs are in the air at once; each computes with
	// Threads threads.
	Lanes, Threads int
	// About fills in where an attempt happens: gander's version and the machine.
	About core.Attempt
	// Explain knows what errors of the Launcher and its processes mean; false
	// for an error of another origin.
	Explain func(error) (End, bool)
	Now     func() time.Time
}

// Run carries out those runs that are neither done nor beyond help, and gives
// all of them back as they stand then, in the order of the plan. When stop is
// closed the runs in the air save their state and end as stopped; when ctx is
// done they end at once and lose what came after their last checkpoint. The
// error joins what the runner itself met: a store that can't be written, say.
// How each run ended is in its status.
func (r *Runner) Run(ctx context.Context, stop <-chan struct{}, e core.Experiment, runs []core.Run) ([]core.Run, error) {
	if err := r.Store.PutExperiment(ctx, e); err != nil {
		return nil, err
	}
	todo := make(chan core.Run, len(runs))
	ended := make([]core.Run, 0, len(runs))
	for _, planned := range runs {
		stored, err := r.Store.PutRun(ctx, planned)
		if err != nil {
			return nil, err
		}
		stored.Limits = planned.Limits // of this spec, whatever was in force before
		if settled(stored) {
			ended = append(ended, stored)
			continue
		}
		todo <- stored
	}
	close(todo)
	did, err := r.lanes(ctx, stop, e, todo)
	ended = append(ended, did...)
	slices.SortFunc(ended, func(a, b core.Run) int { return a.Position - b.Position })
	return ended, err
}

// settled tells whether there is nothing left to do for a run: it is done to
// its budget, or would only end the same way again.
func settled(r core.Run) bool {
	switch r.Status {
	case core.Diverged, core.Rejected:
		return true
	case core.Done:
		return r.Progress.In(r.Budget.Currency) >= r.Budget.Amount
	}
	return false
}

func (r *Runner) lanes(ctx context.Context, stop <-chan struct{}, e core.Experiment, todo <-chan core.Run) ([]core.Run, error) {
	var (
		mu   sync.Mutex
		did  []core.Run
		errs []error
		lane sync.WaitGroup
	)
	for range max(1, r.Lanes) {
		lane.Go(func() {
			for run := range todo {
				var err error
				if ctx.Err() == nil && !closed(stop) {
					run, err = r.one(ctx, stop, e, run)
				}
				mu.Lock()
				did, errs = append(did, run), append(errs, err)
				mu.Unlock()
			}
		})
	}
	lane.Wait()
	return did, errors.Join(errs...)
}

func closed(stop <-chan struct{}) bool {
	select {
	case <-stop:
		return true
	default:
		return false
	}
}

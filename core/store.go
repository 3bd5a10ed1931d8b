package core

import (
	"context"
	"errors"
)

// ErrNotFound is returned when a store holds nothing of the name asked for.
var ErrNotFound = errors.New("not found")

// A Reader answers questions about a store. It needs no lock and works while
// another process writes.
type Reader interface {
	// Experiments are in order of their last change, the latest first.
	Experiments(context.Context) ([]Experiment, error)
	// Experiment is the one of that name, or ErrNotFound.
	Experiment(ctx context.Context, name string) (Experiment, error)
	// Runs are in order of experiment and position.
	Runs(context.Context, RunFilter) ([]Run, error)
	// Attempts, Points, Scores, Artifacts and Checkpoints of a run are in
	// order of number or step.
	Attempts(ctx context.Context, run string) ([]Attempt, error)
	Points(ctx context.Context, run string) ([]Point, error)
	Scores(ctx context.Context, run string) ([]Score, error)
	Artifacts(ctx context.Context, run string) ([]Artifact, error)
	Checkpoints(ctx context.Context, run string) ([]Checkpoint, error)
	// Flags are what ails a run, in order of step; known is false if it has not
	// been examined since it last recorded or began.
	Flags(ctx context.Context, run string) (flags []Flag, known bool, err error)
	Close() error
}

// A RunFilter selects runs; its zero value selects all.
type RunFilter struct {
	Experiment string   // exact name
	IDs        []string // prefixes of run IDs
}

// A Store keeps everything that a results folder knows. What a method has
// returned from is never lost.
type Store interface {
	Reader
	// PutExperiment records an experiment, replacing one of the same name.
	PutExperiment(context.Context, Experiment) error
	// PutRun records a planned run if it is new. For a known one it updates
	// label, position and budget, and keeps the rest. It returns the run as
	// stored.
	PutRun(context.Context, Run) (Run, error)
	// Begin records that a run is taken up from a step: it removes what was
	// recorded after that step, sets the status to Running and returns the
	// attempt's number.
	Begin(ctx context.Context, run string, a Attempt, info RunInfo) (int, error)
	// Record appends to a run in one transaction.
	Record(ctx context.Context, run string, r Record) error
	// End closes an attempt and gives the run its status.
	End(ctx context.Context, run string, a Attempt, logTail []string) error
	// Examined keeps what ails a run, as of what it has recorded so far.
	Examined(ctx context.Context, run string, flags []Flag) error
	// DropCheckpoint forgets a checkpoint whose folder is about to be removed.
	DropCheckpoint(ctx context.Context, run string, step int) error
	// RemoveRun forgets a run and all that belongs to it.
	RemoveRun(ctx context.Context, run string) error
}

// A Record is what one transaction adds to a run.
type Record struct {
	Points     []Point
	Scores     []Score
	Artifacts  []Artifact
	Checkpoint *Checkpoint
}

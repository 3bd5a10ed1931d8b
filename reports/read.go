package reports

import (
	"context"
	"errors"
	"fmt"

	"gander/core"
)

// A depth says how much of runs is read.
type depth int

const (
	// numbers are scores and attempts: what tables are made of.
	numbers depth = iota
	// everything is points and artifacts as well.
	everything
)

// readRuns reads what runs recorded, several runs at once.
func readRuns(ctx context.Context, reader core.Reader, planned []core.Run, d depth) ([]Run, error) {
	runs, errs := make([]Run, len(planned)), make([]error, len(planned))
	share(len(planned), func(i int) {
		runs[i] = Run{Run: planned[i]}
		if err := runs[i].read(ctx, reader, d); err != nil {
			errs[i] = fmt.Errorf("read run %s: %w", planned[i].ID, err)
		}
	})
	return runs, errors.Join(errs...)
}

func (r *Run) read(ctx context.Context, reader core.Reader, d depth) error {
	var err error
	if r.Attempts, err = reader.Attempts(ctx, r.ID); err != nil {
		return fmt.Errorf("attempts: %w", err)
	}
	if r.Scores, err = reader.Scores(ctx, r.ID); err != nil {
		return fmt.Errorf("scores: %w", err)
	}
	r.Data = judgedOn(r.Attempts)
	if r.flags, r.examined, err = reader.Flags(ctx, r.ID); err != nil {
		return fmt.Errorf("flags: %w", err)
	}
	if r.examined && d < everything {
		return nil
	}
	if r.Points, err = reader.Points(ctx, r.ID); err != nil || d < everything {
		return err
	}
	if r.Artifacts, err = reader.Artifacts(ctx, r.ID); err != nil {
		return fmt.Errorf("artifacts: %w", err)
	}
	return nil
}

// judgedOn is the hash of the data that a run is judged on, as the last attempt
// that got them knows it.
func judgedOn(attempts []core.Attempt) string {
	for i := len(attempts) - 1; i >= 0; i-- {
		if len(attempts[i].DatasetSHA256) > 0 {
			return attempts[i].DatasetSHA256[0]
		}
	}
	return ""
}

package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gander/core"
)

// fakeReader is a store in memory.
type fakeReader struct {
	experiments []core.Experiment
	runs        []core.Run
	attempts    map[string][]core.Attempt
	points      map[string][]core.Point
	scores      map[string][]core.Score
	artifacts   map[string][]core.Artifact
}

var _ core.Reader = (*fakeReader)(nil)

func newFake(e core.Experiment) *fakeReader {
	return &fakeReader{
		experiments: []core.Experiment{e}, attempts: map[string][]core.Attempt{}, points: map[string][]core.Point{},
		scores: map[string][]core.Score{}, artifacts: map[string][]core.Artifact{},
	}
}

func (f *fakeReader) Experiments(context.Context) ([]core.Experiment, error) {
	return f.experiments, nil
}

func (f *fakeReader) Experiment(_ context.Context, name string) (core.Experiment, error) {
	i := slices.IndexFunc(f.experiments, func(e core.Experiment) bool { return e.Name == name })
	if i < 0 {
		return core.Experiment{}, fmt.Errorf("experiment %q: %w", name, core.ErrNotFound)
	}
	return f.experiments[i], nil
}

func (f *fakeReader) Runs(_ context.Context, filter core.RunFilter) ([]core.Run, error) {
	var all []core.Run
	for _, r := range f.runs {
		begins := func(prefix string) bool { return strings.HasPrefix(r.ID, prefix) }
		if (filter.Experiment == "" || filter.Experiment == r.Experiment) && (filter.IDs == nil || slices.ContainsFunc(filter.IDs, begins)) {
			all = append(all, r)
		}
	}
	return all, nil
}

func (f *fakeReader) Attempts(_ context.Context, run string) ([]core.Attempt, error) {
	return f.attempts[run], nil
}

func (f *fakeReader) Points(_ context.Context, run string) ([]core.Point, error) {
	return f.points[run], nil
}

func (f *fakeReader) Scores(_ context.Context, run string) ([]core.Score, error) {
	return f.scores[run], nil
}

func (f *fakeReader) Artifacts(_ context.Context, run string) ([]core.Artifact, error) {
	return f.artifacts[run], nil
}

func (f *fakeReader) Checkpoints(context.Context, string) ([]core.Checkpoint, error) {
	return nil, nil
}

func (f *fakeReader) Flags(context.Context, string) ([]core.Flag, bool, error) {
	return nil, false, nil
}

func (f *fakeReader) Close() error { return nil }

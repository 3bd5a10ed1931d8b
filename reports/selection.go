package reports

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gander/core"
)

// A Selection says which runs of a store are compared.
type Selection struct {
	// Names are of experiments, or beginnings of run IDs; none: the experiment
	// that changed last.
	Names []string
	Where Filter
	// By is what contenders are sorted by: a Field, a score's key, or empty for
	// the order of the plan. A hyphen before it reverses the order.
	By string
}

// An UnknownName is a name in a selection that nothing bears.
type UnknownName struct {
	What  string // "experiment or run", "name to filter by" …
	Name  string
	Known []string // those that there are
}

// Error implements error.
func (e *UnknownName) Error() string { return fmt.Sprintf("there is no %s %q", e.What, e.Name) }

// ErrNothing is returned, wrapped, when a selection holds no run.
var ErrNothing = errors.New("no run is left to compare")

// Select reads the runs of a selection as far as tables need them. It returns
// an UnknownName, wrapped, or ErrNothing for a selection that cannot be met.
func Select(ctx context.Context, reader core.Reader, s Selection) (*Comparison, error) {
	experiments, err := reader.Experiments(ctx)
	if err != nil {
		return nil, fmt.Errorf("read experiments: %w", err)
	}
	planned, err := s.find(ctx, reader, experiments)
	if err != nil {
		return nil, err
	}
	runs, err := readRuns(ctx, reader, planned, numbers)
	if err != nil {
		return nil, err
	}
	left, err := s.Where.apply(runs)
	if err != nil {
		return nil, err
	}
	c := assemble(s.concerned(experiments, left), left)
	if len(left) < len(runs) || !s.whole(experiments) {
		c.Experiment.Expect = nil // which speaks of the whole
	}
	return c, c.sort(s.By)
}

// find reads the runs that the names mean, in order of the names.
func (s Selection) find(ctx context.Context, reader core.Reader, experiments []core.Experiment) ([]core.Run, error) {
	if len(experiments) == 0 {
		return nil, fmt.Errorf("the store has no experiment: %w", ErrNothing)
	}
	names := s.Names
	if len(names) == 0 {
		names = []string{experiments[0].Name}
	}
	var all []core.Run
	var problems []error
	taken := map[string]bool{}
	for _, name := range names {
		filter := core.RunFilter{IDs: []string{name}}
		if isExperiment(experiments, name) {
			filter = core.RunFilter{Experiment: name}
		}
		runs, err := reader.Runs(ctx, filter)
		if err != nil {
			return nil, fmt.Errorf("read runs of %q: %w", name, err)
		}
		if len(runs) == 0 && filter.Experiment == "" {
			problems = append(problems, &UnknownName{"experiment or run", name, experimentNames(experiments)})
		}
		for _, r := range runs {
			if !taken[r.ID] {
				taken[r.ID] = true
				all = append(all, r)
			}
		}
	}
	return all, errors.Join(problems...)
}

func isExperiment(experiments []core.Experiment, name string) bool {
	return slices.Contains(experimentNames(experiments), name)
}

func experimentNames(experiments []core.Experiment) []string {
	var names []string
	for _, e := range experiments {
		names = append(names, e.Name)
	}
	return names
}

// whole says that experiments alone were asked for.
func (s Selection) whole(experiments []core.Experiment) bool {
	return !slices.ContainsFunc(s.Names, func(name string) bool { return !isExperiment(experiments, name) })
}

// concerned are the experiments that runs belong to, in order of the runs; the
// one asked for where no run is left.
func (s Selection) concerned(experiments []core.Experiment, runs []Run) []core.Experiment {
	var list []core.Experiment
	for _, r := range runs {
		if !isExperiment(list, r.Experiment) {
			i := slices.IndexFunc(experiments, func(e core.Experiment) bool { return e.Name == r.Experiment })
			list = append(list, experiments[i])
		}
	}
	if len(list) == 0 {
		return experiments[:1]
	}
	return list
}

package reports

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"gander/core"
)

// Gather reads an experiment and all that its runs recorded. The artifacts
// themselves stay in resultsDir until a report shows them.
//
// It returns core.ErrNotFound, wrapped, if the store has no such experiment.
func Gather(ctx context.Context, reader core.Reader, experiment, resultsDir string) (*Comparison, error) {
	e, err := reader.Experiment(ctx, experiment)
	if err != nil {
		return nil, fmt.Errorf("read experiment %q: %w", experiment, err)
	}
	planned, err := reader.Runs(ctx, core.RunFilter{Experiment: experiment})
	if err != nil {
		return nil, fmt.Errorf("read runs of %q: %w", experiment, err)
	}
	runs := make([]Run, len(planned))
	for i, r := range planned {
		if runs[i], err = readRun(ctx, reader, r); err != nil {
			return nil, fmt.Errorf("read run %s: %w", r.ID, err)
		}
	}
	return &Comparison{Experiment: e, Contests: contests(e, runs), Results: resultsDir}, nil
}

func readRun(ctx context.Context, reader core.Reader, r core.Run) (Run, error) {
	run := Run{Run: r}
	var err error
	if run.Attempts, err = reader.Attempts(ctx, r.ID); err != nil {
		return run, fmt.Errorf("attempts: %w", err)
	}
	if run.Points, err = reader.Points(ctx, r.ID); err != nil {
		return run, fmt.Errorf("points: %w", err)
	}
	if run.Scores, err = reader.Scores(ctx, r.ID); err != nil {
		return run, fmt.Errorf("scores: %w", err)
	}
	if run.Artifacts, err = reader.Artifacts(ctx, r.ID); err != nil {
		return run, fmt.Errorf("artifacts: %w", err)
	}
	return run, nil
}

// contests groups runs by dataset and label, both in order of the plan.
func contests(e core.Experiment, runs []Run) []Contest {
	var all []Contest
	styles := map[string]int{}
	for _, r := range runs {
		i := slices.IndexFunc(all, func(c Contest) bool { return c.Dataset.Name == r.Judge() })
		if i < 0 {
			i = len(all)
			all = append(all, Contest{Dataset: datasetSpec(e, r.Judge()), Published: publishedOn(e, r.Judge())})
		}
		if _, known := styles[r.Label]; !known {
			styles[r.Label] = len(styles)
		}
		all[i].add(r, styles[r.Label])
	}
	for i := range all {
		markVarying(all[i].Contenders)
		all[i].Columns = columns(all[i].Contenders, e.Report.Headline)
	}
	return all
}

func datasetSpec(e core.Experiment, name string) core.DatasetSpec {
	for _, d := range e.Datasets {
		if d.Name == name {
			return d
		}
	}
	return core.DatasetSpec{Name: name}
}

func (c *Contest) add(r Run, style int) {
	i := slices.IndexFunc(c.Contenders, func(k Contender) bool { return k.Label == r.Label })
	if i < 0 {
		i = len(c.Contenders)
		c.Contenders = append(c.Contenders, Contender{Label: r.Label, Variant: r.Variant, Params: r.Params, Style: style})
	}
	c.Contenders[i].Runs = append(c.Contenders[i].Runs, r)
}

// markVarying finds the parameters that tell contenders of one variant apart.
func markVarying(contenders []Contender) {
	for i := range contenders {
		c := &contenders[i]
		for _, name := range slices.Sorted(maps.Keys(c.Params)) {
			differs := func(other Contender) bool {
				return other.Variant == c.Variant && !reflect.DeepEqual(other.Params[name], c.Params[name])
			}
			if slices.ContainsFunc(contenders, differs) {
				c.Varying = append(c.Varying, fmt.Sprintf("%s=%v", name, c.Params[name]))
			}
		}
	}
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"gander/core"
	"gander/core/dataset"
	"gander/core/eval"
	"gander/core/runner"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// preparedData is what the runs of an experiment learn from and are judged by.
type preparedData struct {
	data       map[string]runner.Prepared
	files      []*data.File
	extractors []string // of the user, besides gander's own
}

func (p *preparedData) close() {
	for _, f := range p.files {
		f.Close() // it was only read
	}
}

// prepare readies every dataset that an entry names, and its judge.
func (a *app) prepare(ctx context.Context, e core.Experiment) (*preparedData, error) {
	p := &preparedData{data: map[string]runner.Prepared{}, extractors: e.Evaluate.Extractors}
	for _, d := range e.Datasets {
		if !used(e, d.Name) {
			continue
		}
		if err := a.prepareOne(ctx, p, d, e.Evaluate.Samples); err != nil {
			p.close()
			return nil, err
		}
	}
	return p, nil
}

func used(e core.Experiment, name string) bool {
	return slices.ContainsFunc(e.Entries, func(n core.Entry) bool { return slices.Contains(n.Datasets, name) })
}

func (a *app) prepareOne(ctx context.Context, p *preparedData, d core.DatasetSpec, samples int) error {
	show := a.newDatasetProgress(d.Name)
	ready, err := dataset.Prepare(ctx, d.Source, d.Options, a.cache(), show.report)
	show.end()
	if err != nil {
		return refused(d.Source, fmt.Errorf("dataset %s: %w", d.Name, err))
	}
	judge, err := a.judge(ctx, p, d.Name, ready, samples)
	if err != nil {
		return fmt.Errorf("judge of dataset %s: %w", d.Name, err)
	}
	p.data[d.Name] = runner.Prepared{Header: ready.Header(data.Train), Path: ready.Path(data.Train), Judge: judge}
	return nil
}

// judge opens what the dataset's kind is scored against.
func (a *app) judge(ctx context.Context, p *preparedData, name string, d dataset.Prepared, samples int) (func(variant.Task) runner.Judge, error) {
	if d.Header(data.Train).Kind == data.KindPoint {
		j, err := eval.NewPointJudge(d.Header(data.Train))
		return func(variant.Task) runner.Judge { return j }, err
	}
	train, err1 := data.Open(d.Path(data.Train))
	test, err2 := data.Open(d.Path(data.Test))
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	p.files = append(p.files, train, test)
	j, err := eval.NewImageJudge(train, test, samples, d.Dir)
	if err != nil {
		return nil, err
	}
	if err := bring(j, p.extractors, train.Header().Shape); err != nil {
		return nil, err
	}
	if err := j.Teach(ctx, a.newTeaching(name)); err != nil {
		return nil, err
	}
	return once(func(t variant.Task) runner.Judge { return j.For(t) }), nil
}

// bring has a judge use the user's extractors.
func bring(j *eval.ImageJudge, paths []string, shape []int) error {
	var problems []error
	for _, path := range paths {
		n, err := eval.OpenNetwork(path, shape)
		if err == nil {
			err = j.Bring(n)
		}
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// newTeaching says that a classifier is being trained; silent when it is in the
// cache.
func (a *app) newTeaching(name string) func(done, of int) {
	return func(done, of int) {
		if done == 1 {
			fmt.Fprintf(a.Stderr, "training the classifier that judges dataset %s, once: %d steps\n", name, of)
		}
	}
}

// once makes the judge of each task once, since a judge keeps the features of
// the real data that it has computed. The result is safe for several lanes.
func once(make func(variant.Task) runner.Judge) func(variant.Task) runner.Judge {
	var mu sync.Mutex
	judges := map[variant.Task]runner.Judge{}
	return func(t variant.Task) runner.Judge {
		mu.Lock()
		defer mu.Unlock()
		if judges[t] == nil {
			judges[t] = make(t)
		}
		return judges[t]
	}
}

// values writes parameters in order of their names.
func values(params map[string]any) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(params)) {
		parts = append(parts, fmt.Sprintf("%s=%v", name, params[name]))
	}
	return strings.Join(parts, " ")
}

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
	data       map[string]runner.Prepared // by the name that the spec gives them
	sources    map[string]dataset.Prepared
	files      []*data.File
	extractors []string // of the user, besides gander's own
}

func (p *preparedData) close() {
	for _, f := range p.files {
		f.Close() // it was only read
	}
}

// prepare readies every dataset that an entry names. Judges are appointed when
// something will run.
func (a *app) prepare(ctx context.Context, e core.Experiment) (*preparedData, error) {
	p := &preparedData{data: map[string]runner.Prepared{}, sources: map[string]dataset.Prepared{}, extractors: e.Evaluate.Extractors}
	for _, d := range e.Datasets {
		if !used(e, d.Name) {
			continue
		}
		show := a.newDatasetProgress(d.Name)
		ready, err := dataset.Prepare(ctx, d.Source, d.Options, a.cache(), show.report)
		show.end()
		if err != nil {
			return nil, refused(d.Source, fmt.Errorf("dataset %s: %w", d.Name, err))
		}
		p.sources[d.Name] = ready
		p.data[d.Name] = runner.Prepared{Header: ready.Header(data.Train), Path: ready.Path(data.Train)}
	}
	return p, nil
}

func used(e core.Experiment, name string) bool {
	return slices.ContainsFunc(e.Entries, func(n core.Entry) bool { return slices.Contains(n.Datasets, name) })
}

// appoint gives every dataset its judge, which may take a classifier's training.
func (a *app) appoint(ctx context.Context, p *preparedData, e core.Experiment) error {
	for _, d := range e.Datasets {
		source, ok := p.sources[d.Name]
		if !ok {
			continue
		}
		judge, err := a.judge(ctx, p, d, source, e.Evaluate.Samples)
		if err != nil {
			return fmt.Errorf("judge of dataset %s: %w", d.Name, err)
		}
		ready := p.data[d.Name]
		ready.Judge = judge
		p.data[d.Name] = ready
	}
	return nil
}

// judge opens what the dataset's kind is scored against.
func (a *app) judge(ctx context.Context, p *preparedData, d core.DatasetSpec, ready dataset.Prepared, samples int) (func(variant.Task) runner.Judge, error) {
	if ready.Header(data.Train).Kind == data.KindPoint {
		j, err := eval.NewPointJudge(ready.Header(data.Train))
		return func(variant.Task) runner.Judge { return j }, err
	}
	if source, options, ok := dataset.Base(d.Source, d.Options); ok {
		return a.stackedJudge(ctx, p, core.DatasetSpec{Name: d.Name, Source: source, Options: options}, ready)
	}
	j, err := a.imageJudge(ctx, p, d.Name, ready, samples, p.extractors)
	if err != nil {
		return nil, err
	}
	return once(func(t variant.Task) runner.Judge { return j.For(t) }), nil
}

// imageJudge opens the judge of a dataset of images, after its classifier has
// learnt.
func (a *app) imageJudge(ctx context.Context, p *preparedData, name string, d dataset.Prepared, samples int, extractors []string) (*eval.ImageJudge, error) {
	train, err := p.open(d.Path(data.Train))
	if err != nil {
		return nil, err
	}
	test, err := p.open(d.Path(data.Test))
	if err != nil {
		return nil, err
	}
	j, err := eval.NewImageJudge(train, test, samples, d.Dir)
	if err != nil {
		return nil, err
	}
	if err := bring(j, extractors, train.Header().Shape); err != nil {
		return nil, err
	}
	return j, j.Teach(ctx, a.newTeaching(name))
}

// stackedJudge counts classes by a classifier of the pictures that are stacked.
func (a *app) stackedJudge(ctx context.Context, p *preparedData, base core.DatasetSpec, d dataset.Prepared) (func(variant.Task) runner.Judge, error) {
	show := a.newDatasetProgress(base.Name + "'s " + base.Source)
	ready, err := dataset.Prepare(ctx, base.Source, base.Options, a.cache(), show.report)
	show.end()
	if err != nil {
		return nil, err
	}
	const least = 2 // no sample is scored as a picture of the base
	channel, err := a.imageJudge(ctx, p, base.Name, ready, least, nil)
	if err != nil {
		return nil, err
	}
	test, err := p.open(d.Path(data.Test))
	if err != nil {
		return nil, err
	}
	j, err := eval.NewStackedJudge(test, channel)
	return func(variant.Task) runner.Judge { return j }, err
}

// open opens a prepared file until the experiment ends.
func (p *preparedData) open(path string) (*data.File, error) {
	f, err := data.Open(path)
	if err == nil {
		p.files = append(p.files, f)
	}
	return f, err
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

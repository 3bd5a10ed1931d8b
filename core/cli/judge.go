package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"gander/core"
	"gander/core/dataset"
	"gander/core/eval"
	"gander/core/runner"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// appoint gives every dataset its judge, which may take a classifier's training.
func (a *app) appoint(ctx context.Context, p *preparedData, e core.Experiment) error {
	for _, d := range e.Datasets {
		source, ok := p.sources[d.Name]
		if !ok {
			continue
		}
		ready, err := a.judge(ctx, p, d, source, e.Evaluate.Samples)
		if err != nil {
			return fmt.Errorf("judge of dataset %s: %w", d.Name, err)
		}
		ready.Header, ready.Path = p.data[d.Name].Header, p.data[d.Name].Path
		p.data[d.Name] = ready
	}
	return nil
}

// least is how many samples can be judged: those of a judge that is only asked for
// its parts, or of which nobody knows yet how many there are.
const least = 2

// judge opens what the dataset's kind is scored against, and chosen by.
func (a *app) judge(ctx context.Context, p *preparedData, d core.DatasetSpec, ready dataset.Prepared, samples int) (runner.Prepared, error) {
	if ready.Header(data.Train).Kind == data.KindPoint {
		j, err := eval.NewPointJudge(ready.Header(data.Train))
		return runner.Prepared{
			Judge:   func(variant.Task) runner.Judge { return j },
			Chooser: func(variant.Task) runner.Chooser { return eval.PointChooser{PointJudge: j} },
		}, err
	}
	if source, options, ok := dataset.Base(d.Source, d.Options); ok {
		j, err := a.openStackedJudge(ctx, p, core.DatasetSpec{Name: d.Name, Source: source, Options: options}, ready)
		return runner.Prepared{Judge: func(variant.Task) runner.Judge { return j }}, err
	}
	j, err := a.openImageJudge(ctx, p, d.Name, ready, samples, p.extractors)
	if err != nil {
		return runner.Prepared{}, err
	}
	validation, err := p.open(ready.Path(data.Validation))
	if err != nil {
		return runner.Prepared{}, err
	}
	return runner.Prepared{
		Judge: once(func(t variant.Task) runner.Judge { return exhibiting{j.For(t)} }),
		Chooser: once(func(t variant.Task) runner.Chooser {
			if c := j.Chooser(validation, t); c != nil {
				return c
			}
			return nil
		}),
	}, nil
}

// openImageJudge opens the judge of a dataset of images, after its classifier has
// learnt.
func (a *app) openImageJudge(ctx context.Context, p *preparedData, name string, d dataset.Prepared, samples int, extractors []string) (*eval.ImageJudge, error) {
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
	if err := j.Teach(ctx, a.newTeaching(name)); err != nil {
		return nil, err
	}
	if card, ok := j.Card(); ok {
		fmt.Fprintf(a.Stderr, "dataset %s is judged by %s\n", name, card)
	}
	return j, nil
}

// openStackedJudge opens a judge that counts classes by a classifier of the pictures that are stacked.
func (a *app) openStackedJudge(ctx context.Context, p *preparedData, base core.DatasetSpec, d dataset.Prepared) (*eval.StackedJudge, error) {
	show := a.newDatasetProgress(base.Name + "'s " + base.Source)
	ready, err := dataset.Prepare(ctx, base.Source, base.Options, a.cache(), show.report)
	show.end()
	if err != nil {
		return nil, err
	}
	channel, err := a.openImageJudge(ctx, p, base.Name, ready, least, nil)
	if err != nil {
		return nil, err
	}
	test, err := p.open(d.Path(data.Test))
	if err != nil {
		return nil, err
	}
	return eval.NewStackedJudge(test, channel)
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

// once makes what a task needs once, since judges keep the features of the real
// data that they have computed. The result is safe for several lanes.
func once[T any](make func(variant.Task) T) func(variant.Task) T {
	var mu sync.Mutex
	made := map[variant.Task]T{}
	return func(t variant.Task) T {
		mu.Lock()
		defer mu.Unlock()
		if _, ok := made[t]; !ok {
			made[t] = make(t)
		}
		return made[t]
	}
}

// exhibiting hands the exhibits of a judge on as files.
type exhibiting struct{ *eval.ImageJudge }

// Exhibits implements runner.Exhibitor.
func (j exhibiting) Exhibits(ctx context.Context, samples sample.Batch) ([]runner.Exhibit, error) {
	confusion, tradeoff, err := j.ImageJudge.Exhibits(ctx, samples)
	if err != nil {
		return nil, err
	}
	var list []runner.Exhibit
	for _, x := range []struct {
		kind string
		of   any
		lack bool
	}{{core.KindConfusion, confusion, confusion == nil}, {core.KindTradeoff, tradeoff, tradeoff == nil}} {
		if x.lack {
			continue
		}
		content, err := json.Marshal(x.of)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", x.kind, err)
		}
		list = append(list, runner.Exhibit{Kind: x.kind, Content: content})
	}
	return list, nil
}

// Locate implements runner.Locator.
func (j exhibiting) Locate(ctx context.Context, samples sample.Batch) (runner.Located, error) {
	tiles, near, err := j.Nearest(ctx, samples)
	if err != nil {
		return runner.Located{}, err
	}
	distances, err := json.Marshal(near)
	if err != nil {
		return runner.Located{}, fmt.Errorf("encode distances: %w", err)
	}
	return runner.Located{Tiles: tiles, Columns: near.Columns, Distances: distances}, nil
}

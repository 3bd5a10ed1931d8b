package cli

import (
	"context"
	"encoding/json"
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
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// preparedData is what the runs of an experiment learn from and are judged by.
type preparedData struct {
	data  map[string]runner.Prepared
	files []*data.File
}

func (p *preparedData) close() {
	for _, f := range p.files {
		f.Close() // it was only read
	}
}

// prepare readies every dataset that an entry names, and its judge.
func (a *app) prepare(ctx context.Context, e core.Experiment) (*preparedData, error) {
	p := &preparedData{data: map[string]runner.Prepared{}}
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
	judge.Header, judge.Path = ready.Header(data.Train), ready.Path(data.Train)
	p.data[d.Name] = judge
	return nil
}

// judge opens what the dataset's kind is scored against, and chosen by.
func (a *app) judge(ctx context.Context, p *preparedData, name string, d dataset.Prepared, samples int) (runner.Prepared, error) {
	if d.Header(data.Train).Kind == data.KindPoint {
		j, err := eval.NewPointJudge(d.Header(data.Train))
		return runner.Prepared{
			Judge:   func(variant.Task) runner.Judge { return j },
			Chooser: func(variant.Task) runner.Chooser { return eval.PointChooser{PointJudge: j} },
		}, err
	}
	train, err1 := data.Open(d.Path(data.Train))
	test, err2 := data.Open(d.Path(data.Test))
	validation, err3 := data.Open(d.Path(data.Validation))
	if err := errors.Join(err1, err2, err3); err != nil {
		return runner.Prepared{}, err
	}
	p.files = append(p.files, train, test, validation)
	j, err := eval.NewImageJudge(train, test, samples, d.Dir)
	if err != nil {
		return runner.Prepared{}, err
	}
	if err := j.Teach(ctx, a.newTeaching(name)); err != nil {
		return runner.Prepared{}, err
	}
	return runner.Prepared{
		Judge: once(func(t variant.Task) runner.Judge { return imageJudge{j.For(t)} }),
		Chooser: once(func(t variant.Task) runner.Chooser {
			if c := j.Chooser(validation, t); c != nil {
				return c
			}
			return nil
		}),
	}, nil
}

// imageJudge hands exhibits on as files.
type imageJudge struct{ *eval.ImageJudge }

// Exhibits implements runner.Exhibitor.
func (j imageJudge) Exhibits(ctx context.Context, samples sample.Batch) ([]runner.Exhibit, error) {
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

// values writes parameters in order of their names.
func values(params map[string]any) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(params)) {
		parts = append(parts, fmt.Sprintf("%s=%v", name, params[name]))
	}
	return strings.Join(parts, " ")
}

package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gander/core"
	"gander/core/dataset"
	"gander/core/runner"
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

// open opens a prepared file until the experiment ends.
func (p *preparedData) open(path string) (*data.File, error) {
	f, err := data.Open(path)
	if err == nil {
		p.files = append(p.files, f)
	}
	return f, err
}

// values writes parameters in order of their names.
func values(params map[string]any) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(params)) {
		parts = append(parts, fmt.Sprintf("%s=%v", name, params[name]))
	}
	return strings.Join(parts, " ")
}

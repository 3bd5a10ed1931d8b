package spec

import (
	"bytes"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"

	"gander/core"
)

// Canonical is what decides the bits of an entry's run with a seed, in one
// form: JSON on one line, its keys sorted, floats with the fewest digits that
// give them back. Datasets are in it as options and not as data, the option
// "path" left out: where data lies does not matter, and what it is its hash
// says. Labels, budgets, limits and checkpoints are not in it either.
func Canonical(e core.Experiment, entry core.Entry, seed uint64) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(map[string]any{
		"variant":   entry.Variant,
		"params":    entry.Params,
		"datasets":  canonicalDatasets(e.Datasets, entry.Datasets),
		"seed":      seed,
		"evaluate":  canonicalEvaluation(e.Evaluate),
		"log_every": e.LogEvery,
	})
	if err != nil {
		panic("spec: " + err.Error()) // a spec's values are numbers, texts and lists
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// canonicalEvaluation has extractors by the names of their files, as datasets are
// in it without their paths; scores carry the files' hashes.
func canonicalEvaluation(e core.Evaluation) map[string]any {
	out := map[string]any{
		"every":   map[string]any{"amount": e.Every.Amount, "currency": e.Every.Currency},
		"samples": e.Samples,
		"weights": e.Weights,
	}
	if len(e.Extractors) > 0 {
		names := make([]string, len(e.Extractors))
		for i, path := range e.Extractors {
			names[i] = filepath.Base(path)
		}
		out["extractors"] = names
	}
	return out
}

func canonicalDatasets(specs []core.DatasetSpec, names []string) []map[string]any {
	out := make([]map[string]any, len(names))
	for i, name := range names {
		j := slices.IndexFunc(specs, func(d core.DatasetSpec) bool { return d.Name == name })
		if j < 0 {
			panic("spec: the experiment has no dataset " + name)
		}
		options := maps.Clone(specs[j].Options)
		delete(options, "path")
		out[i] = map[string]any{"name": name, "source": specs[j].Source, "options": options}
	}
	return out
}

package reports

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gander/core"
)

// Fields are the names that every run can be filtered by, beside its parameters
// and its scores at the end of training.
var Fields = []string{"experiment", "label", "variant", "dataset", "seed", "status", "run", "step", "images", "seconds"}

// field gives one of Fields as text or as a number.
func (r Run) field(name string) any {
	switch name {
	case "experiment":
		return r.Experiment
	case "label":
		return r.Label
	case "variant":
		return r.Variant
	case "dataset":
		return r.Judge()
	case "seed":
		return float64(r.Seed)
	case "status":
		return string(r.Status)
	case "run":
		return r.ID
	case "step":
		return float64(r.Progress.Step)
	case "images":
		return float64(r.Progress.Images)
	case "seconds":
		return r.Progress.Seconds
	}
	return nil
}

// values are what a name stands for in a run: one value, several where scores
// of different identity share a key, or none.
func (r Run) values(name string) []any {
	if slices.Contains(Fields, name) {
		return []any{r.field(name)}
	}
	if key, isScore := strings.CutPrefix(name, "score."); isScore {
		return r.finalScores(key)
	}
	key, isParam := strings.CutPrefix(name, "param.")
	if v, ok := r.Params[key]; ok {
		return []any{comparand(v)}
	}
	if isParam {
		return nil
	}
	return r.finalScores(name)
}

// finalScores are the last scores of a key, if the run finished.
func (r Run) finalScores(key string) []any {
	if r.Status != core.Done {
		return nil
	}
	last := map[string]any{} // by identity
	for _, s := range r.Scores {
		if s.Key == key {
			last[s.Identity] = s.Value
		}
	}
	return slices.Collect(maps.Values(last))
}

// comparand is a parameter as text or as a number.
func comparand(v any) any {
	switch v := v.(type) {
	case float64:
		return v
	case int64:
		return float64(v)
	case int:
		return float64(v)
	case uint64:
		return float64(v)
	case []string:
		return strings.Join(v, ",")
	}
	return fmt.Sprint(v)
}

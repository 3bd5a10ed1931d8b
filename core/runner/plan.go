package runner

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"gander/core"
	"gander/plugins/variant"
)

// Canonical gives the text that decides a run's bits on the side of the spec.
type Canonical func(e core.Experiment, entry core.Entry, seed uint64) string

// Plan lists the runs of an experiment: for each seed all entries, so that an
// interrupted experiment has finished whole comparisons first.
func Plan(e core.Experiment, data map[string]Prepared, variants map[string]variant.Description, canonical Canonical) []core.Run {
	var runs []core.Run
	for _, seed := range e.Seeds {
		for _, entry := range e.Entries {
			r := core.Run{
				Experiment: e.Name,
				Position:   len(runs),
				Label:      entry.Label,
				Variant:    entry.Variant,
				Datasets:   entry.Datasets,
				Params:     entry.Params,
				Seed:       seed,
				Budget:     entry.Budget,
				Limits:     entry.Limits,
				Spec:       canonical(e, entry, seed),
				Status:     core.Planned,
			}
			r.ID = identity(r, data, variants[entry.Variant])
			r.Dir = path.Join(e.Name, fmt.Sprintf("%s-%s-seed%d-%s", fileName(r.Label), r.Datasets[0], r.Seed, r.ID[:8]))
			runs = append(runs, r)
		}
	}
	return runs
}

// fileName makes of a label what every file system takes, and no longer than
// leaves room for the rest of a run's folder.
func fileName(label string) string {
	const longest = 60
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.=", r) {
			return r
		}
		return '-'
	}, label)
	return strings.Trim(name[:min(len(name), longest)], ".-")
}

// identity hashes what decides a run's bits: the spec, the data, the variant
// and its numerics. The budget belongs to it only where a schedule depends on
// the horizon; otherwise a larger budget continues the run.
func identity(r core.Run, data map[string]Prepared, d variant.Description) string {
	facts := struct {
		// An experiment owns its runs: the same run in another one is another.
		Experiment string
		Spec       string
		Data       []string
		Variant    string
		Numerics   string
		Horizon    *core.Budget `json:",omitempty"`
	}{Experiment: r.Experiment, Spec: r.Spec, Variant: d.Name, Numerics: d.Numerics}
	for _, name := range r.Datasets {
		facts.Data = append(facts.Data, data[name].Header.SHA256)
	}
	if d.HorizonMatters {
		facts.Horizon = &r.Budget
	}
	text, err := json.Marshal(facts)
	if err != nil {
		panic("runner: " + err.Error()) // strings and numbers always marshal
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

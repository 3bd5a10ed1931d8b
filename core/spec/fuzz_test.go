package spec_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/core"
	"gander/core/spec"
)

// FuzzParse expects of any text and override either problems with places in the
// text or an experiment that is complete.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), "runs.0.params.lr_g=1e-4")
	}
	f.Add("0: [:!00 \xef", "")
	f.Add(": \n0", "0") // the parser sees an error below the last line
	f.Add("---", "")
	f.Add("a: &a [*a]", "a.0.0.0=1")
	f.Add("? {a: b}\n: c", "a={b: [1, 2]}")
	f.Fuzz(func(t *testing.T, text, set string) {
		o := spec.Options{Known: known()}
		if set != "" {
			o.Set = []string{set}
		}
		e, err := spec.Parse("x.yaml", text, o)
		if err != nil {
			checkProblems(t, err, text)
			return
		}
		checkExperiment(t, e)
	})
}

func checkProblems(t *testing.T, err error, text string) {
	var problems *spec.Errors
	if !errors.As(err, &problems) || len(problems.Problems) == 0 {
		t.Fatalf("got error %v, want problems", err)
	}
	lines := strings.Count(text, "\n") + 1
	for _, p := range problems.Problems {
		if p.Message == "" || p.Line > lines || p.File == "x.yaml" && (p.Line < 1 || p.Column < 1) {
			t.Errorf("a problem has no place or message: %+v", p)
		}
	}
}

func checkExperiment(t *testing.T, e core.Experiment) {
	if e.Name == "" || len(e.Seeds) == 0 || len(e.Datasets) == 0 || len(e.Entries) == 0 || e.LogEvery < 1 ||
		e.Evaluate.Samples < 2 || e.Evaluate.Weights == "" || e.Checkpoint.Keep < 1 || e.Budget.Amount <= 0 {
		t.Errorf("the experiment is not complete: %+v", e)
	}
	seen := make(map[string]bool)
	for _, entry := range e.Entries {
		canonical := spec.Canonical(e, entry, e.Seeds[0])
		if seen[canonical] {
			t.Errorf("a run is there twice: %s", canonical)
		}
		seen[canonical] = true
		if entry.Label == "" || entry.Budget.Amount <= 0 || len(entry.Datasets) == 0 {
			t.Errorf("an entry is not complete: %+v", entry)
		}
	}
}

// Package experiments_test reads the specs of this folder as the command does.
package experiments_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/core/dataset"
	"gander/core/eval"
	"gander/core/spec"
	"gander/plugins/variant"
	"gander/variants/conditional"
	"gander/variants/cyclegan"
	"gander/variants/stargan"
	"gander/variants/vanilla"
	"gander/variants/wgan"
)

// builtIn are the variants and sources that come with gander.
func builtIn() spec.Known {
	known := spec.Known{
		Variants: make(map[string]variant.Description),
		Sources:  make(map[string]spec.Source),
		Scores:   eval.Keys,
	}
	for _, v := range []variant.Variant{
		conditional.Variant{}, cyclegan.Variant{}, stargan.Variant{}, vanilla.Variant{}, wgan.Variant{},
	} {
		d := v.Describe()
		known.Variants[d.Name] = d
	}
	for _, s := range dataset.Sources() {
		about := s.About()
		known.Sources[about.Name] = spec.Source{Options: about.Options, Tasks: about.Tasks, Check: s.Check}
	}
	return known
}

// TestExperiments reads every spec and expects its question in the README of its
// folder.
func TestExperiments(t *testing.T) {
	for _, folder := range []string{".", "papers"} {
		readme, err := os.ReadFile(filepath.Join(folder, "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no specs in %s: %v", folder, err)
		}
		for _, file := range files {
			t.Run(file, func(t *testing.T) { checkSpec(t, file, string(readme)) })
		}
	}
}

func checkSpec(t *testing.T, file, readme string) {
	e, err := spec.Load(file, spec.Options{Known: builtIn()})
	if err != nil {
		t.Fatal(err)
	}
	if e.Name+".yaml" != filepath.Base(file) {
		t.Errorf("the experiment is called %s", e.Name)
	}
	if row := "| [" + e.Name + "](" + e.Name + ".yaml) | " + e.Question + " |"; !strings.Contains(readme, row) {
		t.Errorf("the README has no line %s", row)
	}
}

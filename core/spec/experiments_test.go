package spec_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/core/dataset"
	"gander/core/spec"
	"gander/plugins/variant"
	"gander/variants/vanilla"
	"gander/variants/wgan"
)

// builtIn are the variants and sources that come with gander.
func builtIn() spec.Known {
	known := spec.Known{
		Variants: make(map[string]variant.Description),
		Sources:  make(map[string]spec.Source),
	}
	for _, v := range []variant.Variant{vanilla.Variant{}, wgan.Variant{}} {
		d := v.Describe()
		known.Variants[d.Name] = d
	}
	for _, s := range dataset.Sources() {
		about := s.About()
		known.Sources[about.Name] = spec.Source{Options: about.Options, Tasks: about.Tasks, Check: s.Check}
	}
	return known
}

// TestExperiments reads the specs that come with gander, and expects the
// question of each in the list of them.
func TestExperiments(t *testing.T) {
	const folder = "../../experiments/"
	readme, err := os.ReadFile(folder + "README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(folder + "*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no specs in %s: %v", folder, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			e, err := spec.Load(file, spec.Options{Known: builtIn()})
			if err != nil {
				t.Fatal(err)
			}
			if e.Name+".yaml" != filepath.Base(file) {
				t.Errorf("the experiment is called %s", e.Name)
			}
			if row := "| [" + e.Name + "](" + e.Name + ".yaml) | " + e.Question + " |"; !strings.Contains(string(readme), row) {
				t.Errorf("README.md has no line %s", row)
			}
		})
	}
}

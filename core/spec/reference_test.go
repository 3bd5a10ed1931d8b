package spec_test

import (
	"reflect"
	"strings"
	"testing"

	"gander/core"
	"gander/core/spec"
)

// TestReferenceDefaults writes every default of the reference out and expects
// the same experiment.
func TestReferenceDefaults(t *testing.T) {
	const text = "name: plain\nbudget: 1k steps\ndatasets: {ring: {source: ring}}\nruns: [{variant: vanilla, dataset: ring}]\n"
	var set []string
	for _, k := range spec.Reference() {
		if k.Default != "" {
			set = append(set, strings.Replace(k.Path, "[]", ".0", 1)+"="+k.Default)
		}
	}
	if len(set) < 10 {
		t.Fatalf("the reference has %d defaults", len(set))
	}
	want := parse(t, text)
	got, err := spec.Parse("folder/plain.yaml", text, spec.Options{Set: set, Known: known()})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestSchema expects the reference's keys in the schema, and what is known.
func TestSchema(t *testing.T) {
	checkGolden(t, "schema", indent(t, spec.Schema(known())))
}

// TestReferenceIsComplete expects a row for every field of an experiment's JSON
// that an author can write.
func TestReferenceIsComplete(t *testing.T) {
	paths := make(map[string]bool)
	for _, k := range spec.Reference() {
		if k.Doc == "" || k.Type == "" {
			t.Errorf("%s has no type or no doc", k.Path)
		}
		paths[k.Path] = true
	}
	made := map[string]bool{"path": true} // by the reading
	for field := range reflect.TypeFor[core.Experiment]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name != "-" && !made[name] && !paths[name] {
			t.Errorf("the reference has no row for %s", name)
		}
	}
}

package spec_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/core/spec"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden compares what becomes of every spec in testdata: of good-*.yaml the
// experiment, of the others what is said against them.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no specs in testdata: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			e, err := spec.Load(file, spec.Options{Known: known()})
			if strings.HasPrefix(name, "good-") {
				if err != nil {
					t.Fatalf("a good spec is refused:\n%v", err)
				}
				checkGolden(t, name, indent(t, e))
				return
			}
			var problems *spec.Errors
			if !errors.As(err, &problems) {
				t.Fatalf("got error %v, want *spec.Errors", err)
			}
			checkGolden(t, name, err.Error())
		})
	}
}

func checkGolden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	got = strings.NewReplacer(`\\`, "/", `testdata\`, "testdata/").Replace(got) // paths on Windows
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func indent(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b) + "\n"
}

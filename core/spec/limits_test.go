package spec_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/core/spec"
)

// TestLimits goes to the bounds of a file and beyond.
func TestLimits(t *testing.T) {
	lines := func(n int) string { return strings.Repeat("#"+strings.Repeat("x", 98)+"\n", n) }
	seeds := func(n int) string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprint(i)
		}
		return "seeds: [" + strings.Join(list, ", ") + "]\n"
	}
	const rest = "name: plain\nbudget: 1k steps\ndatasets: {ring: {source: ring}}\nruns: [{variant: vanilla, dataset: ring}]\n"
	tests := []struct {
		name, text string
		want       string // nothing: accepted
	}{
		{"just below 1 MiB", rest + lines(10_000), ""},
		{"above 1 MiB", rest + lines(10_500), "larger than 1 MiB"},
		{"a thousand seeds", rest + seeds(1000), ""},
		{"too many seeds", rest + seeds(1001), "1001 seeds"},
		{"too many nodes", rest + seeds(10_000), "more than 10000 values"},
		{"too many runs", strings.Replace(rest, "[{", "["+strings.Repeat("{variant: vanilla}, ", 1000)+"{", 1), "1001 entries"},
		{"blocks too deep", rest + "question:\n" + strings.Repeat("- ", 70) + "x\n", "deeper than 64"},
		{"aliases of aliases", rest + "question: &a [x]\nseeds: [*a, *a]\n", "*a is an alias"},
		{"name as long as may be", strings.Replace(rest, "plain", strings.Repeat("x", 40), 1), ""},
		{"name too long", strings.Replace(rest, "plain", strings.Repeat("x", 41), 1), "is not a name"},
		{"lines of Windows", strings.ReplaceAll(rest, "\n", "\r\n"), ""},
		{"byte order mark", "\ufeff" + rest, ""},
		{"explicit document", "---\n" + rest + "...\n", ""},
		{"nothing", "", "the spec is empty"},
		{"control character", rest + "question: a\x01b\n", "control character"},
		{"break of lines of old", "name: a\rb: c\n", "control character"},
		{"separator of lines", "name: a\u2028b: c\n", "control character"},
		{"invalid UTF-8 in a tag", "0: [:!00 \xef", "not UTF-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := spec.Parse("x.yaml", test.text, spec.Options{Known: known()})
			if test.want == "" {
				if err != nil {
					t.Errorf("it is refused: %.500v", err)
				}
				return
			}
			var problems *spec.Errors
			if !errors.As(err, &problems) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %.500v, want %q", err, test.want)
			}
		})
	}
}

func TestLoadErrors(t *testing.T) {
	var problems *spec.Errors
	if _, err := spec.Load("testdata/none.yaml", spec.Options{}); !errors.Is(err, os.ErrNotExist) || errors.As(err, &problems) {
		t.Errorf("no file: got error %v, want os.ErrNotExist", err)
	}
	large := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(large, make([]byte, 2<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := spec.Load(large, spec.Options{}); !errors.As(err, &problems) {
		t.Errorf("large file: got error %v, want *spec.Errors", err)
	}
}

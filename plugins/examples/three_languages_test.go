package examples

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/core/cli"
)

// gander runs the command with both folders of plugins and gives what it printed.
func gander(t *testing.T, results string, args ...string) string {
	t.Helper()
	var out, problems bytes.Buffer
	env := cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &problems, Getenv: func(name string) string {
		return map[string]string{"GANDER_CACHE": filepath.Join(results, "cache"), "CI": "true"}[name]
	}}
	args = append(args, "--results", results, "--plugin-dir", "python", "--plugin-dir", "pytorch")
	if code := cli.Main(t.Context(), env, args); code != 0 {
		t.Fatalf("gander %v exits with code %d\n%s%s", args, code, &out, &problems)
	}
	return out.String()
}

// A run of one experiment, as `runs list --json` tells of it.
type listed struct {
	Variant, Dataset, Label, Status, Reason string
	Seed                                    int
}

// Variants in three languages run in one experiment, are scored and compared.
func TestThreeLanguages(t *testing.T) {
	needsTorch(t)
	t.Parallel()
	results := t.TempDir()
	args := []string{"run", "three-languages.yaml", "--scale", "0.02", "--set", "seeds=[1]", "--set", "evaluate.samples=128"}
	table := gander(t, results, args...)
	for _, label := range []string{"\ngander ", "\npytorch ", "\nnumpy "} {
		if !strings.Contains(table, label) {
			t.Errorf("the table has no line %q:\n%s", label, table)
		}
	}
	var runs []listed
	check(t, json.Unmarshal([]byte(gander(t, results, "runs", "list", "--json")), &runs))
	if len(runs) != 6 {
		t.Fatalf("%d runs, want 6: %+v", len(runs), runs)
	}
	for _, r := range runs {
		if r.Status != "done" {
			t.Errorf("%+v", r)
		}
	}
	page, err := os.ReadFile(filepath.Join(results, "three-languages", "report", "index.html"))
	check(t, err)
	if !strings.Contains(string(page), "PyTorch") {
		t.Error("the report does not show its question")
	}
	// Done runs are skipped: had a plugin another identity each time, they would be run again.
	if again := gander(t, results, args...); again != table {
		t.Errorf("the second time it prints\n%s\nnot\n%s", again, table)
	}
}

// The plugins are listed with version and hash, and none with a problem.
func TestPluginsAreListed(t *testing.T) {
	needsNumPy(t)
	var rows []struct{ Name, Version, SHA256, Path, Problem, Ignored string }
	check(t, json.Unmarshal([]byte(gander(t, t.TempDir(), "plugin", "list", "--json")), &rows))
	found := 0
	for _, r := range rows {
		if r.Problem != "" || r.Ignored != "" {
			t.Errorf("%+v", r)
		}
		if r.Name == "numpy" || r.Name == "pytorch" {
			found++
			if r.Version != "1.0.0" || len(r.SHA256) != 64 {
				t.Errorf("%+v", r)
			}
		}
	}
	if found != 2 {
		t.Errorf("%d of 2 plugins are listed: %+v", found, rows)
	}
}

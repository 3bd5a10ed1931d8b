package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gander/core"
	"gander/reports"
)

// TestUntrainedMeetsNothing runs every spec that expects something for a single
// step: what a generator meets that has learnt nothing is no claim. Judging
// images takes a classifier that has to be taught first, so those specs wait for
// GANDER_LONG.
func TestUntrainedMeetsNothing(t *testing.T) {
	expecting := 0
	for _, pattern := range []string{"experiments/*.yaml", "experiments/papers/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), "\nexpect:") {
				continue
			}
			expecting++
			t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) { untrained(t, file, string(text)) })
		}
	}
	if expecting == 0 {
		t.Fatal("no spec expects anything")
	}
}

func untrained(t *testing.T, file, text string) {
	images := !strings.Contains(text, "source: ring") && !strings.Contains(text, "source: grid") && !strings.Contains(text, "source: dirac")
	if images && os.Getenv("GANDER_LONG") == "" {
		t.Skip("teaches a classifier first; GANDER_LONG=1 runs it")
	}
	path, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	cmd := gander(t, t.TempDir(), "run", path, "--no-report", "--scale", "1e-9", "--set", "seeds=[1]", "--json")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if strings.Contains(errs.String(), "is not on this machine") && os.Getenv("CI") == "" {
		t.Skipf("its data is missing:\n%s", &errs)
	}
	if code := cmd.ProcessState.ExitCode(); code != 4 {
		t.Fatalf("exit code %d after one step, want 4\n%s", code, &errs)
	}
	var got reports.Document
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for _, e := range got.Expected {
		if e.Met && success(e.Expectation, got.Contests) {
			t.Errorf("line %d: %s of %s on %s is met after one step with %v", e.Line, e.Score, e.Of, e.Dataset, float64(e.Value))
		}
	}
}

// success tells the claim that something is good from the claim that it is bad,
// which a generator that has learnt nothing meets.
func success(e core.Expectation, contests []reports.ContestDoc) bool {
	for _, c := range contests {
		for _, s := range c.Scores {
			if c.Dataset == e.Dataset && s.Key == e.Score {
				return s.Direction == core.Higher && e.AtLeast != nil || s.Direction == core.Lower && e.AtMost != nil
			}
		}
	}
	return true
}

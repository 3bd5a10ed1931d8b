package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// asGander makes this test binary behave as the gander command, so that tests
// start the real one, and it starts itself for the built-in variants.
const asGander = "GANDER_TEST_AS_GANDER"

func TestMain(m *testing.M) {
	if os.Getenv(asGander) != "" {
		main()
		return
	}
	testscript.Main(cached{m}, map[string]func(){"gander": main})
}

// cached runs the tests with one new folder of prepared datasets for all.
type cached struct{ *testing.M }

func (c cached) Run() int {
	dir, err := os.MkdirTemp("", "gander-test-cache-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	cache = dir
	return c.M.Run()
}

var cache string

// TestScripts runs testdata/script/*.txtar: what a user types and reads.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("GANDER_CACHE", cache)
			env.Setenv("HOME", env.WorkDir)
			return nil
		},
	})
}

// spec is an experiment of two variants on two datasets that takes seconds.
const spec = `name: small
question: Does everything work together?
seeds: [1, 2]
budget: {steps: 60}
datasets:
  ring: {source: ring, modes: 8}
  glyphs: {source: glyphs, size: 16, classes: A-D}
runs:
  - {variant: vanilla, dataset: ring, params: {batch_size: 16}}
  - {variant: wgan, dataset: ring, params: {batch_size: 16, penalty: gradient}, label: wgan-gp}
  - {variant: vanilla, dataset: glyphs, params: {batch_size: 8, base_width: 8}}
evaluate: {every: 30 steps, samples: 128}
checkpoint: {every: 20 steps, keep: 2}
log_every: 5
`

// gander is a command that runs the program in dir.
func gander(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asGander+"=1", "GANDER_CACHE="+cache, "HOME="+dir, "CI=true")
	return cmd
}

// folder is a new folder with the spec in it.
func folder(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "spec.yaml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// must runs a command that has to end with the exit code, and returns its
// standard output.
func must(t *testing.T, cmd *exec.Cmd, code int) string {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != code {
		t.Fatalf("gander %s: exit code %d, want %d\n%s\n%s", strings.Join(cmd.Args[1:], " "), got, code, &out, &errs)
	}
	return out.String()
}

// A ran is one run as `gander runs list --json` tells of it.
type ran struct {
	ID, Label, Status, Reason, Dir string
	LogTail                        []string `json:"log_tail"`
	Seed                           int
	Progress                       struct{ Step int }
}

func runsOf(t *testing.T, dir string) []ran {
	t.Helper()
	var all []ran
	if err := json.Unmarshal([]byte(must(t, gander(t, dir, "runs", "list", "--json"), 0)), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// weights are the hashes of all final weights below dir, by path. The path
// holds the run's ID, so equal maps are equal runs with equal bits.
func weights(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "results", "*", "*", "weights", "*.safetensors"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files of weights, %v", len(files), err)
	}
	sums := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(dir, f)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		sums[name] = hex.EncodeToString(sum[:])
	}
	return sums
}

func sameWeights(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d files of weights, want %d", what, len(got), len(want))
	}
	for name, sum := range want {
		if got[name] != sum {
			t.Errorf("%s: %s has other bits", what, name)
		}
	}
}

// plugins lists the process IDs of the plugins that a process has started.
func plugins(t *testing.T, parent int) []string {
	t.Helper()
	out, err := exec.Command("pgrep", "-P", itoa(parent), "-f", "serve-variant").Output()
	if err != nil {
		return nil // pgrep says so when there is none
	}
	return strings.Fields(string(out))
}

// eventually waits until done is true, and fails the test if that takes long.
func eventually(t *testing.T, what string, limit time.Duration, done func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %v: %s", limit, what)
		}
	}
}

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gander/plugins/template"
)

// faultySpec runs the plugin "odd" as it should be run and as it should not.
const faultySpec = `name: odd
question: What does a run say whose numbers went wrong?
seeds: [1]
budget: {steps: 20}
datasets:
  ring: {source: ring, modes: 8}
runs:
  - {variant: odd, dataset: ring, params: {lr: 1e30}, label: absurd rate}
  - {variant: odd, dataset: ring, params: {hidden: 3}, label: logarithm}
  - {variant: odd, dataset: ring, label: sane}
evaluate: {every: 20 steps, samples: 64}
`

// A variant whose numbers go wrong ends as diverged, and its author reads in
// which step, in which operator and in which of his layers; the other runs are
// none the worse.
func TestDivergedRunNamesTheOperator(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a plugin and trains")
	}
	plugin := buildFaultyPlugin(t)
	for _, executor := range []string{"direct", "tape"} {
		dir := folder(t, faultySpec)
		cmd := gander(t, dir, "run", "spec.yaml", "--no-report", "--plugin-dir", plugin)
		cmd.Env = append(cmd.Env, "GANDER_EXEC="+executor)
		must(t, cmd, 3)
		wants := map[string]string{
			"absurd rate": `^step \d: .*stage generator: the loss is NaN .* it began in discriminator\.1\.0 \(nn\.Linear\{Out: 64\}\): matmul gives \(64, 64\) .*, from \(64, 64\) in .* and \(64, 64\) in \[-1e\+30, 1e\+30\]$`,
			"logarithm":   `^step 1: .*stage discriminator: the loss is NaN .* it began in discriminator\.0 \(nn\.Func\): log gives \(64, 2\) .*, from \(64, 2\) in `,
		}
		runs := runsOf(t, dir)
		if len(runs) != 3 {
			t.Fatalf("%d runs, want 3", len(runs))
		}
		for _, r := range runs {
			want, faulty := wants[r.Label]
			switch {
			case faulty && (r.Status != "diverged" || !regexp.MustCompile(want).MatchString(r.Reason)):
				t.Errorf("%s, %s: %s: %s\nwant diverged: %s", r.Label, executor, r.Status, r.Reason, want)
			case !faulty && r.Status != "done":
				t.Errorf("%s, %s: %s: %s", r.Label, executor, r.Status, r.Reason)
			}
		}
	}
}

// buildFaultyPlugin is a new plugin whose rate has no upper bound and which, with
// three hidden units, takes the logarithm of its data.
func buildFaultyPlugin(t *testing.T) (dir string) {
	t.Helper()
	source, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "odd")
	if err := template.New(dir, "odd", source); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "variant.go")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	faulty := string(text)
	for _, change := range [][2]string{
		{`Max: variant.Bound(1), Doc: "Learning rate`, `Doc: "Learning rate`},
		{"	return generator, append(", "	if p.Int(\"hidden\") == 3 {\n		discriminator = append(discriminator, nn.Func(op.Log))\n	}\n	return generator, append("},
		{`"gander/core/nn"`, "\"gander/core/nn\"\n	\"gander/core/nn/op\""},
	} {
		if !strings.Contains(faulty, change[0]) {
			t.Fatalf("the template has no %s", change[0])
		}
		faulty = strings.Replace(faulty, change[0], change[1], 1)
	}
	if err := os.WriteFile(file, []byte(faulty), 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-o", "gander-variant-odd", ".")
	build.Dir, build.Env = dir, append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=readonly")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

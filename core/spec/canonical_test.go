package spec_test

import (
	"encoding/json"
	"strings"
	"testing"

	"gander/core"
	"gander/core/spec"
)

const plain = `
name: plain
budget: 60k images
datasets: {ring: {source: ring, modes: 8}}
runs: [{variant: wgan, dataset: ring, params: {penalty: clip, lr_g: 1e-5}}]
`

func parse(t *testing.T, text string) core.Experiment {
	t.Helper()
	e, err := spec.Parse("folder/plain.yaml", text, spec.Options{Known: known()})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestCanonical(t *testing.T) {
	e := parse(t, plain)
	got := spec.Canonical(e, e.Entries[0], 1<<63+1)
	want := `{"datasets":[{"name":"ring","options":{"modes":8},"source":"ring"}],` +
		`"evaluate":{"every":{"amount":20000,"currency":"images"},"samples":2048,"weights":"ema"},"log_every":10,` +
		`"params":{"average":true,"batch_size":64,"lambda_gp":10,"lr_g":0.00001,"n_critic":5,"penalty":"clip"},` +
		`"seed":9223372036854775809,"variant":"wgan"}`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestCanonicalOfStored expects the same form of an experiment that went
// through JSON, where whole numbers become floats.
func TestCanonicalOfStored(t *testing.T) {
	e := parse(t, plain)
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var stored core.Experiment
	if err := json.Unmarshal(b, &stored); err != nil {
		t.Fatal(err)
	}
	if got, want := spec.Canonical(stored, stored.Entries[0], 1), spec.Canonical(e, e.Entries[0], 1); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCanonicalDecidesBits(t *testing.T) {
	first := parse(t, plain)
	canonical := spec.Canonical(first, first.Entries[0], 1)
	tests := []struct {
		name     string
		old, new string
		same     bool
	}{
		{"order of keys", "source: ring, modes: 8", "modes: 8, source: ring", true},
		{"order of parameters", "penalty: clip, lr_g: 1e-5", "lr_g: 0.1e-4, penalty: clip", true},
		{"a default written out", "modes: 8", "", true},
		{"budget", "60k images", "5m", true},
		{"label", "variant: wgan", "label: mine, variant: wgan", true},
		{"name and question", "name: plain", "name: other\nquestion: Why?", true},
		{"seeds", "name: plain", "name: plain\nseeds: [4]", true},
		{"checkpoint", "name: plain", "name: plain\ncheckpoint: {every: end, keep: 9}", true},
		{"limits", "name: plain", "name: plain\nlimits: {memory: 2GB, threads: 1}", true},
		{"another dataset", "modes: 8}", "modes: 8}, x: {source: ring}", true},
		{"form of the schedule", "name: plain", "name: plain\nevaluate: {every: {images: 20_000}}", true},
		{"parameter", "1e-5", "1e-6", false},
		{"option", "modes: 8", "modes: 9", false},
		{"variant", "wgan, dataset: ring, params: {penalty: clip, lr_g: 1e-5}", "vanilla, dataset: ring", false},
		{"schedule", "name: plain", "name: plain\nevaluate: {every: end}", false},
		{"samples", "name: plain", "name: plain\nevaluate: {samples: 99}", false},
		{"weights", "name: plain", "name: plain\nevaluate: {weights: raw}", false},
		{"points", "name: plain", "name: plain\nlog_every: 7", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(plain, test.old) {
				t.Fatalf("the spec has no %q", test.old)
			}
			e := parse(t, strings.Replace(plain, test.old, test.new, 1))
			got := spec.Canonical(e, e.Entries[0], 1)
			if (got == canonical) != test.same {
				t.Errorf("got\n%s\nand before\n%s\nwant equal: %v", got, canonical, test.same)
			}
		})
	}
	if spec.Canonical(first, first.Entries[0], 2) == canonical {
		t.Error("another seed gives the same")
	}
}

// TestCanonicalWithoutPaths expects that moving data changes nothing.
func TestCanonicalWithoutPaths(t *testing.T) {
	text := func(path string) string {
		return strings.NewReplacer("source: ring, modes: 8", "source: imagefolder, path: "+path).Replace(plain)
	}
	a, b := parse(t, text("here")), parse(t, text("/there"))
	if a.Datasets[0].Options["path"] == b.Datasets[0].Options["path"] {
		t.Fatal("the paths are the same")
	}
	if got, want := spec.Canonical(a, a.Entries[0], 1), spec.Canonical(b, b.Entries[0], 1); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

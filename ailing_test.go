package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// ailingSpec trains one network far too fast beside one as it should be.
const ailingSpec = `name: ailing
question: Does the report say where training goes wrong?
seeds: [1]
budget: {steps: 100}
datasets:
  ring: {source: ring, modes: 8}
params: {batch_size: 16}
runs:
  - {variant: vanilla, dataset: ring, label: sound}
  - {variant: vanilla, dataset: ring, params: {lr_d: 0.2, lr_g: 0.2}, label: far too fast}
evaluate: {every: 20 steps, samples: 128}
`

// A run that really ails says so on its page: in the first lines, at its curves
// with the step, in the timeline, and in the list of runs with what was seen. A
// sound one beside it does not.
func TestAilingRunOnThePage(t *testing.T) {
	if testing.Short() {
		t.Skip("trains")
	}
	dir := folder(t, ailingSpec)
	must(t, gander(t, dir, "run", "spec.yaml"), 0)
	report := filepath.Join(dir, "results", "ailing", "report")
	text, err := os.ReadFile(filepath.Join(report, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	listed := regexp.MustCompile(`<strong>(saturation)</strong> from step (\d+): the discriminator's outputs for samples exceed`).FindStringSubmatch(strings.ReplaceAll(page, "&#39;", "'"))
	if listed == nil {
		t.Fatal("the list of runs has no saturation")
	}
	name := listed[1] + ", step " + listed[2]
	for part, want := range map[string]string{
		"the first lines": `Training ailed in 1 of 2 runs: saturation in 1`,
		"the timeline":    `far too fast, seed 1</text>`,
		"a curve":         name + `</text>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s: no %q", part, want)
		}
	}
	if strings.Contains(page, ">sound, seed 1</text>") {
		t.Error("a sound run is in the timeline")
	}
	for _, file := range []string{"ring-health.svg", "ring-health.png", "ring-health.pdf"} {
		if _, err := os.Stat(filepath.Join(report, file)); err != nil {
			t.Error(err)
		}
	}
}

package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// Two runs of one spec: one that has too little memory for what it does, one
// that has enough, on one processor.
const limited = `name: limited
seeds: [1]
budget: {steps: 40}
datasets: {glyphs: {source: glyphs, size: 32, classes: A-D}}
limits: {memory: 4GB, threads: 1}
runs:
  - {variant: vanilla, dataset: glyphs, params: {batch_size: 64, base_width: 64}, label: big, limits: {memory: 64MB}}
  - {variant: vanilla, dataset: glyphs, params: {batch_size: 8, base_width: 8}, label: small}
evaluate: {every: end, samples: 64}
`

// A run that takes more memory than its spec allows is failed with a sentence
// that names the key; the other one has the bits that it has without limits and
// alone; both attempts record what they ran under.
func TestLimitsOfASpec(t *testing.T) {
	free := folder(t, strings.NewReplacer(
		"limits: {memory: 4GB, threads: 1}\n", "", "  - {variant: vanilla, dataset: glyphs, params: {batch_size: 64, base_width: 64}, label: big, limits: {memory: 64MB}}\n", "",
	).Replace(limited))
	must(t, gander(t, free, "run", "spec.yaml", "--no-report"), 0)
	dir := folder(t, limited)
	must(t, gander(t, dir, "run", "spec.yaml", "--no-report"), 3)
	for _, r := range runsOf(t, dir) {
		var d struct {
			Attempts []struct {
				Limits struct {
					Memory  int64
					Threads int
				}
				Containment string
			}
		}
		if err := json.Unmarshal([]byte(must(t, gander(t, dir, "runs", "show", r.ID, "--json"), 0)), &d); err != nil {
			t.Fatal(err)
		}
		memory := map[string]int64{"big": 64e6, "small": 4e9}[r.Label]
		if a := d.Attempts[0]; a.Limits.Memory != memory || a.Limits.Threads != 1 || !strings.Contains(a.Containment, "no new privileges") {
			t.Errorf("%s: the attempt records %+v", r.Label, a)
		}
		const reason = "its limit is 64 MB; limits.memory in the spec raises it"
		if r.Label == "big" && (r.Status != "failed" || !strings.Contains(r.Reason, reason)) {
			t.Errorf("big ends as %s: %s", r.Status, r.Reason)
		}
		if r.Label == "small" && r.Status != "done" {
			t.Errorf("small ends as %s: %s", r.Status, r.Reason)
		}
	}
	want := weights(t, free)
	for name, sum := range weights(t, dir) {
		if want[name] != sum {
			t.Errorf("%s is %s, without limits %s", name, sum, want[name])
		}
	}
}

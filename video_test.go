package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
)

// filmSpec learns from clips, and translates them.
const filmSpec = `name: films
question: Do runs on clips get scores of what moves?
seeds: [1]
budget: {steps: 4}
datasets:
  films: {source: video, path: films, size: 16, channels: grey, split: {validation: 0.1, test: 0.5}}
  two: {source: video, path: films, size: 16, channels: grey, domains: {class: [bars, fractal]}, split: {validation: 0.1, test: 0.5}}
runs:
  - {variant: vanilla, dataset: films, params: {batch_size: 8, base_width: 8}}
  - {variant: cyclegan, dataset: two, params: {batch_size: 2, base_width: 8}}
evaluate: {every: end, samples: 64}
`

// Runs on clips that ffmpeg has made are scored by how things move in real ones, and
// folders of what they gave by the same numbers.
func TestRunsOnClips(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("install ffmpeg: ", err)
	}
	dir := folder(t, filmSpec)
	for class, source := range map[string]string{"bars": "testsrc", "fractal": "mandelbrot"} {
		if err := os.MkdirAll(filepath.Join(dir, "films", class), 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range 6 {
			speed := "setpts=" + string(rune('1'+i)) + "*PTS"
			file := filepath.Join(dir, "films", class, string(rune('a'+i))+".mkv")
			cmd := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", source+"=size=64x64:rate=10", "-vf", speed, "-frames:v", "24", "-c:v", "ffv1", file)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		}
	}
	must(t, gander(t, dir, "run", "spec.yaml", "--no-report"), 0)
	for label, keys := range map[string][]string{"vanilla": {"walk_motion", "walk_warp", "walk_tpd"}, "cyclegan": {"clip_tof", "clip_tpd", "clip_warp"}} {
		scores := lastScores(t, dir, idOf(t, dir, label))
		for _, key := range keys {
			s, there := scores[key]
			if !there || s.Value <= 0 {
				t.Errorf("%s has %s %+v", label, key, s)
			}
			if s.Floor == nil && key != "clip_tof" && key != "clip_tpd" {
				t.Errorf("%s of %s says nothing of real clips", key, label)
			}
		}
		must(t, gander(t, dir, "sample", idOf(t, dir, label), "-o", label), 0)
		got := byKey(t, []byte(must(t, gander(t, dir, append([]string{"score", label, "--dataset", "video", "--json"}, filmOptions[label]...)...), 0)))
		if !reflect.DeepEqual(got, scores) {
			report(t, got, scores)
		}
	}
}

// filmOptions are those of the datasets of filmSpec, by the runs on them.
var filmOptions = map[string][]string{
	"vanilla":  {"--set", "path=films", "--set", "size=16", "--set", "channels=grey", "--set", "split.validation=0.1", "--set", "split.test=0.5"},
	"cyclegan": {"--set", "path=films", "--set", "size=16", "--set", "channels=grey", "--set", "split.validation=0.1", "--set", "split.test=0.5", "--set", "domains.class=[bars, fractal]"},
}

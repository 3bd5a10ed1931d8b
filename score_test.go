package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"gander/core"
)

// judgedSpec has one run of each task on pictures.
const judgedSpec = `name: judged
question: Does a folder of samples get the scores of the run that they are of?
seeds: [1]
budget: {steps: 8}
datasets:
  letters: {source: glyphs, size: 16, classes: A-D, attributes: [bold, italic]}
  weights: {source: glyphs, size: 16, classes: A-D, attributes: [bold], domains: {attribute: bold}}
runs:
  - {variant: vanilla, dataset: letters, params: {batch_size: 8, base_width: 8}}
  - {variant: conditional, dataset: letters, params: {batch_size: 8, base_width: 8}}
  - {variant: cyclegan, dataset: weights, params: {batch_size: 2, base_width: 8}}
  - {variant: stargan, dataset: letters, params: {batch_size: 4, base_width: 8, n_critic: 2}}
evaluate: {every: end, samples: 160, extractors: [pixels]}
`

// The samples of a finished run, written as a folder of pictures, get from gander
// score the very numbers that the run has: values, floors and ceilings.
func TestFolderGetsTheScoresOfItsRun(t *testing.T) {
	if testing.Short() {
		t.Skip("trains one run of each task")
	}
	dir := folder(t, judgedSpec)
	must(t, gander(t, dir, "run", "spec.yaml", "--no-report"), 0)
	options := map[string][]string{
		"letters": {"--set", "size=16", "--set", "classes=A-D", "--set", "attributes=[bold, italic]"},
		"weights": {"--set", "size=16", "--set", "classes=A-D", "--set", "attributes=[bold]", "--set", "domains.attribute=bold"},
	}
	for _, run := range []struct {
		label, dataset string
		also           []string // scores that show what was asked for
	}{
		{"vanilla", "letters", []string{"fd_pixels", "walk_jump", "walk_warp"}}, {"conditional", "letters", []string{"cas", "walk_tpd"}},
		{"cyclegan", "weights", []string{"kd_ratio:not bold", "density:bold", "seg_iou", "paired_ssim", "cycle_noisy"}},
		{"stargan", "letters", []string{"changed_error:italic", "kd_target:italic", "attributes_met", "identity_cosine", "cycle_noisy"}},
	} {
		t.Run(run.label, func(t *testing.T) {
			id := idOf(t, dir, run.label)
			must(t, gander(t, dir, "sample", id, "-o", run.label), 0)
			args := append([]string{"score", run.label, "--dataset", "glyphs", "--extractor", "pixels", "--json"}, options[run.dataset]...)
			got := byKey(t, []byte(must(t, gander(t, dir, args...), 0)))
			want := lastScores(t, dir, id)
			if _, swapped := want["swap"]; swapped != (run.label == "conditional") {
				t.Errorf("what the label does is scored: %v", swapped)
			}
			for _, key := range run.also {
				if _, ok := want[key]; !ok || len(want) < 15 {
					t.Fatalf("the run has no %s, or too few scores: %v", key, want)
				}
			}
			if !reflect.DeepEqual(got, want) {
				report(t, got, want)
			}
		})
	}
}

// report names what differs.
func report(t *testing.T, got, want map[string]core.Score) {
	for key, w := range want {
		if g := got[key]; !reflect.DeepEqual(g, w) {
			a, _ := json.Marshal(g)
			b, _ := json.Marshal(w)
			t.Errorf("%s: the folder gets\n%s, the run has\n%s", key, a, b)
		}
	}
	for key := range got {
		if _, ok := want[key]; !ok {
			t.Errorf("the folder gets a score %s, the run does not", key)
		}
	}
}

func idOf(t *testing.T, dir, label string) string {
	for _, r := range runsOf(t, dir) {
		if r.Label == label {
			return r.ID
		}
	}
	t.Fatalf("no run is called %s", label)
	return ""
}

// lastScores are those of a run at its end on the test split, by their keys, without
// what they say of the run.
func lastScores(t *testing.T, dir, id string) map[string]core.Score {
	t.Helper()
	var shown struct {
		Scores   []core.Score
		Progress core.Progress
	}
	if err := json.Unmarshal([]byte(must(t, gander(t, dir, "runs", "show", id, "--json"), 0)), &shown); err != nil {
		t.Fatal(err)
	}
	var last []core.Score
	for _, s := range shown.Scores {
		if s.Step == shown.Progress.Step && !strings.Contains(s.Key, "validation") {
			last = append(last, s)
		}
	}
	text, err := json.Marshal(last)
	if err != nil {
		t.Fatal(err)
	}
	return byKey(t, text)
}

func byKey(t *testing.T, text []byte) map[string]core.Score {
	t.Helper()
	var scores []core.Score
	if err := json.Unmarshal(text, &scores); err != nil {
		t.Fatal(err)
	}
	all := map[string]core.Score{}
	for _, s := range scores {
		s.Step, s.Images, s.Weights, s.Dataset = 0, 0, "", ""
		all[s.Key] = s
	}
	return all
}

// Letters of a dataset, written as folders of their classes, are judged by them.
func TestFoldersOfClassesAreJudgedAsClasses(t *testing.T) {
	dir := t.TempDir()
	options := []string{"--set", "size=16", "--set", "classes=A-D"}
	must(t, gander(t, dir, append([]string{"dataset", "export", "glyphs", "--split", "train", "-o", "train"}, options...)...), 0)
	sortByLabel(t, filepath.Join(dir, "train"), filepath.Join(dir, "letters"), 60)
	score := func(args ...string) map[string]core.Score {
		return byKey(t, []byte(must(t, gander(t, dir, append(append([]string{"score", "letters", "--dataset", "glyphs", "--json"}, options...), args...)...), 0)))
	}
	if a := score("-o", "shown")["accuracy"]; a.Value < 0.9 || !strings.Contains(a.Identity, "]@2") {
		t.Errorf("accuracy of letters of the dataset: %+v", a)
	}
	var confusion struct{ Counts [][]int }
	text, err := os.ReadFile(filepath.Join(dir, "shown", "confusion.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &confusion); err != nil || len(confusion.Counts) != 4 || confusion.Counts[2][2] < 40 {
		t.Errorf("confusion is %v; %v", confusion, err)
	}
	if _, asked := score("--task", "image")["accuracy"]; asked {
		t.Error("plain pictures were asked for classes")
	}
	// The As lie among the Bs and the other way round.
	for _, move := range [][2]string{{"A", "x"}, {"B", "A"}, {"x", "B"}} {
		if err := os.Rename(filepath.Join(dir, "letters", move[0]), filepath.Join(dir, "letters", move[1])); err != nil {
			t.Fatal(err)
		}
	}
	if a := score()["accuracy"]; a.Value > 0.6 {
		t.Errorf("accuracy of letters in wrong folders is %v", a.Value)
	}
}

// A translator that hands images back unchanged: folders of domains with the numbers
// of their sources are judged as translations, and it is found out.
func TestFoldersOfDomainsAreJudgedAsTranslations(t *testing.T) {
	dir := t.TempDir()
	options := []string{"--set", "size=16", "--set", "classes=A-D", "--set", "attributes=[bold]", "--set", "domains.attribute=bold"}
	must(t, gander(t, dir, append([]string{"dataset", "export", "glyphs", "--split", "test", "-o", "test"}, options...)...), 0)
	images, err := filepath.Glob(filepath.Join(dir, "test", "*.png"))
	if err != nil || len(images) < 50 {
		t.Fatalf("%d images; %v", len(images), err)
	}
	for _, into := range []string{"bold", "not bold", "back/bold", "back/not bold", "back-noisy/bold", "back-noisy/not bold"} {
		folder := filepath.Join(dir, "idle", into)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, image := range images {
			if err := os.Link(image, filepath.Join(folder, filepath.Base(image))); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := byKey(t, []byte(must(t, gander(t, dir, append([]string{"score", "idle", "--dataset", "glyphs", "--json"}, options...)...), 0)))
	for key, bounds := range map[string][2]float64{
		"kd_ratio": {1, 1}, "kd_ratio:bold": {1, 1}, "kd_ratio:not bold": {1, 1}, "cycle_noisy": {0, 0}, "identity_cosine": {1 - 1e-12, 1 + 1e-12},
		"paired_ssim": {0.1, 0.95}, "seg_iou": {0.1, 0.95}, "seg_accuracy": {0.5, 0.99}, "seg_class": {0.5, 0.99},
		"paired": {1, 1}, "cycle": {0, 0}, "identity": {0, 0}, "class_kept": {0.8, 1}, "domain_accuracy": {0, 0.4}, "kd:bold": {0.01, 1},
	} {
		s, there := got[key]
		if !there || s.Value < bounds[0] || s.Value > bounds[1] {
			t.Errorf("%s of images handed back is %+v, want one in %v", key, s, bounds)
		}
	}
	if want := fmt.Sprintf("]@%d", len(images)); !strings.HasSuffix(got["domain_accuracy"].Identity, want) {
		t.Errorf("of %d images were judged: %s", len(images), got["domain_accuracy"].Identity)
	}
}

// sortByLabel moves the first pictures of each label into a folder of its name.
func sortByLabel(t *testing.T, from, to string, most int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(from, "metadata.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for line := range strings.Lines(string(text)) {
		var d struct {
			Name  string `json:"file_name"`
			Label string
		}
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatal(err)
		}
		if count[d.Label]++; count[d.Label] > most {
			continue
		}
		if err := os.MkdirAll(filepath.Join(to, d.Label), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(from, d.Name), filepath.Join(to, d.Label, d.Name)); err != nil {
			t.Fatal(err)
		}
	}
}

package reports

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gander/core"
	"gander/core/eval"
)

// kept writes an exhibit of a run.
func kept(t *testing.T, dir string, r *Run, kind string, what any) {
	t.Helper()
	text, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("%s-%d.json", kind, r.Seed)
	if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
		t.Fatal(err)
	}
	r.Artifacts = append(r.Artifacts, core.Artifact{Kind: kind, Path: name})
}

// Confusions of the seeds are added up; those of failed runs, of other shapes
// and damaged ones do not count.
func TestConfusionSheet(t *testing.T) {
	dir := t.TempDir()
	results, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer results.Close()
	k := Contender{Label: "conditional"}
	for seed := range uint64(5) {
		r := Run{Run: core.Run{Seed: seed, Status: core.Done}}
		m := eval.Confusion{Of: "class", Names: []string{"a", "b"}, Counts: [][]int{{3, 1}, {0, 4}}, Classifier: "cnn"}
		switch seed {
		case 2:
			r.Status = core.Crashed
		case 3:
			m.Counts = m.Counts[:1]
		case 4:
			m.Names = nil
		}
		kept(t, dir, &r, core.KindConfusion, m)
		k.Runs = append(k.Runs, r)
	}
	c := Contest{Contenders: []Contender{{Label: "plain"}, k}}
	m, ok := k.confusion(results)
	if got := fmt.Sprint(m.Counts); !ok || got != "[[6 2] [0 8]]" {
		t.Errorf("the seeds together count %s", got)
	}
	if got := fmt.Sprint(rowShares([][]int{{3, 1}, {0, 0}})); got != "[[0.75 0.25] [NaN NaN]]" {
		t.Errorf("shares are %s", got)
	}
	s := c.confusionSheet(results)
	if len(s.Panels) != 1 || len(s.Panels[0]) != 1 {
		t.Errorf("the figure has %d rows of panels, want one panel", len(s.Panels))
	}
}

func TestFidelitySheet(t *testing.T) {
	dir := t.TempDir()
	results, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer results.Close()
	r := Run{Run: core.Run{Status: core.Done}}
	for _, key := range []string{"precision", "recall", "density"} {
		r.Scores = append(r.Scores, core.Score{Key: key, Identity: key, Direction: core.Higher, Value: 0.5})
	}
	kept(t, dir, &r, core.KindTradeoff, eval.Tradeoff{Precision: []float64{0, 1}, Recall: []float64{1, 0}})
	c := Contest{Contenders: []Contender{{Label: "a", Runs: []Run{r}}}}
	c.Columns = columns(c.Contenders, "")
	if s := c.fidelitySheet(results); len(s.Panels) != 1 || len(s.Panels[0]) != 2 {
		t.Errorf("panels are %v, want precision over recall and the trade-off, without a coverage none of density", s.Panels)
	}
	if s := (Contest{}).fidelitySheet(results); len(s.Panels) > 0 {
		t.Error("nothing has fidelity")
	}
}

// A contest has a figure where there is something to draw, and no other.
func TestSheets(t *testing.T) {
	tr := newTrial(t)
	c, err := Gather(t.Context(), tr, trialName, tr.dir)
	if err != nil {
		t.Fatal(err)
	}
	results, err := os.OpenRoot(tr.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer results.Close()
	var names []string
	for _, s := range c.Contests[1].sheets(c.Abscissas(), results) {
		names = append(names, s.name)
	}
	want := []string{
		"ring-scores", "ring-scores-steps", "ring-scores-macs", "ring-scores-time", "ring-multiples", "ring-end", "ring-compute", "ring-losses",
	}
	if !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	swept := tuned(true)
	swept.Contenders[0].Params = map[string]any{"lr": int64(2), "loss": "hinge"}
	swept.Contenders[1].Params = map[string]any{"lr": int64(3), "loss": "minimax"}
	if s := swept.parallelSheet(); len(s.Panels) != 1 {
		t.Error("a sweep has no parallel coordinates")
	}
}

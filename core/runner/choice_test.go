package runner_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"gander/core"
	"gander/core/runner"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// picky chooses by the mean of other points, and shows one thing at the end.
type picky struct{ mean }

func (p picky) Choose(ctx context.Context, s sample.Batch) ([]core.Score, error) {
	scores, err := p.Judge(ctx, s)
	for i := range scores {
		scores[i].Key, scores[i].Identity = "mean_validation", scores[i].Identity+" on validation"
	}
	return scores, err
}

func (picky) Exhibits(context.Context, sample.Batch) ([]runner.Exhibit, error) {
	return []runner.Exhibit{{Kind: core.KindTradeoff, Content: []byte("{}")}}, nil
}

// Every evaluation scores the validation split too, by latents of its own, and
// the end of training keeps what the judge shows.
func TestChoiceAndExhibits(t *testing.T) {
	tr := newTrial(t, 1)
	plane := tr.Data["plane"]
	plane.Judge = func(variant.Task) runner.Judge { return picky{} }
	plane.Chooser = func(variant.Task) runner.Chooser { return picky{} }
	tr.Data["plane"] = plane
	run := tr.run(nil)[0]
	if run.Status != core.Done {
		t.Fatalf("%s: %s", run.Status, run.Reason)
	}
	scores, err := tr.Store.Scores(t.Context(), run.ID)
	if err != nil {
		t.Fatal(err)
	}
	own, chosen := map[int]float64{}, map[int]float64{}
	for _, s := range scores {
		switch s.Key {
		case "mean":
			own[s.Step] = s.Value
		case "mean_validation":
			chosen[s.Step] = s.Value
			if s.Dataset != "plane" || s.Weights != "raw" {
				t.Errorf("the score to choose by is dated %q, %q", s.Dataset, s.Weights)
			}
		}
	}
	if len(own) < 3 || len(chosen) != len(own) {
		t.Fatalf("%d scores and %d to choose by, want as many", len(own), len(chosen))
	}
	for step, v := range own {
		if chosen[step] == v {
			t.Errorf("step %d: the samples to choose by are those to report on", step)
		}
	}
	artifacts, err := tr.Store.Artifacts(t.Context(), run.ID)
	if err != nil {
		t.Fatal(err)
	}
	exhibits := 0
	for _, a := range artifacts {
		if a.Kind == core.KindTradeoff {
			exhibits++
			if content, err := os.ReadFile(filepath.Join(tr.Results, a.Path)); err != nil || string(content) != "{}" {
				t.Errorf("the exhibit holds %q, %v", content, err)
			}
		}
	}
	if exhibits != 1 {
		t.Errorf("%d exhibits, want one, of the end", exhibits)
	}
}

package reports

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gander/core"
)

// tuned is a sweep of three tries of "a" and two of "b", two seeds each: values
// at the end on the test split, and on the validation split.
func tuned(validation bool) Contest {
	ends := map[string][2]float64{ // test, validation
		"a lr=1": {5, 1}, "a lr=2": {3, 2}, "a lr=3": {1, 3}, "b lr=1": {4, 4}, "b lr=2": {2, 5},
	}
	var c Contest
	for _, label := range []string{"a lr=1", "a lr=2", "a lr=3", "b lr=1", "b lr=2"} {
		k := Contender{Label: label, Named: label, Params: map[string]any{"lr": int64(1)}}
		for seed := range uint64(2) {
			r := Run{Run: core.Run{Status: core.Done, Seed: seed}}
			for step := range 11 {
				// The test score falls to its end, but for a lucky moment at step 5,
				// which the validation score does not see.
				v := ends[label][0] + float64(10-step)
				if step == 5 {
					v = 0
				}
				r.Scores = append(r.Scores, core.Score{Key: "kd", Identity: "KD@9", Direction: core.Lower, Step: step, Value: v})
				if validation {
					r.Scores = append(r.Scores, core.Score{Key: "kd_validation", Identity: "KD@9 on validation", Direction: core.Lower, Step: step,
						Value: ends[label][1] + float64((step-8)*(step-8))})
				}
			}
			k.Runs = append(k.Runs, r)
		}
		c.Contenders = append(c.Contenders, k)
	}
	c.Columns = columns(c.Contenders, "")
	return c
}

func TestRulesOfReporting(t *testing.T) {
	c := tuned(true)
	if len(c.Columns) != 1 {
		t.Fatalf("%d columns: what is chosen by is shown as a score", len(c.Columns))
	}
	var got []string
	for _, rule := range c.Rules(c.Columns[0]) {
		got = append(got, fmt.Sprintf("%s %.3g", rule.Key, rule.Groups[0].Values[0]))
	}
	// At step 8, where validation is best, the test score is 5 + 2.
	want := []string{"final 5", "best_by_validation 7", "last_tenth 5.5", "area 9"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := fmt.Sprint(c.Rules(c.Columns[0])[0].Ranks); got != "[5 3 1 4 2]" {
		t.Errorf("ranks at the end are %s", got)
	}
	c = tuned(false)
	for _, rule := range c.Rules(c.Columns[0]) {
		if rule.Key == "best_by_validation" {
			t.Error("runs without scores on a validation split are chosen by it")
		}
	}
}

func TestFailedRunsRankLast(t *testing.T) {
	c := tuned(true)
	c.Contenders[2].Runs[1].Status = core.Crashed // the best label
	if got := fmt.Sprint(c.Rules(c.Columns[0])[0].Ranks); got != "[4 2 5 3 1]" {
		t.Errorf("ranks with a crash of the best are %s", got)
	}
	cells := c.Cells(c.Columns[0])
	if cells[2].Best || !cells[4].Best {
		t.Error("a label that lost a run is marked the best")
	}
}

// A run that failed is the worst in the scores that its own experiment has, and in
// those of another one that it would have got as well.
func TestFailedRunsCountWhereTheyWouldHaveBeenScored(t *testing.T) {
	kd := core.Score{Key: "kd", Identity: "KD[x]@100", Direction: core.Lower, Value: 1}
	other := core.Score{Key: "kd", Identity: "KD[x/by-style]@100", Direction: core.Lower, Value: 1}
	run := func(experiment, variant string, samples int, status core.RunStatus, scores ...core.Score) Contender {
		return Contender{Label: experiment + variant, Experiment: experiment, Variant: variant, Evaluate: core.Evaluation{Samples: samples},
			Runs: []Run{{Run: core.Run{Status: status}, Scores: scores}}}
	}
	c := Contest{Contenders: []Contender{
		run("one", "vanilla", 100, core.Done, kd), run("one", "wgan", 100, core.Crashed),
		run("silent", "wgan", 100, core.Crashed), run("smaller", "wgan", 50, core.Crashed),
		run("translates", "cyclegan", 100, core.Done, other), run("translates", "stargan", 100, core.Crashed), run("translates", "vanilla", 100, core.Crashed),
	}}
	c.Columns = columns(c.Contenders, "kd")
	column := c.Columns[slices.IndexFunc(c.Columns, func(c Column) bool { return c.Identity == kd.Identity })]
	for i, want := range []int{0, 1, 1, 0, 0, 0, 1} {
		if got := c.Cells(column)[i].Failed; got != want {
			t.Errorf("%d failed runs of %s count, want %d", got, c.Contenders[i].Label, want)
		}
	}
	for _, rule := range c.Rules(column) {
		if other := rule.Groups[5]; other.Failed != 0 {
			t.Errorf("%s: a failed run of %s counts, which would have had another score", rule.Name, other.Label)
		}
	}
	if groups := c.groups(column); len(groups) != 4 {
		t.Errorf("%d labels are ranked, want the one that has the score and three that would have it", len(groups))
	}
}

func TestTunings(t *testing.T) {
	c := tuned(true)
	var got []string
	for _, tuning := range c.Tunings(c.Columns[0]) {
		got = append(got, fmt.Sprintf("%s %d %.4g %v", tuning.Label, tuning.Tries, tuning.Best, tuning.Chosen))
	}
	// Validation prefers the tries that the test split likes least.
	want := []string{"a 3 [3 4.333 5] true", "b 2 [3 4 NaN] true"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	c = tuned(false)
	if got, want := fmt.Sprintf("%.4g", c.Tunings(c.Columns[0])[0].Best), "[3 1.667 1]"; got != want {
		t.Errorf("chosen by themselves: got %s, want %s", got, want)
	}
	c.Contenders[2].Runs[1].Status = core.Diverged // counts as 5, the worst there is
	if got, want := fmt.Sprintf("%.4g", c.Tunings(c.Columns[0])[0].Best[0]), "3.667"; got != want {
		t.Errorf("with a failed run: got %s, want %s", got, want)
	}
	table, ok := c.TuningTable(c.Columns[0])
	if !ok || !strings.Contains(table.Notes[0], "flatters") {
		t.Errorf("the table does not say that the choice flatters: %q", table.Notes)
	}
	c.Contenders = c.Contenders[:1]
	if len(c.Tunings(c.Columns[0])) > 0 {
		t.Error("one try is a tuning")
	}
}

func TestSparks(t *testing.T) {
	c := tuned(false)
	got := c.sparks(c.Columns[0])
	if len(got) != 5 || got[0] != "█▇▆▅▄▃▂▂▁▁" && len([]rune(got[0])) != sparkWidth {
		t.Errorf("curves are %q", got)
	}
	if first, last := []rune(got[2])[0], []rune(got[2])[sparkWidth-1]; first <= last {
		t.Errorf("a falling curve is %q", got[2])
	}
	c.Contenders[0].Runs = nil
	if got := c.sparks(c.Columns[0])[0]; got != "" {
		t.Errorf("no run has the curve %q", got)
	}
}

package reports

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gander/core"
)

// Scores that a table has no room for stand in further ones, none twice.
func TestFurtherScores(t *testing.T) {
	run := Run{Run: core.Run{Label: "a", Status: core.Done, Seed: 1}}
	var want []string
	for i := range 15 {
		key := fmt.Sprintf("score%d", i)
		want = append(want, key+" ↓")
		run.Scores = append(run.Scores, core.Score{Key: key, Identity: key, Value: float64(i), Direction: core.Lower})
	}
	contenders := []Contender{{Label: "a", Runs: []Run{run}}}
	c := Contest{Contenders: contenders, Columns: columns(contenders, "")}

	main, further := c.Table(), c.Further()
	got := main.Header[2 : len(main.Header)-3]
	if len(got) != 5 || len(further) != 2 {
		t.Fatalf("%d scores beside the costs and %d further tables, want 5 and 2", len(got), len(further))
	}
	for _, table := range further {
		got = append(got, table.Header[2:]...)
		if len(table.Rows[0].Cells) != len(table.Header) {
			t.Errorf("%d cells under %d heads", len(table.Rows[0].Cells), len(table.Header))
		}
		if n := len(table.Notes); n != len(table.Header)-2 {
			t.Errorf("%d notes for %d scores", n, len(table.Header)-2)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("scores are %v, want %v", got, want)
	}
	comparison := &Comparison{Contests: []Contest{c}}
	for _, all := range []bool{false, true} {
		comparison.All = all
		var text, markdown strings.Builder
		if err := errors.Join(comparison.Text(&text, TextStyle{}), comparison.Markdown(&markdown)); err != nil {
			t.Fatal(err)
		}
		for form, s := range map[string]string{"text": text.String(), "markdown": markdown.String()} {
			if strings.Contains(s, "score14") != all {
				t.Errorf("%s with all scores %v:\n%s", form, all, s)
			}
		}
		if strings.Contains(text.String(), "10 further scores") == all {
			t.Errorf("text with all scores %v:\n%s", all, &text)
		}
	}
	if c.Columns = c.Columns[:5]; c.Further() != nil {
		t.Error("five scores have a further table")
	}
}

// Scores of a single step are in tables but have no curve.
func TestFollowedScores(t *testing.T) {
	run := Run{Scores: []core.Score{
		{Identity: "kd", Step: 1}, {Identity: "kd", Step: 2}, {Identity: "last", Step: 2}, {Identity: "recall", Step: 1}, {Identity: "recall", Step: 2},
	}}
	contenders := []Contender{{Runs: []Run{run}}}
	var names []string
	for _, column := range (Contest{Contenders: contenders, Columns: columns(contenders, "")}).followed() {
		names = append(names, column.Identity)
	}
	if want := []string{"kd", "recall"}; !slices.Equal(names, want) {
		t.Errorf("curves of %v, want %v", names, want)
	}
}

func TestColumnsAreInOrderOfTheirMeaning(t *testing.T) {
	run := Run{Scores: []core.Score{
		{Key: "fd", Identity: "FD", Direction: core.Lower}, {Key: "mine", Identity: "mine", Direction: core.Lower}, {Key: "kd", Identity: "KD", Direction: core.Lower},
	}}
	for headline, want := range map[string]string{"": "kd fd mine", "fd": "fd kd mine"} {
		var keys []string
		for _, c := range columns([]Contender{{Runs: []Run{run}}}, headline) {
			keys = append(keys, c.Key)
		}
		if got := strings.Join(keys, " "); got != want {
			t.Errorf("with the headline %q the columns are %s, want %s", headline, got, want)
		}
	}
}

// Real data that get 0.98 must not seem to get 1 beside whole results.
func TestReferencesKeepTheirDecimals(t *testing.T) {
	floor := 0.98
	run := Run{Run: core.Run{Status: core.Done}, Scores: []core.Score{{Key: "precision", Identity: "P", Value: 1, Floor: &floor}}}
	contenders := []Contender{{Label: "a", Runs: []Run{run}}}
	table := Contest{Contenders: contenders, Columns: columns(contenders, "")}.Table()
	if got := table.Rows[1].Cells[2].Text; got != "0.98" {
		t.Errorf("real data get %s, want 0.98", got)
	}
}

package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gander/core"
	"gander/core/eval"
)

// A Tuning is the tries of one swept label: what the best of k of them may be
// expected to be worth.
type Tuning struct {
	Label  string
	Tries  int
	Best   []float64 // for each of the contest's Budgets; NaN beyond the tries
	Chosen bool      // on the validation split; else by the reported values, which flatters
}

// Tunings are the swept labels with at least two tries, by a column. Every try
// is the mean over its seeds, among which a failed run counts as the worst value
// that any run of the contest ended with.
func (c Contest) Tunings(column Column) []Tuning {
	byBase := map[string][]Contender{}
	var bases []string
	for _, k := range c.Contenders {
		base := k.base()
		if byBase[base] == nil {
			bases = append(bases, base)
		}
		byBase[base] = append(byBase[base], k)
	}
	if column.Direction == core.Neither {
		return nil
	}
	var all []Tuning
	most := 0
	for _, base := range bases {
		most = max(most, len(byBase[base]))
	}
	worst, worstBy := c.worst(column), c.worst(column.validation())
	for _, base := range bases {
		if len(byBase[base]) > 1 {
			all = append(all, tuning(base, byBase[base], column, worst, worstBy, budgets(most)))
		}
	}
	return all
}

// budgets are the numbers of tries that are compared: powers of two, and all.
func budgets(most int) []int {
	var list []int
	for k := 1; k < most; k *= 2 {
		list = append(list, k)
	}
	return append(list, most)
}

func tuning(base string, tries []Contender, column Column, worst, worstBy float64, budgets []int) Tuning {
	t := Tuning{Label: base, Tries: len(tries), Chosen: true}
	var values, by []float64
	for _, k := range tries {
		values, by = append(values, k.try(column, worst)), append(by, k.try(column.validation(), worstBy))
	}
	if slices.ContainsFunc(by, math.IsNaN) {
		by, t.Chosen = values, false
	}
	for _, k := range budgets {
		t.Best = append(t.Best, eval.BestOf(values, by, k, column.Direction))
	}
	return t
}

// base is the contender's label without the swept parameters behind it.
func (k Contender) base() string {
	for i, r := range k.Named {
		if r == ' ' && k.isParameters(k.Named[i+1:]) {
			return k.Named[:i]
		}
	}
	return k.Named
}

// isParameters says that text is a list of the contender's parameters, as specs
// label sweeps: "lr_g=0.0001, n_critic=5".
func (k Contender) isParameters(text string) bool {
	for _, part := range strings.Split(text, ", ") {
		name, _, ok := strings.Cut(part, "=")
		if _, known := k.Params[name]; !ok || !known {
			return false
		}
	}
	return true
}

// try is the mean over the seeds, in which a failed one counts as the worst.
func (k Contender) try(column Column, worst float64) float64 {
	sum, n := worst*float64(k.Failed()), k.Failed()
	if n == 0 {
		sum = 0
	}
	for _, r := range k.Runs {
		if s, ok := r.Final(column); ok {
			sum += s.Value
			n++
		}
	}
	return sum / float64(n)
}

// worst is the worst finite value that a finished run ended with; NaN if there
// is none.
func (c Contest) worst(column Column) float64 {
	worst := math.NaN()
	for _, k := range c.Contenders {
		for _, r := range k.Runs {
			s, ok := r.Final(column)
			if !ok || math.IsInf(s.Value, 0) || math.IsNaN(s.Value) {
				continue
			}
			if math.IsNaN(worst) || better(worst, s.Value, column.Direction) {
				worst = s.Value
			}
		}
	}
	return worst
}

// TuningTable shows the tunings at equal budgets; false without a sweep.
func (c Contest) TuningTable(column Column) (Table, bool) {
	tunings := c.Tunings(column)
	t := Table{
		Title:  fmt.Sprintf("%s, %s of the best of k tries", c.Dataset.Name, column.Title),
		Header: []string{"label", "tries"},
	}
	if len(tunings) == 0 {
		return t, false
	}
	most := 0
	var values []float64
	for _, tuning := range tunings {
		most = max(most, tuning.Tries)
		values = append(values, tuning.Best...)
		t.Rows = append(t.Rows, TableRow{Cells: []TableCell{{Text: tuning.Label}, {Text: fmt.Sprint(tuning.Tries)}}})
	}
	places := decimals(values)
	for i, k := range budgets(most) {
		t.Header = append(t.Header, fmt.Sprintf("k = %d", k))
		for r, tuning := range tunings {
			t.Rows[r].Cells = append(t.Rows[r].Cells, TableCell{Text: fixed(tuning.Best[i], places)})
		}
	}
	note := "expected over all ways to draw k of the tries; compare labels in one column, at equal tuning budgets"
	if tunings[0].Chosen {
		note += "; the best try is chosen on the validation split and reported on the test split"
	} else {
		note += "; the best try is chosen by what is reported, which flatters: these runs were not scored on a validation split"
	}
	t.Notes = append(t.Notes, note)
	return t, true
}

package reports

import (
	"fmt"
	"math"

	"gander/core"
)

// A Judgement is what became of an expectation on one dataset.
type Judgement struct {
	core.Expectation
	Value float64 // the mean over seeds; NaN if nothing finished
	Met   bool
}

// Judge holds every expectation of the spec against the result. One whose
// label or score has no result is not met.
func (c *Comparison) Judge() []Judgement {
	var all []Judgement
	for _, e := range c.Experiment.Expect {
		found := false
		for _, contest := range c.Contests {
			if e.Dataset != "" && e.Dataset != contest.Dataset.Name {
				continue
			}
			if value, ok := contest.mean(e.Of, e.Score); ok {
				found = true
				all = append(all, judge(e, contest.Dataset.Name, value))
			}
		}
		if !found {
			all = append(all, judge(e, e.Dataset, math.NaN()))
		}
	}
	return all
}

// mean finds the result of a label in the first column with a key.
func (c Contest) mean(label, key string) (float64, bool) {
	for _, k := range c.Contenders {
		if k.Label != label {
			continue
		}
		for _, column := range c.Columns {
			if column.Key == key {
				return k.cell(column).Mean, true
			}
		}
	}
	return 0, false
}

func judge(e core.Expectation, dataset string, value float64) Judgement {
	e.Dataset = dataset
	met := !math.IsNaN(value) &&
		(e.AtLeast == nil || value >= *e.AtLeast) &&
		(e.AtMost == nil || value <= *e.AtMost)
	return Judgement{e, value, met}
}

// String says the expectation and what became of it.
func (j Judgement) String() string {
	s := fmt.Sprintf("expected %s of %s", j.Score, j.Of)
	if j.Dataset != "" {
		s += " on " + j.Dataset
	}
	if j.AtLeast != nil {
		s += fmt.Sprintf(" ≥ %g", *j.AtLeast)
	}
	if j.AtMost != nil {
		s += fmt.Sprintf(" ≤ %g", *j.AtMost)
	}
	switch {
	case math.IsNaN(j.Value):
		return s + ": no result"
	case j.Met:
		return fmt.Sprintf("%s: met with %.3g", s, j.Value)
	}
	return fmt.Sprintf("%s: not met with %.3g", s, j.Value)
}

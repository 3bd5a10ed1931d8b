package reports

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"gander/core"
)

// A Judgement is what became of an expectation on one dataset.
type Judgement struct {
	core.Expectation
	Value float64 // the mean over seeds; NaN if nothing finished
	Met   bool
}

// Judge holds every expectation of the spec against the result: on its dataset,
// or on each dataset of its label if it names none. One without a result is not
// met.
func (c *Comparison) Judge() []Judgement {
	var all []Judgement
	for _, e := range c.Experiment.Expect {
		before := len(all)
		for _, contest := range c.Contests {
			if e.Dataset != "" && e.Dataset != contest.Named {
				continue
			}
			for _, k := range contest.Contenders {
				if k.Named == e.Of && c.current(k) {
					all = append(all, judge(e, contest.Dataset.Name, k.mean(contest.Columns, e.Score)))
				}
			}
		}
		if len(all) == before {
			all = append(all, judge(e, e.Dataset, math.NaN()))
		}
	}
	return all
}

// current says that the spec as it is now has the contender; runs of what it was
// before stay in the store.
func (c *Comparison) current(k Contender) bool {
	if k.Label == k.Named {
		return true
	}
	return slices.ContainsFunc(c.Experiment.Entries, func(e core.Entry) bool {
		return e.Label == k.Named && reflect.DeepEqual(e.Params, k.Params)
	})
}

// mean is the contender's result in the first column with a key, or NaN.
func (k Contender) mean(columns []Column, key string) float64 {
	for _, column := range columns {
		if column.Key == key {
			return k.cell(column).Mean
		}
	}
	return math.NaN()
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

package reports

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"gander/core"
)

// A Judgement is what became of an expectation on one dataset.
type Judgement struct {
	core.Expectation
	Value  float64   // the mean over seeds; NaN if nothing finished
	Values []float64 // of each finished run, in order of the seeds
	Runs   int       // how many there are
	Met    bool
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
					all = append(all, judge(e, contest.Dataset.Name, k.result(contest.Columns, e), len(k.Runs)))
				}
			}
		}
		if len(all) == before {
			all = append(all, judge(e, e.Dataset, Cell{Mean: math.NaN()}, 0))
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

// result is the contender's in the first column with the expectation's score.
func (k Contender) result(columns []Column, e core.Expectation) Cell {
	for _, column := range columns {
		if column.Key == e.Score {
			return measured(e, column, k.cell(column))
		}
	}
	return Cell{Mean: math.NaN()}
}

// judge holds the result of so many runs against an expectation: their mean, or
// each of them, of which none may be missing.
func judge(e core.Expectation, dataset string, result Cell, runs int) Judgement {
	e.Dataset = dataset
	j := Judgement{Expectation: e, Value: result.Mean, Runs: runs}
	for _, v := range result.Values {
		j.Values = append(j.Values, v.Value)
	}
	if e.Seeds != core.EverySeed {
		j.Met = within(e, j.Value)
		return j
	}
	outside := func(v float64) bool { return !within(e, v) }
	j.Met = runs > 0 && len(j.Values) == runs && !slices.ContainsFunc(j.Values, outside)
	return j
}

func within(e core.Expectation, v float64) bool {
	return !math.IsNaN(v) && (e.AtLeast == nil || v >= *e.AtLeast) && (e.AtMost == nil || v <= *e.AtMost)
}

// String says the expectation and what became of it.
func (j Judgement) String() string {
	s := fmt.Sprintf("expected %s of %s", j.measure(), j.Of)
	if j.Dataset != "" {
		s += " on " + j.Dataset
	}
	if j.AtLeast != nil {
		s += fmt.Sprintf(" ≥ %g", *j.AtLeast)
	}
	if j.AtMost != nil {
		s += fmt.Sprintf(" ≤ %g", *j.AtMost)
	}
	if j.Seeds == core.EverySeed {
		s += " for every seed"
	}
	switch {
	case len(j.Values) == 0:
		return s + ": no result"
	case j.Met:
		return fmt.Sprintf("%s: met with %s", s, j.found())
	}
	return fmt.Sprintf("%s: not met with %s", s, j.found())
}

// measure names what is held against the bounds.
func (j Judgement) measure() string {
	switch j.Measure {
	case core.GapClosed:
		return "the gap from noise to real data, closed by " + j.Score + ","
	case core.ShareOfReal:
		return j.Score + ", as a share of real data's,"
	}
	return j.Score
}

// found writes what was held against the expectation.
func (j Judgement) found() string {
	if j.Seeds != core.EverySeed {
		return fmt.Sprintf("%.3g", j.Value)
	}
	values := make([]string, len(j.Values))
	for i, v := range j.Values {
		values[i] = fmt.Sprintf("%.3g", v)
	}
	s := strings.Join(values, ", ")
	if n := len(values); n < j.Runs {
		s += fmt.Sprintf(", %d of %d seeds", n, j.Runs)
	}
	return s
}

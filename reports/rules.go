package reports

import (
	"fmt"
	"math"

	"gander/core"
	"gander/core/eval"
)

// A Rule is a way to report a run's score by one number.
type Rule struct {
	Key    string // of JSON
	Name   string
	Groups []eval.Group // of each contender
	Ranks  []float64    // of each contender, 1 for the best
}

// rules in the order in which they are shown.
var rules = []struct {
	key, name string
	of        func(r Run, column Column) float64
}{
	{"final", "at the end", func(r Run, c Column) float64 { return last(r.curve(c)) }},
	{"best_by_validation", "best, by validation", func(r Run, c Column) float64 {
		return r.curve(c).Chosen(r.curve(c.validation()), c.Direction)
	}},
	{"last_tenth", "last tenth", func(r Run, c Column) float64 { return r.curve(c).LastTenth() }},
	{"area", "over training", func(r Run, c Column) float64 { return r.curve(c).Area() }},
}

func last(c eval.Curve) float64 { return c.Values[len(c.Values)-1] }

// validation is the column's counterpart on the validation split.
func (c Column) validation() Column {
	c.Key, c.Identity = eval.Validation(c.Key, c.Identity)
	return c
}

// Rules are the ways to report the column, with what each contender gets by
// them. One that a finished run has no value for is left out, such as the best
// by validation of runs that were not scored on a validation split; and where
// neither way is better there is none.
func (c Contest) Rules(column Column) []Rule {
	var all []Rule
	if column.Direction == core.Neither {
		return nil
	}
	for _, rule := range rules {
		own := Rule{Key: rule.key, Name: rule.name}
		complete := true
		for _, k := range c.Contenders {
			g := eval.Group{Label: k.Label, Failed: c.failed(column, k)}
			for _, r := range k.Runs {
				if _, ok := r.Final(column); ok {
					v := rule.of(r, column)
					complete = complete && !math.IsNaN(v)
					g.Values = append(g.Values, v)
				}
			}
			own.Groups = append(own.Groups, g)
		}
		if complete {
			own.Ranks = eval.Ranks(own.Groups, column.Direction)
			all = append(all, own)
		}
	}
	return all
}

// RuleTable shows the column by every rule, each mean with its rank; false
// without two contenders to rank or two rules.
func (c Contest) RuleTable(column Column) (Table, bool) {
	rules := c.Rules(column)
	t := Table{Title: fmt.Sprintf("%s, %s by every rule of reporting", c.Dataset.Name, column.Title), Header: []string{"label"}, Ranked: true}
	if len(rules) < 2 || len(c.Contenders) < 2 {
		return t, false
	}
	for _, k := range c.Contenders {
		t.Rows = append(t.Rows, TableRow{Cells: []TableCell{{Text: k.Label}}})
	}
	for _, rule := range rules {
		t.addRule(rule)
	}
	t.addIntervals(rules[0])
	t.Notes = ruleNotes(rules)
	return t, true
}

func (t *Table) addRule(rule Rule) {
	t.Header = append(t.Header, rule.Name)
	means := make([]float64, len(rule.Groups))
	for i, g := range rule.Groups {
		means[i] = math.NaN()
		if len(g.Values) > 0 {
			means[i] = eval.Summarise(g.Values).Mean
		}
	}
	places := decimals(means)
	for i, mean := range means {
		cell := TableCell{Text: fixed(mean, places)}
		if !math.IsNaN(mean) {
			cell.Spread = fmt.Sprintf(" (%g)", rule.Ranks[i])
			cell.Best = rule.Ranks[i] == 1
		}
		t.Rows[i].Cells = append(t.Rows[i].Cells, cell)
	}
}

// addIntervals appends the interquartile mean at the end and its interval.
func (t *Table) addIntervals(final Rule) {
	t.Header = append(t.Header, "interquartile mean", "95 % interval")
	iqms := make([]float64, len(final.Groups))
	for i, g := range final.Groups {
		iqms[i] = math.NaN()
		if len(g.Values) > 0 {
			iqms[i] = eval.IQM(g.Values)
		}
	}
	places := decimals(iqms)
	intervals := final.intervals()
	for i := range final.Groups {
		interval := none
		if b := intervals[i]; b != nil {
			interval = fixed(b.Low, places) + " to " + fixed(b.High, places)
		}
		t.Rows[i].Cells = append(t.Rows[i].Cells, TableCell{Text: fixed(iqms[i], places)}, TableCell{Text: interval})
	}
}

// intervals are those of each group's interquartile mean, nil with fewer than
// two values. They take most of the time of a comparison of hundreds of labels,
// so all processors find them.
func (r Rule) intervals() []*eval.Interval {
	list := make([]*eval.Interval, len(r.Groups))
	share(len(r.Groups), func(i int) {
		if values := r.Groups[i].Values; len(values) > 1 {
			interval := eval.IQMInterval(values)
			list[i] = &interval
		}
	})
	return list
}

func ruleNotes(rules []Rule) []string {
	notes := []string{"mean over the seeds that finished, in brackets the rank by interquartile mean, in which failed runs are the worst"}
	for _, rule := range rules {
		if rule.Key == "best_by_validation" {
			notes = append(notes, "best, by validation: the test score at the moment whose validation score is best")
		}
	}
	return append(notes,
		"last tenth: mean over the evaluations in the last tenth of training",
		"over training: area under the curve over its length",
		"95 % interval: bootstrap over seeds, of the interquartile mean; with few seeds it is too narrow")
}

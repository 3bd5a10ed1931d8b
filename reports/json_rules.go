package reports

import (
	"math"

	"gander/core/eval"
)

// RuleDoc is what every label gets by one rule.
type RuleDoc struct {
	Rule   string         `json:"rule"`
	Labels []RuleValueDoc `json:"labels"`
}

// RuleValueDoc is what one label gets by a rule.
type RuleValueDoc struct {
	Label    string     `json:"label"`
	Mean     Number     `json:"mean"` // null without a finished run
	IQM      Number     `json:"iqm"`
	Rank     float64    `json:"rank"`
	Interval *[2]Number `json:"interval,omitempty"` // of the IQM, 95 % bootstrap; at the end alone
}

// TuningDoc is what the best of k tries may be expected to be worth.
type TuningDoc struct {
	Label  string   `json:"label"`
	Tries  int      `json:"tries"`
	K      []int    `json:"k"`
	Best   []Number `json:"best"` // null beyond the tries
	Chosen bool     `json:"chosen_on_validation"`
}

// addRules adds what the headline score is by every rule, and the tries of sweeps.
func (d *ContestDoc) addRules(c Contest) {
	for _, rule := range c.Rules(c.Columns[0]) {
		own := RuleDoc{Rule: rule.Key}
		var intervals []*eval.Interval
		if rule.Key == "final" {
			intervals = rule.intervals()
		}
		for i, g := range rule.Groups {
			v := RuleValueDoc{Label: g.Label, Mean: Number(math.NaN()), IQM: Number(math.NaN()), Rank: rule.Ranks[i]}
			if len(g.Values) > 0 {
				s := eval.Summarise(g.Values)
				v.Mean, v.IQM = Number(s.Mean), Number(s.IQM)
			}
			if intervals != nil && intervals[i] != nil {
				v.Interval = &[2]Number{Number(intervals[i].Low), Number(intervals[i].High)}
			}
			own.Labels = append(own.Labels, v)
		}
		d.Rules = append(d.Rules, own)
	}
	tunings := c.Tunings(c.Columns[0])
	most := 0
	for _, t := range tunings {
		most = max(most, t.Tries)
	}
	for _, t := range tunings {
		doc := TuningDoc{Label: t.Label, Tries: t.Tries, K: budgets(most), Chosen: t.Chosen}
		for _, v := range t.Best {
			doc.Best = append(doc.Best, Number(v))
		}
		d.Tunings = append(d.Tunings, doc)
	}
}

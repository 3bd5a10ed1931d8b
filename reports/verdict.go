package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gander/core"
	"gander/core/eval"
)

// An Answer is what one contest says to the experiment's question.
type Answer struct {
	Dataset string
	Lead    string      // who leads in the headline score, a sentence
	Proof   string      // whether the seeds show a difference, a sentence or empty
	Pairs   []eval.Pair // every two labels compared in the headline score
}

// String joins the sentences.
func (a Answer) String() string { return strings.TrimSpace(a.Lead + " " + a.Proof) }

// Answers gives one answer for each contest.
func (c *Comparison) Answers() []Answer {
	var all []Answer
	for _, contest := range c.Contests {
		all = append(all, contest.answer())
	}
	return all
}

func (c Contest) answer() Answer {
	a := Answer{Dataset: c.Dataset.Name}
	if len(c.Columns) == 0 {
		a.Lead = fmt.Sprintf("On %s no run has been scored yet.", c.Dataset.Name)
		return a
	}
	headline := c.Columns[0]
	groups := c.groups(headline)
	if len(groups) == 0 {
		a.Lead = fmt.Sprintf("On %s no run has finished with a score yet.", c.Dataset.Name)
		return a
	}
	if headline.Direction == core.Neither || len(groups) == 1 {
		a.Lead = fmt.Sprintf("On %s %s reaches %s %s.", c.Dataset.Name, groups[0].Label, headline.Title, brief(groups[0].Values))
		return a
	}
	verdict := eval.Conclude(groups, headline.Direction)
	lead := groups[slices.IndexFunc(groups, func(g eval.Group) bool { return g.Label == verdict.Leader })]
	a.Lead = fmt.Sprintf("On %s %s leads in %s with %s.", c.Dataset.Name, lead.Label, headline.Title, brief(lead.Values))
	a.Proof, a.Pairs = sentence(verdict.Sentence, lead.Label), verdict.Pairs
	return a
}

// groups are the finite results of a column; a label without one is left out.
func (c Contest) groups(column Column) []eval.Group {
	var groups []eval.Group
	for i, cell := range c.Cells(column) {
		g := eval.Group{Label: c.Contenders[i].Label}
		for _, v := range cell.Values {
			if !math.IsNaN(v.Value) && !math.IsInf(v.Value, 0) {
				g.Values = append(g.Values, v.Value)
			}
		}
		if len(g.Values) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// brief writes mean and spread of values, and how many they are. With four
// values or more it is the interquartile mean that ranks them, so that is said
// too.
func brief(values []float64) string {
	s := eval.Summarise(values)
	places := columnDecimals([]float64{s.Mean}, []float64{s.SD})
	if s.N == 1 {
		return fixed(s.Mean, places) + " (1 seed)"
	}
	text := fmt.Sprintf("%s ± %s (%d seeds", fixed(s.Mean, places), fixed(s.SD, places), s.N)
	if s.IQM != s.Mean {
		text += ", interquartile mean " + fixed(s.IQM, places)
	}
	return text + ")"
}

// sentence makes a phrase a sentence; a label at its beginning stays as it is.
func sentence(phrase, label string) string {
	if !strings.HasPrefix(phrase, label) {
		first, size := utf8.DecodeRuneInString(phrase)
		phrase = string(unicode.ToUpper(first)) + phrase[size:]
	}
	return phrase + "."
}

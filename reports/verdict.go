package reports

import (
	"fmt"
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
	if !slices.ContainsFunc(groups, func(g eval.Group) bool { return len(g.Values) > 0 }) {
		a.Lead = fmt.Sprintf("On %s no run has finished with a score yet.", c.Dataset.Name)
		return a
	}
	if headline.Direction == core.Neither || len(groups) == 1 {
		one := groups[slices.IndexFunc(groups, func(g eval.Group) bool { return len(g.Values) > 0 })]
		a.Lead = fmt.Sprintf("On %s %s reaches %s %s.", c.Dataset.Name, one.Label, headline.Title, brief(one.Values))
		return a
	}
	verdict := eval.Conclude(groups, headline.Direction)
	lead := groups[slices.IndexFunc(groups, func(g eval.Group) bool { return g.Label == verdict.Leader })]
	a.Lead = fmt.Sprintf("On %s %s leads in %s with %s.", c.Dataset.Name, lead.Label, headline.Title, brief(lead.Values))
	if len(verdict.Level) > 0 {
		a.Lead = fmt.Sprintf("On %s %s are level at the head in %s; %s has %s.",
			c.Dataset.Name, enumerate(append([]string{lead.Label}, verdict.Level...)), headline.Title, lead.Label, brief(lead.Values))
	}
	a.Proof, a.Pairs = sentence(verdict.Sentence, lead.Label), verdict.Pairs
	failed := 0
	for _, g := range groups {
		failed += g.Failed
	}
	if failed > 0 {
		a.Proof += fmt.Sprintf(" %s without a result counted as the worst.", runCount(failed))
	}
	return a
}

// groups are the results of a column; a label without a finite one and without
// a failed run is left out, as is one whose runs have the score under another
// identity.
func (c Contest) groups(column Column) []eval.Group {
	var groups []eval.Group
	for i, cell := range c.Cells(column) {
		g := cell.group(c.Contenders[i].Label)
		elsewhere := len(cell.Values) == 0 && c.Contenders[i].Finished() > 0
		if len(g.Values)+g.Failed > 0 && !elsewhere {
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

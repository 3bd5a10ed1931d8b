package spec

import (
	"math"

	"gander/core"
)

// fair reports runs on one dataset whose budgets count in different currencies:
// nobody could say which of them had more.
func (r *reader) fair(drafts []draft) {
	counted := make(map[string]*draft)
	for i := range drafts {
		d := &drafts[i]
		judge := first(d.Datasets)
		before, ok := counted[judge]
		switch {
		case d.Budget.Currency == "":
		case !ok:
			counted[judge] = d
		case before.Budget.Currency != d.Budget.Currency:
			f := flawf("this run's budget counts %s, that of line %d %s", d.Budget.Currency, before.line.node.Line, before.Budget.Currency)
			r.report(d.line.node, f.hinting("runs on one dataset need one currency to be compared"))
		}
	}
}

// scale multiplies every budget by factor.
func (r *reader) scale(e *core.Experiment, factor float64) {
	if factor == 0 {
		return
	}
	if !(factor > 0) || math.IsInf(factor, 0) {
		s := &source{name: "--scale " + brief(factor)}
		r.place(s, 0, 0, 0, flawf("this is not a positive factor").hinting("for example --scale 0.02"))
		return
	}
	e.Budget = scaled(e.Budget, factor)
	for i, d := range e.Datasets {
		if d.Budget != nil {
			b := scaled(*d.Budget, factor)
			e.Datasets[i].Budget = &b
		}
	}
	for i := range e.Entries {
		e.Entries[i].Budget = scaled(e.Entries[i].Budget, factor)
	}
}

// scaled rounds counts up to whole ones, so that nothing shrinks to nothing.
func scaled(b core.Budget, factor float64) core.Budget {
	b.Amount *= factor
	if b.Currency != core.Seconds {
		b.Amount = min(math.Ceil(b.Amount), mostOf)
	}
	return b
}

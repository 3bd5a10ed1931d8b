package reports

import (
	"fmt"
	"math"
	"slices"

	"gander/core"
	"gander/reports/figure"
)

// An Abscissa is what curves are drawn against: a currency and, for time, the
// unit that its numbers are divided to.
type Abscissa struct {
	Currency core.Currency
	Label    string
	divisor  float64
}

// Abscissas are the currencies that the comparison's runs have spent, images
// first.
func (c *Comparison) Abscissas() []Abscissa {
	var all []Abscissa
	for _, currency := range []core.Currency{core.Images, core.Steps, core.MACs, core.Seconds} {
		most := 0.0
		for _, r := range c.Runs() {
			most = math.Max(most, r.Progress.In(currency))
		}
		if most > 0 || currency == core.Images {
			all = append(all, abscissa(currency, most))
		}
	}
	return all
}

func abscissa(c core.Currency, most float64) Abscissa {
	switch c {
	case core.Steps:
		return Abscissa{c, "updates of the discriminator", 1}
	case core.MACs:
		return Abscissa{c, "multiply-adds of training", 1}
	case core.Seconds:
		switch {
		case most > 3*3600:
			return Abscissa{c, "training time in hours", 3600}
		case most > 180:
			return Abscissa{c, "training time in minutes", 60}
		}
		return Abscissa{c, "training time in seconds", 1}
	}
	return Abscissa{core.Images, "images seen", 1}
}

// scoreSeries draws a score of every contender.
func (c Contest) scoreSeries(column Column, a Abscissa) []figure.Series {
	var all []figure.Series
	for _, k := range c.Contenders {
		s := figure.Series{Name: k.Label, Style: k.Style}
		for _, r := range k.Runs {
			s.Traces = append(s.Traces, r.scoreTrace(column, a))
		}
		all = append(all, k.asideUnlessFinished(s))
	}
	return all
}

func (r Run) scoreTrace(column Column, a Abscissa) figure.Trace {
	t := figure.Trace{Broken: r.Broken(), Flags: r.marks(a)}
	for _, s := range r.Scores {
		if !column.holds(s) {
			continue
		}
		x := r.At(s.Step, a.Currency)
		if a.Currency == core.Images {
			x = float64(s.Images)
		}
		t.X, t.Y = append(t.X, x/a.divisor), append(t.Y, s.Value)
	}
	return t
}

// scalarTrace draws the window means of a scalar.
func (r Run) scalarTrace(key string, a Abscissa) figure.Trace {
	t := figure.Trace{Broken: r.Broken(), Flags: r.marks(a)}
	for _, p := range r.Points {
		for _, s := range p.Scalars {
			if s.Key == key {
				t.X, t.Y = append(t.X, p.In(a.Currency)/a.divisor), append(t.Y, s.Mean)
			}
		}
	}
	return t.Thin(mostPoints)
}

// marks are where the run began to ail, for its curves, with the step, which
// the axis may not show.
func (r Run) marks(a Abscissa) []figure.Flag {
	var all []figure.Flag
	for _, f := range r.Health() {
		all = append(all, figure.Flag{
			At:   r.At(f.Step, a.Currency) / a.divisor,
			Name: fmt.Sprintf("%s, step %d", f.Ailment, f.Step),
		})
	}
	return all
}

// mostPoints is how many points of a curve are drawn: as many as a panel has
// pixels to show.
const mostPoints = 240

// asideUnlessFinished keeps runs without a result out of the mean, as in the
// table, unless no run has one yet.
func (k Contender) asideUnlessFinished(s figure.Series) figure.Series {
	if k.Finished() > 0 {
		for i, r := range k.Runs {
			s.Traces[i].Aside = r.Status != core.Done
		}
	}
	return s
}

// scalarSeries draws one scalar of a contender.
func (k Contender) scalarSeries(key string, style int, a Abscissa) figure.Series {
	s := figure.Series{Name: key, Style: style}
	for _, r := range k.Runs {
		s.Traces = append(s.Traces, r.scalarTrace(key, a))
	}
	return k.asideUnlessFinished(s)
}

// scalarKeys lists the scalars of a role that a contender reported, in order of
// their appearance.
func (k Contender) scalarKeys(r role) []string {
	var keys []string
	for _, run := range k.Runs {
		for _, p := range run.Points {
			for _, s := range p.Scalars {
				if role(s.Role) == r && !slices.Contains(keys, s.Key) {
					keys = append(keys, s.Key)
				}
			}
		}
	}
	return keys
}

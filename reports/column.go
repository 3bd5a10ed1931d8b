package reports

import (
	"math"
	"slices"
	"strings"

	"gander/core"
	"gander/core/eval"
)

// A Column is one score. Scores are in one column only if their identity and
// the dataset that they were computed on are equal.
type Column struct {
	Key       string
	Identity  string
	Dataset   string
	Direction core.Direction
	Unit      string
	Floor     *float64 // of real data against real data
	Ceiling   *float64 // of noise
	// Title is the key, or the identity where two columns share a key.
	Title string
}

// A Cell is what one contender reached in one column: the last scores of its
// finished runs.
type Cell struct {
	Values []SeedValue
	Failed int     // runs that broke off: they have no value, and take the mark of the best away
	Mean   float64 // NaN without values
	SD     float64 // of a sample (n−1); NaN with fewer than two values
	// Best marks the best mean of the column among labels without a failed run.
	Best bool
	// Raw says that some values were computed with raw weights.
	Raw bool
}

// A SeedValue is the result of one run.
type SeedValue struct {
	Seed  uint64
	Value float64
}

// columns lists the scores of contenders in the order of eval.Keys, with the
// headline first.
func columns(contenders []Contender, headline string) []Column {
	var all []Column
	known := map[[2]string]int{}
	for _, c := range contenders {
		for _, r := range c.Runs {
			for _, s := range r.Scores {
				if !eval.IsValidation(s) {
					all = addColumn(all, known, s)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Column) int { return eval.Rank(a.Key) - eval.Rank(b.Key) })
	for i := range all {
		all[i].Title = title(all, i)
	}
	first := headlineOf(all, contenders, headline)
	if first > 0 {
		chosen := all[first]
		all = slices.Insert(slices.Delete(all, first, first+1), 0, chosen)
	}
	return all
}

// title is the key of a column; where others share it with the number of
// samples, if that tells them apart, or else the whole identity.
func title(all []Column, i int) string {
	samples := func(c Column) string { return c.Identity[strings.LastIndex(c.Identity, "@")+1:] }
	shared, apart := false, true
	for k := range all {
		if k != i && all[k].Key == all[i].Key {
			shared, apart = true, apart && samples(all[k]) != samples(all[i])
		}
	}
	switch {
	case !shared:
		return all[i].Key
	case apart && strings.Contains(all[i].Identity, "@"):
		return all[i].Key + "@" + samples(all[i])
	}
	return all[i].Identity
}

// headlineOf is the place of the column that comes first: of those that bear the
// headline's key, or the first key of which one way is better, the one that most
// finished runs have; -1 if there is none.
func headlineOf(all []Column, contenders []Contender, headline string) int {
	if headline == "" || !slices.ContainsFunc(all, func(c Column) bool { return c.Key == headline }) {
		i := slices.IndexFunc(all, func(c Column) bool { return c.Direction != core.Neither })
		if i < 0 {
			return i
		}
		headline = all[i].Key
	}
	first, most := -1, -1
	for i, c := range all {
		if c.Key != headline {
			continue
		}
		if n := finals(contenders, c); n > most {
			first, most = i, n
		}
	}
	return first
}

// finals counts the runs with a result in a column.
func finals(contenders []Contender, c Column) int {
	n := 0
	for _, k := range contenders {
		for _, r := range k.Runs {
			if _, ok := r.Final(c); ok {
				n++
			}
		}
	}
	return n
}

func addColumn(all []Column, known map[[2]string]int, s core.Score) []Column {
	key := [2]string{s.Identity, s.Dataset}
	if i, ok := known[key]; ok {
		all[i].Floor, all[i].Ceiling = either(all[i].Floor, s.Floor), either(all[i].Ceiling, s.Ceiling)
		return all
	}
	known[key] = len(all)
	return append(all, Column{
		Key: s.Key, Identity: s.Identity, Dataset: s.Dataset,
		Direction: s.Direction, Unit: s.Unit, Floor: s.Floor, Ceiling: s.Ceiling,
	})
}

func either(a, b *float64) *float64 {
	if a != nil {
		return a
	}
	return b
}

func (c Column) holds(s core.Score) bool { return s.Identity == c.Identity && s.Dataset == c.Dataset }

// Final is the run's last score in the column, if it finished.
func (r Run) Final(c Column) (core.Score, bool) {
	if r.Status != core.Done {
		return core.Score{}, false
	}
	for i := len(r.Scores) - 1; i >= 0; i-- {
		if c.holds(r.Scores[i]) {
			return r.Scores[i], true
		}
	}
	return core.Score{}, false
}

// curve is a score over the run's steps.
func (r Run) curve(c Column) eval.Curve {
	var curve eval.Curve
	for _, s := range r.Scores {
		if c.holds(s) {
			curve.Spent, curve.Values = append(curve.Spent, float64(s.Step)), append(curve.Values, s.Value)
		}
	}
	return curve
}

// Cells gives one cell for each contender.
func (c Contest) Cells(column Column) []Cell {
	cells := make([]Cell, len(c.Contenders))
	for i, k := range c.Contenders {
		cells[i] = k.cell(column)
		cells[i].Failed = c.failed(column, k)
	}
	markBest(cells, column.Direction)
	return cells
}

// failed is how many runs of a contender lack the score because they failed.
func (c Contest) failed(column Column, k Contender) int {
	if !c.concerns(column, k) {
		return 0
	}
	return k.Failed()
}

// concerns says that the runs of a contender would have got a score had they not
// failed: other runs of their experiment have it, or runs of another experiment that
// are scored alike, if those are of the same variant or if the contender's experiment
// has no score at all to say what it would have had. Else a run that failed is not
// the worst in it.
func (c Contest) concerns(column Column, k Contender) bool {
	silent := !c.has(k.Experiment, func(core.Score) bool { return true })
	return slices.ContainsFunc(c.Contenders, func(o Contender) bool {
		alike := o.Evaluate.Samples == k.Evaluate.Samples && slices.Equal(o.Evaluate.Extractors, k.Evaluate.Extractors)
		return o.has(column.holds) && (o.Experiment == k.Experiment || alike && (silent || o.Variant == k.Variant))
	})
}

// has says that an experiment has a score of a kind.
func (c Contest) has(experiment string, kind func(core.Score) bool) bool {
	return slices.ContainsFunc(c.Contenders, func(k Contender) bool { return k.Experiment == experiment && k.has(kind) })
}

func (k Contender) has(kind func(core.Score) bool) bool {
	return slices.ContainsFunc(k.Runs, func(r Run) bool { return slices.ContainsFunc(r.Scores, kind) })
}

func (k Contender) cell(column Column) Cell {
	cell := Cell{Mean: math.NaN(), SD: math.NaN()}
	var values []float64
	for _, r := range k.Runs {
		if s, ok := r.Final(column); ok {
			cell.Values = append(cell.Values, SeedValue{r.Seed, s.Value})
			cell.Raw = cell.Raw || s.Weights == "raw"
			values = append(values, s.Value)
		}
	}
	if len(values) > 0 {
		s := eval.Summarise(values)
		cell.Mean, cell.SD = s.Mean, s.SD
	}
	return cell
}

// plain writes the cell outside a table.
func (c Cell) plain() string {
	places := columnDecimals([]float64{c.Mean}, []float64{c.SD})
	if math.IsNaN(c.SD) {
		return c.written(places)
	}
	return c.written(places) + " ± " + fixed(c.SD, places)
}

// markBest marks every cell whose mean equals the best one, unless all do.
func markBest(cells []Cell, d core.Direction) {
	if d == core.Neither {
		return
	}
	best, worst := math.NaN(), math.NaN()
	for _, c := range cells {
		if c.Failed > 0 {
			worst = math.Inf(1) // there is something to be better than
			if d == core.Higher {
				worst = math.Inf(-1)
			}
			continue
		}
		if math.IsNaN(best) || better(c.Mean, best, d) {
			best = c.Mean
		}
		if math.IsNaN(worst) || better(worst, c.Mean, d) {
			worst = c.Mean
		}
	}
	for i := range cells {
		cells[i].Best = cells[i].Mean == best && best != worst && cells[i].Failed == 0
	}
}

// better says that a is better than b; NaN is never better.
func better(a, b float64, d core.Direction) bool {
	if d == core.Higher {
		return a > b
	}
	return a < b
}

package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gander/core"
	"gander/core/eval"
)

// SortFields are what contenders can be sorted by, beside scores.
var SortFields = []string{"label", "variant", "experiment", "images", "seconds", "parameters", "seeds"}

// sort orders the contenders of every contest. By a score the best comes first,
// those without a result last.
func (c *Comparison) sort(by string) error {
	name, reversed := strings.CutPrefix(by, "-")
	if name == "" {
		return nil
	}
	known := slices.Clone(SortFields)
	for _, contest := range c.Contests {
		for _, column := range contest.Columns {
			known = appendNew(known, column.Key)
		}
	}
	if !slices.Contains(known, name) {
		return &UnknownName{"name to sort by", name, known}
	}
	for i := range c.Contests {
		if err := c.Contests[i].sort(name, reversed); err != nil {
			return err
		}
	}
	return nil
}

func (c Contest) sort(name string, reversed bool) error {
	order := func(a, b Contender) int { return compareBy(name, a, b) }
	if !slices.Contains(SortFields, name) {
		same := c.namesakes(name)
		if len(same) == 0 {
			return nil // the contest has no such score
		}
		if len(same) > 1 {
			return &Mixed{c.refusal(same)}
		}
		ranks := map[string]float64{}
		for i, rank := range c.ranks(same[0]) {
			ranks[c.Contenders[i].Label] = rank
		}
		order = func(a, b Contender) int { return cmp.Compare(ranks[a.Label], ranks[b.Label]) }
	}
	slices.SortStableFunc(c.Contenders, func(a, b Contender) int {
		if reversed {
			a, b = b, a
		}
		return order(a, b)
	})
	return nil
}

func compareBy(name string, a, b Contender) int {
	switch name {
	case "label":
		return strings.Compare(a.Label, b.Label)
	case "variant":
		return strings.Compare(a.Variant, b.Variant)
	case "experiment":
		return strings.Compare(a.Experiment, b.Experiment)
	case "seeds":
		return cmp.Compare(a.Finished(), b.Finished())
	case "parameters":
		return cmp.Compare(a.weight(), b.weight())
	}
	x, _ := a.MeanProgress()
	y, _ := b.MeanProgress()
	if name == "seconds" {
		return cmp.Compare(x.Seconds, y.Seconds)
	}
	return cmp.Compare(x.Images, y.Images)
}

// weight is the number of all parameters of the networks.
func (k Contender) weight() int64 {
	var most int64
	for _, r := range k.Runs {
		most = max(most, r.Info.GeneratorParams+r.Info.DiscriminatorParams)
	}
	return most
}

// ranks of the contenders in a column, 1 for the best; equal ones share the
// middle of theirs. Those without a finished run have the last, and where
// neither way is better the least value has the first.
func (c Contest) ranks(column Column) []float64 {
	groups := make([]eval.Group, len(c.Contenders))
	for i, cell := range c.Cells(column) {
		groups[i] = cell.group(c.Contenders[i].Label)
	}
	direction := column.Direction
	if direction == core.Neither {
		direction = core.Lower
	}
	return eval.Ranks(groups, direction)
}

// group is the cell's finite values, and how many runs have none because they
// failed.
func (c Cell) group(label string) eval.Group {
	g := eval.Group{Label: label, Failed: c.Failed}
	for _, v := range c.Values {
		if math.IsNaN(v.Value) || math.IsInf(v.Value, 0) {
			g.Failed++
			continue
		}
		g.Values = append(g.Values, v.Value)
	}
	return g
}

// Mixed is the refusal to rank by scores that cannot be compared.
type Mixed struct{ Reason string }

// Error implements error.
func (m *Mixed) Error() string {
	return fmt.Sprintf("scores that do not compare cannot be sorted by: %s", m.Reason)
}

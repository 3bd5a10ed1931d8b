package eval

import (
	"math"
	"slices"

	"gander/core"
)

// A Curve is the values of one score of one run, with the budget spent by each.
type Curve struct{ Spent, Values []float64 }

// Best is the best value. Chosen by the data that it was computed on, it
// flatters: the more evaluations, the more. NaN where neither way is better.
func (c Curve) Best(better core.Direction) float64 {
	switch better {
	case core.Lower:
		return slices.Min(c.Values)
	case core.Higher:
		return slices.Max(c.Values)
	}
	return math.NaN()
}

// LastTenth is the mean of the values in the last tenth of the budget spent,
// which tells a run that ends well from one that was lucky at its end.
func (c Curve) LastTenth() float64 {
	end := c.Spent[len(c.Spent)-1]
	from := slices.IndexFunc(c.Spent, func(s float64) bool { return s >= end-end/10 })
	return mean(c.Values[from:])
}

// Area is the area under the curve over the budget between its ends: the mean
// value of a run that is stopped at random. With one value it is that value.
func (c Curve) Area() float64 {
	last := len(c.Spent) - 1
	if last == 0 || c.Spent[last] == c.Spent[0] {
		return c.Values[last]
	}
	total := 0.0
	for i := range last {
		total += float64((c.Spent[i+1] - c.Spent[i]) * (c.Values[i] + c.Values[i+1]) / 2)
	}
	return total / (c.Spent[last] - c.Spent[0])
}

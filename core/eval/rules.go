package eval

import (
	"cmp"
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

// Chosen is the value at the moment that another curve of the same run calls
// best: chosen on the validation split, say, and reported on the test split, so
// that the choice does not flatter. The first of equal moments is taken. NaN
// where the curves share no moment or neither way is better.
func (c Curve) Chosen(by Curve, better core.Direction) float64 {
	chosen, best := math.NaN(), math.NaN()
	for i, v := range by.Values {
		at := slices.Index(c.Spent, by.Spent[i])
		if at < 0 || math.IsNaN(v) || better == core.Neither {
			continue
		}
		if math.IsNaN(best) || v != best && (v < best) == (better == core.Lower) {
			chosen, best = c.Values[at], v
		}
	}
	return chosen
}

// BestOf is what the best of k tries may be expected to be worth, if they are
// drawn without replacement: the mean over all ways to draw them (Dodge et al.
// 2019, "Show your work", draws with replacement, which is biased). The best is
// chosen by other values, one for each try; by the tries themselves the choice
// flatters. With the same k, variants that were tuned more and less are compared
// at equal tuning budgets. NaN for fewer than k tries or where neither way is
// better.
func BestOf(tries, by []float64, k int, better core.Direction) float64 {
	n := len(tries)
	if k < 1 || k > n || better == core.Neither {
		return math.NaN()
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if better == core.Higher {
			i, j = j, i
		}
		return cmp.Compare(by[i], by[j])
	})
	// The i-th best try is the best of k with probability C(n−i, k−1) / C(n, k).
	expected, share := 0.0, float64(k)/float64(n)
	for i, try := range order[:n-k+1] {
		expected += float64(share * tries[try])
		if left := n - i - 1; left > 0 {
			share *= float64(n-i-k) / float64(left)
		}
	}
	return expected
}

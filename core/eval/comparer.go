package eval

import (
	"slices"

	"gander/core"
)

// A comparer compares groups by the order of their outcomes. What it tells
// depends on their ranks alone, and few seeds can be ranked in few ways: three
// against three in twenty. So hundreds of groups cost little more than a few.
type comparer struct {
	better core.Direction
	known  map[string]rankComparison // by rank pattern
}

// A rankComparison is what the ranks of two groups tell.
type rankComparison struct {
	p        float64
	interval *Interval // nil until it is asked for
}

func (c comparer) compare(a, b Group) Pair {
	x, y := a.outcomes(c.better), b.outcomes(c.better)
	improvement := func(g ...[]float64) float64 { return Improvement(g[0], g[1], c.better) }
	pair := Pair{A: a.Label, B: b.Label, Improvement: improvement(x, y), P: c.p(a, b)}
	_, _, pair.Welch = Welch(a.Values, b.Values)
	key := pattern(x, y)
	known := c.known[key]
	if known.interval == nil {
		interval := Bootstrap(0.95, 0, improvement, bySize(x), bySize(y))
		known.interval = &interval
		c.known[key] = known
	}
	pair.Interval = *known.interval
	return pair
}

// p is that of MannWhitney.
func (c comparer) p(a, b Group) float64 {
	x, y := a.outcomes(c.better), b.outcomes(c.better)
	key := pattern(x, y)
	if known, ok := c.known[key]; ok {
		return known.p
	}
	_, p := MannWhitney(x, y)
	c.known[key] = rankComparison{p: p}
	return p
}

// pattern is equal for groups whose values lie to each other in the same way.
func pattern(a, b []float64) string {
	ranks := doubledRanks(slices.Concat(bySize(a), bySize(b)))
	key := make([]rune, 0, len(ranks)+1)
	for i, r := range ranks {
		if i == len(a) {
			key = append(key, 0)
		}
		key = append(key, rune(r))
	}
	return string(key)
}

// bySize makes a resample's draws independent of the order of the seeds.
func bySize(values []float64) []float64 { return slices.Sorted(slices.Values(values)) }

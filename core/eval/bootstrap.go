package eval

import (
	"math"
	"slices"

	"gander/core/nn/num"
)

// An Interval is a range that holds a statistic with some confidence.
type Interval struct{ Low, High float64 }

// resamples settle the ends of a 95 % interval to about two per cent of its
// width, in milliseconds.
const resamples = 10_000

// Bootstrap is the percentile interval of a statistic at a level such as 0.95
// (Efron and Tibshirani 1993, §13.3): the statistic's quantiles over resamples
// of each of the groups with replacement, group by group. The same seed gives
// the same interval. The statistic may reorder what it is given. The interval is too narrow for few values: with five of them a
// nominal 95 % interval holds the truth about 85 % of the time.
func Bootstrap(level float64, seed uint64, statistic func(groups ...[]float64) float64, groups ...[]float64) Interval {
	draws := num.NewStream(seed, "bootstrap")
	var k uint64
	copies := make([][]float64, len(groups))
	for i, g := range groups {
		copies[i] = make([]float64, len(g))
	}
	values := make([]float64, resamples)
	for i := range values {
		for j, g := range groups {
			for l := range copies[j] {
				copies[j][l] = g[int(draws.Float64(k)*float64(len(g)))]
				k++
			}
		}
		values[i] = statistic(copies...)
	}
	slices.Sort(values)
	tail := (1 - level) / 2
	return Interval{quantile(values, tail), quantile(values, 1-tail)}
}

// quantile interpolates between order statistics as numpy's default does
// (type 7 of Hyndman and Fan 1996).
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := min(int(at), len(sorted)-2)
	t := at - math.Floor(at)
	return sorted[i] + float64(t*(sorted[i+1]-sorted[i]))
}

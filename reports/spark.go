package reports

import (
	"math"
	"slices"

	"gander/core"
)

// sparks are a column's curves as one line of text for each contender: the mean
// of its finished runs from the first evaluation to the last, all on one scale,
// which is logarithmic where values span more than a factor of thirty. nil if
// nothing was scored twice.
func (c Contest) sparks(column Column) []string {
	curves := make([][]float64, len(c.Contenders))
	var all []float64
	longest := 0
	for i, k := range c.Contenders {
		curves[i] = k.meanCurve(column)
		all = append(all, curves[i]...)
		longest = max(longest, len(curves[i]))
	}
	all = slices.DeleteFunc(all, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
	if longest < 2 || len(all) == 0 {
		return nil
	}
	low, high := slices.Min(all), slices.Max(all)
	scale := func(v float64) float64 { return v }
	if low > 0 && high > 30*low {
		scale = math.Log
	}
	sparks := make([]string, len(curves))
	for i, curve := range curves {
		for _, v := range condensed(curve, sparkWidth) {
			sparks[i] += string(bar((scale(v) - scale(low)) / (scale(high) - scale(low))))
		}
	}
	return sparks
}

const sparkWidth = 10

var bars = []rune("▁▂▃▄▅▆▇█")

// bar is the one of a share from 0 to 1; one of equal values lies low.
func bar(share float64) rune {
	if math.IsInf(share, 1) {
		return '↑'
	}
	if math.IsNaN(share) {
		return bars[0]
	}
	return bars[min(int(max(share, 0)*float64(len(bars))), len(bars)-1)]
}

// condensed takes at most n of the values, evenly, the first and the last among
// them.
func condensed(values []float64, n int) []float64 {
	if len(values) <= n {
		return values
	}
	few := make([]float64, n)
	for i := range few {
		few[i] = values[i*(len(values)-1)/(n-1)]
	}
	return few
}

// meanCurve is the mean of the finished runs where all of them were scored.
func (k Contender) meanCurve(column Column) []float64 {
	sums, counts := map[int]float64{}, map[int]int{}
	finished := 0
	for _, r := range k.Runs {
		if r.Status != core.Done {
			continue
		}
		finished++
		for _, s := range r.Scores {
			if column.holds(s) {
				sums[s.Step] += s.Value
				counts[s.Step]++
			}
		}
	}
	var steps []int
	for step, n := range counts {
		if n == finished {
			steps = append(steps, step)
		}
	}
	slices.Sort(steps)
	curve := make([]float64, len(steps))
	for i, step := range steps {
		curve[i] = sums[step] / float64(finished)
	}
	return curve
}

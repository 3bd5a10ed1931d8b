package eval

import (
	"math"
	"slices"

	"gander/core/nn/num"
)

// votersOf is how many neighbours vote among n rows that teach: the root of their
// number, as Lopez-Paz and Oquab take it.
func votersOf(n int) int { return max(1, int(math.Sqrt(float64(n/2*2)))) }

// ToldApart is the two-sample test by a classifier (Lopez-Paz and Oquab 2017, arXiv
// 1610.06545, §3) that asks the k nearest rows: one half of samples and of real rows
// teaches, as many of each, and of the other half it is the share that is taken for
// what it is. Of equal distributions it is ½; an even vote counts half. NaN where a
// half would be empty.
func ToldApart(samples, real Features, k int) float64 {
	n := min(samples.Rows, real.Rows) / 2 * 2
	if n == 0 {
		return math.NaN()
	}
	var halves [2][]int
	for i, row := range num.Permutation(num.NewStream(0, "evaluation", "halves"), 0, n) {
		halves[i%2] = append(halves[i%2], row)
	}
	kinds := [2]Features{samples.pick(halves[0]), real.pick(halves[0])}
	right := make([]float64, n)
	parallel(n, func(i int) {
		kind := i % 2
		row := [2]Features{samples, real}[kind].Row(halves[1][i/2])
		right[i] = vote(row, kinds, k, kind)
	})
	return mean(right)
}

// vote is 1 if most of the k rows nearest to one are of a kind, ½ if half of them
// are, 0 otherwise. Of rows equally near those of the first kind come first.
func vote(row []float64, kinds [2]Features, k, kind int) float64 {
	type neighbour struct {
		squared float64
		kind    int
	}
	nearest := make([]neighbour, 0, k+1)
	for which, f := range kinds {
		for i := range f.Rows {
			d := squaredApart(row, f.Row(i))
			if len(nearest) == k && !(d < nearest[k-1].squared) {
				continue
			}
			at := len(nearest)
			for at > 0 && d < nearest[at-1].squared {
				at--
			}
			nearest = slices.Insert(nearest, at, neighbour{d, which})
			nearest = nearest[:min(k, len(nearest))]
		}
	}
	own := 0
	for _, n := range nearest {
		if n.kind == kind {
			own++
		}
	}
	switch {
	case 2*own > len(nearest):
		return 1
	case 2*own == len(nearest):
		return 0.5
	}
	return 0
}

package eval

import (
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"gander/core"
)

// Improvement is the probability that a value of a is better than one of b,
// ties counting half (Agarwal et al. 2021). It is 0.5 for equal samples.
func Improvement(a, b []float64, better core.Direction) float64 {
	wins := 0.0
	for _, x := range a {
		for _, y := range b {
			switch {
			case x == y:
				wins += 0.5
			case (x < y) == (better == core.Lower):
				wins++
			}
		}
	}
	return wins / float64(len(a)*len(b))
}

// mostExact is how many values MannWhitney deals out in all ways.
const mostExact = 60

// MannWhitney is the Mann–Whitney test: u counts the pairs in which a value of
// a is larger than one of b, ties counting half, and p is the two-sided
// probability of a u at least as far from its mean if both come from one
// distribution. Up to mostExact values it is exact, ties included: p runs over
// all ways to deal the values out. Of more, whose ways take seconds to count, it
// is that of the normal distribution with corrections for ties and continuity.
func MannWhitney(a, b []float64) (u, p float64) {
	ranks := doubledRanks(slices.Concat(a, b))
	n, m := len(a), len(b)
	observed := 0
	for _, r := range ranks[:n] {
		observed += r
	}
	u = float64(observed)/2 - float64(n*(n+1))/2
	if n+m > mostExact {
		return u, normalP(u, ranks, n, m)
	}
	expected := n * (n + m + 1) // of the doubled rank sum
	extreme, total := 0.0, 0.0
	for s, ways := range rankSums(ranks, n) {
		total += ways
		if distance(s, expected) >= distance(observed, expected) {
			extreme += ways
		}
	}
	return u, extreme / total
}

// normalP is the p of u by the normal distribution (Hollander and Wolfe 1973,
// §4.1).
func normalP(u float64, ranks []int, n, m int) float64 {
	equal := map[int]float64{}
	for _, r := range ranks {
		equal[r]++
	}
	all, ties := float64(n+m), 0.0
	for _, r := range slices.Sorted(maps.Keys(equal)) {
		ties += equal[r]*equal[r]*equal[r] - equal[r]
	}
	variance := float64(n) * float64(m) / 12 * (all + 1 - ties/(all*(all-1)))
	if variance <= 0 {
		return 1 // all values are equal
	}
	z := max(0, math.Abs(u-float64(n)*float64(m)/2)-0.5) / math.Sqrt(variance)
	return math.Erfc(z / math.Sqrt2)
}

// SmallestP is the least p that MannWhitney can give for samples of these
// sizes, with all of one above all of the other.
func SmallestP(n, m int) float64 {
	ways := 1.0
	for i := 1; i <= n; i++ {
		ways = ways * float64(m+i) / float64(i)
	}
	return min(1, 2/ways)
}

func distance(a, b int) int { return max(a-b, b-a) }

// doubledRanks are twice the ranks from 1, equal values sharing the middle one
// of theirs; doubled, they are whole numbers.
func doubledRanks(values []float64) []int {
	sorted := slices.Sorted(slices.Values(values))
	ranks := make([]int, len(values))
	for i, v := range values {
		below, _ := slices.BinarySearch(sorted, v)
		upTo := below
		for upTo < len(sorted) && sorted[upTo] == v {
			upTo++
		}
		ranks[i] = below + upTo + 1
	}
	return ranks
}

// rankSums counts, for each sum, the ways to choose n of the ranks.
func rankSums(ranks []int, n int) []float64 {
	most := 0
	for _, r := range ranks {
		most += r
	}
	ways := make([][]float64, n+1) // by how many are chosen, then by their sum
	for i := range ways {
		ways[i] = make([]float64, most+1)
	}
	ways[0][0] = 1
	for _, r := range ranks {
		for i := n; i > 0; i-- {
			for s := most; s >= r; s-- {
				ways[i][s] += ways[i-1][s-r]
			}
		}
	}
	return ways[n]
}

// Welch is Welch's t-test for unequal variances (1947): the statistic of
// mean(a) − mean(b), its degrees of freedom and the two-sided p. Samples of one
// value, or without any spread, give NaN.
func Welch(a, b []float64) (t, df, p float64) {
	if len(a) < 2 || len(b) < 2 {
		return math.NaN(), math.NaN(), math.NaN()
	}
	va, vb := variance(a)/float64(len(a)), variance(b)/float64(len(b))
	t = (mean(a) - mean(b)) / math.Sqrt(va+vb)
	df = square(va+vb) / (square(va)/float64(len(a)-1) + square(vb)/float64(len(b)-1))
	if math.IsNaN(t) || math.IsNaN(df) || math.IsInf(t, 0) {
		return math.NaN(), math.NaN(), math.NaN()
	}
	return t, df, mathext.RegIncBeta(df/2, 0.5, df/(df+square(t)))
}

// Holm corrects the p-values of several tests so that the chance of any false
// alarm stays below the level that they are held against (Holm 1979). The
// result is in the order of p.
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if p[i] < p[j] {
			return -1
		} else if p[i] > p[j] {
			return 1
		}
		return 0
	})
	corrected := make([]float64, len(p))
	largest := 0.0
	for rank, i := range order {
		largest = max(largest, min(1, float64(len(p)-rank)*p[i]))
		corrected[i] = largest
	}
	return corrected
}

package eval

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gander/core"
)

// Significance is the level that corrected p-values are held against.
const Significance = 0.05

// A Group is the values of one score that one contender reached, one a seed.
type Group struct {
	Label  string
	Values []float64 // finite
	// Failed counts runs that broke off. Each is worse than every value, so a
	// contender gains nothing by losing its bad seeds.
	Failed int
}

// outcomes are the values and an infinitely bad one for each failed run.
func (g Group) outcomes(better core.Direction) []float64 {
	worst := math.Inf(1)
	if better == core.Higher {
		worst = math.Inf(-1)
	}
	return append(slices.Clone(g.Values), slices.Repeat([]float64{worst}, g.Failed)...)
}

func (g Group) runs() int { return len(g.Values) + g.Failed }

// A Pair compares two groups. But for Welch, failed runs take part in it.
type Pair struct {
	A, B           string
	Improvement    float64  // probability that a run of A is better than one of B
	Interval       Interval // of it, 95 % bootstrap
	P              float64  // two-sided Mann–Whitney, see MannWhitney
	Corrected      float64  // by Holm, over all pairs
	Welch          float64  // two-sided p of the means of finished runs; NaN if it cannot be had
	WelchCorrected float64  // by Holm, over the pairs that have one
	// Different says that the pair differs: Corrected is below Significance
	// and the interval does not hold 0.5.
	Different bool
}

// A Verdict says what the seeds show of a score.
type Verdict struct {
	Leader string   // the group of the best interquartile mean, see Group.Failed; of several the one of the best mean
	Level  []string // the groups that are as good as the leader by both
	// Pairs are every pair once, those of the leader first; with more than
	// mostPairs, those of the leader alone. Their p are corrected for all pairs
	// in any case, since the leader was chosen by the same values.
	Pairs    []Pair
	Sentence string
}

// mostPairs is how many pairs a person looks through; those of twenty groups.
const mostPairs = 190

// Conclude compares every two groups and puts the result into a sentence. A group
// without a run takes no part. Direction must be Lower or Higher.
func Conclude(groups []Group, better core.Direction) Verdict {
	groups = slices.DeleteFunc(slices.Clone(groups), func(g Group) bool { return g.runs() == 0 })
	if len(groups) == 0 {
		return Verdict{Sentence: "nothing has been scored"}
	}
	groups = ranked(groups, better)
	list, all := pairs(groups, better)
	return Verdict{Leader: groups[0].Label, Level: level(groups, better), Pairs: list, Sentence: sentence(groups, list, all)}
}

// level are the groups that follow the first one and are no worse.
func level(groups []Group, better core.Direction) (labels []string) {
	for _, g := range groups[1:] {
		if compareGroups(groups[0], g, better) != 0 {
			break
		}
		labels = append(labels, g.Label)
	}
	return labels
}

// ranked puts the best group first.
func ranked(groups []Group, better core.Direction) []Group {
	slices.SortStableFunc(groups, func(a, b Group) int { return compareGroups(a, b, better) })
	return groups
}

// compareGroups is negative if a is better: by the interquartile mean, where
// failed runs make both infinite by that of the finished runs, where it is the
// same by their mean, and last by how many failed.
func compareGroups(a, b Group, better core.Direction) int {
	if len(a.Values) == 0 || len(b.Values) == 0 {
		return min(len(b.Values), 1) - min(len(a.Values), 1)
	}
	by := func(x, y float64) int {
		if better == core.Higher {
			x, y = y, x
		}
		return cmp.Compare(x, y)
	}
	if order := by(IQM(a.outcomes(better)), IQM(b.outcomes(better))); order != 0 {
		return order
	}
	if order := by(IQM(a.Values), IQM(b.Values)); order != 0 {
		return order
	}
	return cmp.Or(by(mean(a.Values), mean(b.Values)), cmp.Compare(a.Failed, b.Failed))
}

// pairs compares those that are listed, and counts all.
func pairs(groups []Group, better core.Direction) (list []Pair, all int) {
	all = len(groups) * (len(groups) - 1) / 2
	c := comparer{better: better, known: map[string]rankComparison{}}
	var p, welch []float64
	for i, a := range groups {
		for _, b := range groups[i+1:] {
			if i == 0 || all <= mostPairs {
				pair := c.compare(a, b)
				list, welch = append(list, pair), append(welch, pair.Welch)
			}
			p = append(p, c.p(a, b))
		}
	}
	corrected, welchCorrected := Holm(p), holmOfKnown(welch)
	for i := range list {
		list[i].Corrected, list[i].WelchCorrected = corrected[i], welchCorrected[i]
		inside := list[i].Interval.Low <= 0.5 && 0.5 <= list[i].Interval.High
		list[i].Different = corrected[i] < Significance && !inside
	}
	return list, all
}

// holmOfKnown is Holm over the p that are not NaN.
func holmOfKnown(p []float64) []float64 {
	corrected := Holm(slices.DeleteFunc(slices.Clone(p), math.IsNaN))
	for i, v := range p {
		if math.IsNaN(v) {
			corrected = slices.Insert(corrected, i, v)
		}
	}
	return corrected
}

// sentence speaks of the leader's pairs, which come first.
func sentence(groups []Group, pairs []Pair, all int) string {
	if len(groups) == 1 {
		return "there is nothing to compare " + groups[0].Label + " with"
	}
	if hopeless := tooFew(groups, all); hopeless != "" {
		return hopeless
	}
	var beaten, equal []string
	worst := 0.0
	for _, p := range pairs[:len(groups)-1] {
		if p.Different {
			beaten, worst = append(beaten, p.B), max(worst, p.Corrected)
		} else {
			equal = append(equal, p.B)
		}
	}
	if len(beaten) == 0 {
		return "no difference shown between " + enumerate(labels(groups))
	}
	text := fmt.Sprintf("%s is better than %s (p ≤ %.2g, corrected for %s)",
		groups[0].Label, enumerate(beaten), worst, plural(all, "comparison"))
	if len(equal) > 0 {
		text += "; no difference shown between " + enumerate(append([]string{groups[0].Label}, equal...))
	}
	return text
}

// tooFew says that so few seeds cannot show a difference, if that is so of
// every pair: the smallest p that a rank test can give is bounded by their
// number alone.
func tooFew(groups []Group, pairs int) string {
	least, most := 1.0, 0
	for i, a := range groups {
		most = max(most, a.runs())
		for _, b := range groups[i+1:] {
			least = min(least, SmallestP(a.runs(), b.runs()))
		}
	}
	if least*float64(pairs) < Significance {
		return ""
	}
	enough := 2
	for SmallestP(enough, enough)*float64(pairs) >= Significance {
		enough++
	}
	return fmt.Sprintf("%s cannot show a difference: the smallest possible p is %.2g%s; %d seeds can",
		plural(most, "seed"), min(1, least*float64(pairs)), correction(pairs), enough)
}

func correction(pairs int) string {
	if pairs == 1 {
		return ""
	}
	return fmt.Sprintf(" once corrected for %d comparisons", pairs)
}

func labels(groups []Group) []string {
	var list []string
	for _, g := range groups {
		list = append(list, g.Label)
	}
	return list
}

// mostNamed is how many labels a sentence names; more would not be read.
const mostNamed = 12

// enumerate writes "a", "a and b" or "a, b and c".
func enumerate(words []string) string {
	if more := len(words) - mostNamed; more > 1 {
		words = append(words[:mostNamed:mostNamed], fmt.Sprintf("%d more", more))
	}
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// Ranks are the places of groups by the order of Conclude, 1 for the best.
// Groups that it cannot tell apart share the middle of their places, and those
// without a finished run come last.
func Ranks(groups []Group, better core.Direction) []float64 {
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	compare := func(i, j int) int { return compareGroups(groups[i], groups[j], better) }
	slices.SortStableFunc(order, compare)
	ranks := make([]float64, len(groups))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && compare(order[from], order[to]) == 0 {
			to++
		}
		for _, i := range order[from:to] {
			ranks[i] = float64(from+to+1) / 2
		}
		from = to
	}
	return ranks
}

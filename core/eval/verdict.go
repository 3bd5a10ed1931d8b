package eval

import (
	"fmt"
	"slices"
	"strings"

	"gander/core"
)

// Significance is the level that corrected p-values are held against.
const Significance = 0.05

// A Group is the values of one score that one contender reached, one a seed.
type Group struct {
	Label  string
	Values []float64
}

// A Pair compares two groups.
type Pair struct {
	A, B        string
	Improvement float64  // probability that a value of A is better than one of B
	Interval    Interval // of it, 95 % bootstrap
	P           float64  // exact two-sided Mann–Whitney
	Corrected   float64  // by Holm, over all pairs
	// Different says that the pair differs: Corrected is below Significance
	// and the interval does not hold 0.5.
	Different bool
}

// A Verdict says what the seeds show of a score.
type Verdict struct {
	Leader   string // the group of the best interquartile mean
	Pairs    []Pair // every pair once
	Sentence string
}

// Conclude compares every two groups and puts the result into a sentence. A group
// without values takes no part. Direction must be Lower or Higher.
func Conclude(groups []Group, better core.Direction) Verdict {
	groups = slices.DeleteFunc(slices.Clone(groups), func(g Group) bool { return len(g.Values) == 0 })
	if len(groups) == 0 {
		return Verdict{Sentence: "nothing has been scored"}
	}
	groups = ranked(groups, better)
	v := Verdict{Leader: groups[0].Label, Pairs: pairs(groups, better)}
	v.Sentence = sentence(groups, v.Pairs)
	return v
}

// ranked puts the best interquartile mean first.
func ranked(groups []Group, better core.Direction) []Group {
	slices.SortStableFunc(groups, func(a, b Group) int {
		x, y := IQM(a.Values), IQM(b.Values)
		switch {
		case x == y:
			return 0
		case (x < y) == (better == core.Lower):
			return -1
		}
		return 1
	})
	return groups
}

func pairs(groups []Group, better core.Direction) []Pair {
	var list []Pair
	var p []float64
	for i, a := range groups {
		for _, b := range groups[i+1:] {
			pair := compare(a, b, better)
			list, p = append(list, pair), append(p, pair.P)
		}
	}
	for i, corrected := range Holm(p) {
		list[i].Corrected = corrected
		inside := list[i].Interval.Low <= 0.5 && 0.5 <= list[i].Interval.High
		list[i].Different = corrected < Significance && !inside
	}
	return list
}

func compare(a, b Group, better core.Direction) Pair {
	improvement := func(g ...[]float64) float64 { return Improvement(g[0], g[1], better) }
	_, p := MannWhitney(a.Values, b.Values)
	return Pair{
		A: a.Label, B: b.Label, P: p, Improvement: improvement(a.Values, b.Values),
		Interval: Bootstrap(0.95, 0, improvement, a.Values, b.Values),
	}
}

// sentence speaks of the leader's pairs, which come first.
func sentence(groups []Group, pairs []Pair) string {
	if len(groups) == 1 {
		return "there is nothing to compare " + groups[0].Label + " with"
	}
	if hopeless := tooFew(groups, len(pairs)); hopeless != "" {
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
		groups[0].Label, enumerate(beaten), worst, plural(len(pairs), "comparison"))
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
		most = max(most, len(a.Values))
		for _, b := range groups[i+1:] {
			least = min(least, SmallestP(len(a.Values), len(b.Values)))
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

// enumerate writes "a", "a and b" or "a, b and c".
func enumerate(words []string) string {
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

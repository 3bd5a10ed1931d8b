package eval

import (
	"fmt"
	"math"
	"testing"

	"gander/core"
)

// The numbers of this file are scipy's and rliable's; testdata/statistics.py
// prints them.

func TestRankTestsAgainstScipy(t *testing.T) {
	short, long := []float64{1.5, 2.25, 0.75}, []float64{3.5, 2.5, 4.25, 5}
	u, p := MannWhitney(short, long)
	near(t, "U of few", u, 0, 0)
	near(t, "p of few", p, 0.0571428571429, 1e-12)
	tt, df, wp := Welch(short, long)
	near(t, "t of few", tt, -3.36363636364, 1e-11)
	near(t, "df of few", df, 4.99977233921, 1e-11)
	near(t, "p of t of few", wp, 0.0200296513566, 1e-11)

	a, b := make([]float64, 40), make([]float64, 35)
	for i := range a {
		a[i] = float64((37*i)%101) / 4
	}
	for i := range b {
		b[i] = float64((53*i)%97)/4 + 4
	}
	u, p = MannWhitney(a, b)
	near(t, "U of many", u, 560.5, 0)
	near(t, "p of many", p, 0.139868874717, 1e-11)
	for i := range a {
		a[i] = float64((7 * i) % 10)
	}
	for i := range b {
		b[i] = float64((3*i)%8 + 1)
	}
	u, p = MannWhitney(a, b)
	near(t, "U of many with ties", u, 706, 0)
	near(t, "p of many with ties", p, 0.953155555701, 1e-11)
	for i := range a {
		a[i] = 1
	}
	_, p = MannWhitney(a, a)
	near(t, "p of equal values", p, 1, 0)
}

func TestMeansAgainstScipyAndRliable(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{sampleA, 31.6833333333}, {sampleB, 35.65}, {[]float64{1.5, 2.25, 0.75}, 1.5}, {[]float64{3.5, 2.5, 4.25, 5}, 3.875},
		{append(append([]float64{}, sampleA...), sampleB[:3]...), 32.5857142857},
	} {
		near(t, fmt.Sprintf("IQM of %v", c.values), IQM(c.values), c.want, 1e-11)
	}
	near(t, "P(A > B)", Improvement(sampleA, sampleB, core.Higher), 0.14, 1e-12)
	for i, v := range Holm([]float64{.01, .04, .03, .005, .2, .013}) {
		near(t, "Holm", v, []float64{.05, .09, .09, .03, .2, .052}[i], 1e-12)
	}
}

// Two bootstraps with other random numbers agree to what the number of their
// resamples leaves open.
func TestBootstrapAgainstScipyAndRliable(t *testing.T) {
	for _, c := range []struct {
		name      string
		statistic func(...[]float64) float64
		want      Interval
	}{
		{"mean", func(g ...[]float64) float64 { return mean(g[0]) }, Interval{30.73, 34.52}},
		{"IQM", func(g ...[]float64) float64 { return IQM(g[0]) }, Interval{30.4166666667, 34.1}},
	} {
		got := Bootstrap(0.95, 0, c.statistic, sampleA)
		near(t, "low end of the "+c.name, got.Low, c.want.Low, 0.003)
		near(t, "high end of the "+c.name, got.High, c.want.High, 0.005)
	}
	plain := Bootstrap(0.95, 0, func(g ...[]float64) float64 { return IQM(g[0]) }, sampleA)
	if got := IQMInterval(sampleA); got != plain {
		t.Errorf("the interval of the interquartile mean is %v, want %v", got, plain)
	}
	improvement := func(g ...[]float64) float64 { return Improvement(g[0], g[1], core.Higher) }
	got := Bootstrap(0.95, 0, improvement, sampleA, sampleB)
	near(t, "low end of P(A > B)", got.Low, 0, 0.005)
	near(t, "high end of P(A > B)", got.High, 0.35, 0.015)
}

func TestBestOf(t *testing.T) {
	for _, c := range []struct {
		k              int
		lowest, higher float64
	}{
		{1, 32.41, 32.41}, {2, 30.6444444444, 34.1755555556}, {3, 30.0833333333, 35.38},
		{5, 29.5341269841, 37.1682539683}, {8, 29.0933333333, 39.14}, {10, 28.9, 40.2},
	} {
		near(t, fmt.Sprintf("lowest of %d", c.k), BestOf(sampleA, sampleA, c.k, core.Lower), c.lowest, 1e-11)
		near(t, fmt.Sprintf("highest of %d", c.k), BestOf(sampleA, sampleA, c.k, core.Higher), c.higher, 1e-11)
	}
	// Chosen by other values: of the three ways to draw two, B's order prefers
	// the second try twice and the first once.
	near(t, "chosen by others", BestOf([]float64{10, 20, 40}, []float64{2, 1, 3}, 2, core.Lower), (20+20+10)/3., 1e-12)
	for _, k := range []int{0, 11} {
		if v := BestOf(sampleA, sampleA, k, core.Lower); !math.IsNaN(v) {
			t.Errorf("best of %d of ten is %g, want NaN", k, v)
		}
	}
	if v := BestOf(sampleA, sampleA, 3, core.Neither); !math.IsNaN(v) {
		t.Errorf("best where neither way is better is %g, want NaN", v)
	}
}

func TestAreaAgainstNumpy(t *testing.T) {
	c := Curve{Spent: []float64{0, 50, 89, 90, 100}, Values: []float64{8, 2, 7, 3, 4}}
	near(t, "area", c.Area(), 4.655, 1e-12)
}

// The best moment is the validation split's; what it is worth the test split's.
func TestChosen(t *testing.T) {
	test := Curve{Spent: []float64{0, 50, 100}, Values: []float64{9, 3, 2}}
	for _, c := range []struct {
		name   string
		by     Curve
		better core.Direction
		want   float64
	}{
		{"lower", Curve{[]float64{0, 50, 100}, []float64{8, 1, 4}}, core.Lower, 3},
		{"higher", Curve{[]float64{0, 50, 100}, []float64{8, 1, 4}}, core.Higher, 9},
		{"the first of equal ones", Curve{[]float64{0, 50, 100}, []float64{8, 1, 1}}, core.Lower, 3},
		{"not a number", Curve{[]float64{0, 50, 100}, []float64{8, math.NaN(), 4}}, core.Lower, 2},
		{"a moment that the test lacks", Curve{[]float64{0, 60, 100}, []float64{8, 1, 4}}, core.Lower, 2},
	} {
		near(t, c.name, test.Chosen(c.by, c.better), c.want, 0)
	}
	if v := test.Chosen(Curve{}, core.Lower); !math.IsNaN(v) {
		t.Errorf("chosen by nothing: %g, want NaN", v)
	}
}

func TestDifferences(t *testing.T) {
	base := "KD[gander-cnn.v1.3f9a12/fc:128, k=3]@1024"
	for other, want := range map[string]string{
		base: "[]",
		"KD[gander-cnn.v1.3f9a12/fc:128, k=3]@2048":               "[1024 and 2048 samples]",
		"KD[gander-cnn.v1.77aa01/fc:128, k=3]@1024":               "[extractor weights 3f9a12 and 77aa01]",
		"FD[gander-cnn.v1.3f9a12/fc:64, k=3]@1024":                "[the statistics KD and FD the layers fc:128 and fc:64]",
		"KD[rand-conv.v1.seed1-5/fc:128, k=5]@1024":               "[the extractors gander-cnn.v1 and rand-conv.v1.seed1-5 extractor weights 3f9a12 and (none) the settings k=3 and k=5]",
		"KD[gander-cnn.v1.3f9a12/fc:128, k=3]@1024 on validation": "[the test and the validation split]",
	} {
		if got := fmt.Sprint(Differences(base, other)); got != want {
			t.Errorf("%s\n got %s\nwant %s", other, got, want)
		}
	}
}

// Failed runs count as worse than every other: they take the lead away, and a
// label whose runs all fail is beaten by one whose runs finish.
func TestConcludeCountsFailedRuns(t *testing.T) {
	good, bad := []float64{1, 1.1, 1.2}, []float64{2, 2.1, 2.2, 2.3, 2.4}
	v := Conclude([]Group{{"lucky", good, 2}, {"sound", bad, 0}}, core.Lower)
	if v.Leader != "sound" { // the interquartile mean of five drops one of two failures
		t.Errorf("%s leads, two of whose five runs failed", v.Leader)
	}
	p := v.Pairs[0]
	if p.Improvement != 0.4 {
		t.Errorf("two failed runs of five leave the improvement at %g, want 0.4", p.Improvement)
	}
	_, _, welch := Welch(good, bad)
	near(t, "Welch of the finished", p.Welch, welch, 1e-15)
	v = Conclude([]Group{{"sound", bad, 0}, {"failing", nil, 5}}, core.Lower)
	if v.Leader != "sound" || !v.Pairs[0].Different || !math.IsNaN(v.Pairs[0].Welch) {
		t.Errorf("five failures against five results: %+v", v)
	}
	v = Conclude([]Group{{"lost one", []float64{1, 1}, 1}, {"whole", []float64{5, 5, 5}, 0}}, core.Lower)
	if v.Leader != "whole" {
		t.Errorf("%s leads, which lost a run of three", v.Leader)
	}
	v = Conclude([]Group{{"a", nil, 3}, {"b", nil, 3}, {"c", []float64{1}, 2}}, core.Higher)
	if v.Leader != "c" {
		t.Errorf("%s leads without a result", v.Leader)
	}
}

// Where interquartile means are the same, means decide; where those are as well,
// failed runs; and what is as good as the leader is level with it.
func TestConcludeOfEquals(t *testing.T) {
	zeros, some := make([]float64, 5), []float64{0, 0, 0.2, 0, 0}
	for _, c := range []struct {
		groups []Group
		leader string
		level  string
	}{
		{[]Group{{"a", zeros, 0}, {"b", zeros, 0}, {"c", some, 0}}, "c", "[]"},
		{[]Group{{"a", zeros, 0}, {"b", zeros, 0}}, "a", "[b]"},
		{[]Group{{"a", zeros, 1}, {"b", zeros, 0}, {"c", zeros, 0}}, "b", "[c]"},
		{[]Group{{"a", nil, 2}, {"b", some, 0}}, "b", "[]"},
	} {
		v := Conclude(c.groups, core.Higher)
		if got := fmt.Sprint(v.Level); v.Leader != c.leader || got != c.level {
			t.Errorf("%v: %s leads, level with %s; want %s and %s", c.groups, v.Leader, got, c.leader, c.level)
		}
	}
}

// Hundreds of labels list the leader's pairs, corrected for all.
func TestConcludeOfMany(t *testing.T) {
	var groups []Group
	for i := range 300 {
		v := float64((i * 7919) % 300)
		groups = append(groups, Group{Label: fmt.Sprint(i), Values: []float64{v, v + 0.5, v + 0.75}})
	}
	v := Conclude(groups, core.Lower)
	if v.Leader != "0" || len(v.Pairs) != 299 {
		t.Fatalf("%s leads %d pairs, want 0 and 299", v.Leader, len(v.Pairs))
	}
	near(t, "corrected p", v.Pairs[0].Corrected, 1, 0)
	if len(v.Sentence) > 300 {
		t.Errorf("a sentence of %d bytes: %s", len(v.Sentence), v.Sentence)
	}
}

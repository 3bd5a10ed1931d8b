package eval

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gander/core"
	"gander/core/nn/num"
)

// near fails the test unless got is within tolerance of want, relative to 1
// and above.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) {
		t.Errorf("%s is %.12g, want %.12g", what, got, want)
	}
}

// Two samples of ten. What they give comes from a program in plain Python that
// shares no code with this one.
var (
	sampleA = []float64{31.2, 29.8, 35.1, 30.4, 33.3, 28.9, 40.2, 31.7, 30.9, 32.6}
	sampleB = []float64{34.5, 36.1, 33.9, 38.8, 35.2, 41.0, 34.1, 33.0, 37.4, 36.6}
)

func TestGoldenStatistics(t *testing.T) {
	a, b := Summarise(sampleA), Summarise(sampleB)
	near(t, "mean of A", a.Mean, 32.41, 1e-12)
	near(t, "mean of B", b.Mean, 36.06, 1e-12)
	near(t, "variance of A", a.SD*a.SD, 96.169/9, 1e-9)
	near(t, "variance of B", b.SD*b.SD, 6.116, 1e-9)
	near(t, "IQM of A", a.IQM, 190.1/6, 1e-12)
	near(t, "IQM of B", b.IQM, 35.65, 1e-12)
	near(t, "P(A<B)", Improvement(sampleA, sampleB, core.Lower), 0.86, 1e-12)
	u, p := MannWhitney(sampleA, sampleB)
	near(t, "U", u, 14, 0)
	near(t, "exact p", p, 0.005196042348, 1e-9)
	wt, df, wp := Welch(sampleA, sampleB)
	near(t, "t", wt, -2.8159150849, 1e-9)
	near(t, "df", df, 16.7603033242, 1e-9)
	near(t, "p of t", wp, 0.01201952456, 1e-9)
	for i, v := range Holm([]float64{.01, .04, .03, .005}) {
		near(t, "Holm", v, []float64{.03, .06, .06, .02}[i], 1e-12)
	}
}

// rliable's own test vectors (Agarwal et al. 2021).
func TestGoldenInterquartileMean(t *testing.T) {
	near(t, "IQM", IQM([]float64{1, 2, 2, 2, 1, 1, 2, 1}), 1.5, 0)
	near(t, "IQM", IQM([]float64{1, 1, 2, 2, 3, 3}), 2, 0)
	near(t, "IQM of one", IQM([]float64{7}), 7, 0)
	for _, task := range [][]float64{{1, 2, 1, 2}, {2, 2, 1, 1}} {
		near(t, "P(x > y)", Improvement(task, []float64{1, 2, 3}, core.Higher), 1./3, 1e-15)
	}
}

func TestImprovement(t *testing.T) {
	for _, c := range []struct {
		name   string
		a, b   []float64
		better core.Direction
		want   float64
	}{
		{"itself", sampleA, sampleA, core.Lower, 0.5},
		{"ties count half", []float64{1, 1}, []float64{1, 2}, core.Lower, 0.75},
		{"higher is better", []float64{1, 1}, []float64{1, 2}, core.Higher, 0.25},
		{"all better", []float64{1}, []float64{2, 3}, core.Lower, 1},
	} {
		near(t, c.name, Improvement(c.a, c.b, c.better), c.want, 0)
	}
}

// enumerateP is MannWhitney's p by its definition: all ways to deal the values.
func enumerateP(a, b []float64) float64 {
	all := slices.Concat(a, b)
	u := func(mask int) (u float64) {
		for i, x := range all {
			for j, y := range all {
				if mask>>i&1 == 1 && mask>>j&1 == 0 {
					u += map[bool]float64{true: 1}[x > y]
					u += map[bool]float64{true: 0.5}[x == y]
				}
			}
		}
		return u
	}
	middle := float64(len(a)*len(b)) / 2
	observed := math.Abs(u(1<<len(a)-1) - middle)
	extreme, total := 0, 0
	for mask := range 1 << len(all) {
		ones := 0
		for i := range all {
			ones += mask >> i & 1
		}
		if ones != len(a) {
			continue
		}
		total++
		if math.Abs(u(mask)-middle) >= observed {
			extreme++
		}
	}
	return float64(extreme) / float64(total)
}

func TestMannWhitneyAgainstEnumeration(t *testing.T) {
	s := num.NewStream(3, "cases")
	var k uint64
	for n := 1; n <= 5; n++ {
		for m := 1; m <= 5; m++ {
			a, b := make([]float64, n), make([]float64, m)
			for _, v := range [][]float64{a, b} {
				for i := range v {
					v[i] = math.Floor(4 * s.Float64(k)) // few values: many ties
					k++
				}
			}
			_, p := MannWhitney(a, b)
			near(t, fmt.Sprintf("p of %v and %v", a, b), p, enumerateP(a, b), 1e-12)
		}
	}
}

func TestSmallestP(t *testing.T) {
	for n, want := range map[int]float64{1: 1, 3: 0.1, 4: 2.0 / 70, 5: 2.0 / 252} {
		a, b := make([]float64, n), make([]float64, n)
		for i := range n {
			a[i], b[i] = float64(i), float64(i+n)
		}
		_, p := MannWhitney(a, b)
		near(t, "p of separate samples", p, want, 1e-12)
		near(t, "smallest p", SmallestP(n, n), want, 1e-12)
	}
}

// normals are n standard normal numbers of a case.
func normals(s num.Stream, at, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = s.Normal(uint64(at*n + i))
	}
	return v
}

func TestFalseAlarms(t *testing.T) {
	const cases = 2000
	s := num.NewStream(1, "null")
	rank, welch := 0, 0
	for i := range cases {
		v := normals(s, i, 20)
		if _, p := MannWhitney(v[:10], v[10:]); p < 0.05 {
			rank++
		}
		if _, _, p := Welch(v[:10], v[10:]); p < 0.05 {
			welch++
		}
	}
	for name, n := range map[string]int{"Mann–Whitney": rank, "Welch": welch} {
		// The exact test's attainable level at 10 and 10 is 0.0433; three standard errors are 0.014.
		if rate := float64(n) / cases; rate < 0.029 || rate > 0.064 {
			t.Errorf("%s: %.3f of equal samples differ at 0.05", name, rate)
		}
	}
}

func TestBootstrap(t *testing.T) {
	average := func(g ...[]float64) float64 { return mean(g[0]) }
	got := Bootstrap(0.95, 1, average, sampleA)
	if again := Bootstrap(0.95, 1, average, sampleA); again != got {
		t.Errorf("the same seed gives %v and %v", got, again)
	}
	if other := Bootstrap(0.95, 2, average, sampleA); other == got {
		t.Error("another seed gives the same interval")
	}
	// The bootstrap distribution of a mean is nearly normal with variance (n−1)/n · s²/n.
	half := 1.96 * math.Sqrt(0.9*variance(sampleA)/10)
	near(t, "low end", got.Low, mean(sampleA)-half, 0.01)
	near(t, "high end", got.High, mean(sampleA)+half, 0.01)
	if narrow := Bootstrap(0.5, 1, average, sampleA); narrow.High-narrow.Low > 0.4*(got.High-got.Low) {
		t.Errorf("the 50 %% interval %v is not about a third of the 95 %% interval %v", narrow, got)
	}
	near(t, "quantile", quantile([]float64{1, 2, 4}, 0.75), 3, 1e-15) // numpy.quantile([1, 2, 4], .75)
}

func TestConcludePairs(t *testing.T) {
	worse := []float64{50, 51, 52}
	v := Conclude([]Group{{"B", worse, 0}, {"A", sampleA[:3], 0}}, core.Lower)
	p := v.Pairs[0]
	if v.Leader != "A" || p.A != "A" || p.B != "B" || p.Improvement != 1 || p.Interval != (Interval{1, 1}) {
		t.Errorf("got %+v, want A ahead of B in every resample", v)
	}
	near(t, "p", p.P, 0.1, 1e-12)
	if p.Different {
		t.Error("three seeds showed a difference")
	}
	if v := Conclude([]Group{{"B", sampleB, 0}, {"A", sampleA, 0}}, core.Lower); !v.Pairs[0].Different {
		t.Errorf("ten seeds show no difference: %+v", v)
	}
}

func TestConclude(t *testing.T) {
	worse := make([]float64, len(sampleB))
	for i, v := range sampleB {
		worse[i] = v + 20
	}
	for _, c := range []struct {
		name   string
		groups []Group
		better core.Direction
		want   string
	}{
		{"nothing", []Group{{"A", nil, 0}}, core.Lower, "nothing has been scored"},
		{"one", []Group{{"A", sampleA, 0}, {"B", nil, 0}}, core.Lower, "there is nothing to compare A with"},
		{"better", []Group{{"B", sampleB, 0}, {"A", sampleA, 0}}, core.Lower,
			"A is better than B (p ≤ 0.0052, corrected for 1 comparison)"},
		{"higher", []Group{{"B", sampleB, 0}, {"A", sampleA, 0}}, core.Higher,
			"B is better than A (p ≤ 0.0052, corrected for 1 comparison)"},
		{"equal", []Group{{"A", sampleA, 0}, {"A2", sampleA, 0}}, core.Lower, "no difference shown between A and A2"},
		{"some", []Group{{"C", worse, 0}, {"A", sampleA, 0}, {"A2", sampleA, 0}}, core.Lower,
			"A is better than C (p ≤ 3.2e-05, corrected for 3 comparisons); no difference shown between A and A2"},
		{"three seeds", []Group{{"A", sampleA[:3], 0}, {"B", worse[:3], 0}}, core.Lower,
			"3 seeds cannot show a difference: the smallest possible p is 0.1; 4 seeds can"},
		{"four seeds, three variants", []Group{{"A", sampleA[:4], 0}, {"B", worse[:4], 0}, {"C", sampleB[:4], 0}}, core.Lower,
			"4 seeds cannot show a difference: the smallest possible p is 0.086 once corrected for 3 comparisons; 5 seeds can"},
	} {
		got := Conclude(c.groups, c.better)
		if got.Sentence != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got.Sentence, c.want)
		}
	}
}

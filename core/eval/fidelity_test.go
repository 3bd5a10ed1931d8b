package eval

import (
	"math"
	"runtime"
	"slices"
	"testing"
)

func TestGoldenFidelity(t *testing.T) {
	real, fake := goldenX(), goldenY()
	for _, c := range []struct {
		k          int
		p, r, d, c float64
	}{
		{1, .9, .3, 1.6, .5}, {2, .9, .4, 1.15, .6}, {3, 1, .5, 31. / 30, .6}, {5, 1, .7, 1.04, .9},
	} {
		p, r := PrecisionRecall(fake, real, c.k)
		d, cov := DensityCoverage(fake, real, c.k)
		near(t, "precision", p, c.p, 1e-12)
		near(t, "recall", r, c.r, 1e-12)
		near(t, "density", d, c.d, 1e-12)
		near(t, "coverage", cov, c.c, 1e-12)
	}
}

// A tenth of the spread lies within three times the spread and misses most of
// it. With the arguments swapped both inequalities would fail.
func TestGoldenFidelityOfCollapse(t *testing.T) {
	fake, real := scaled(cloud("collapsed", 200, 16), 0.1), scaled(cloud("wide", 200, 16), 3)
	p, r := PrecisionRecall(fake, real, 3)
	if p <= 0.8 || r >= 0.3 {
		t.Errorf("precision %v and recall %v of a collapse, want above 0.8 and below 0.3", p, r)
	}
	swappedP, swappedR := PrecisionRecall(real, fake, 3)
	if swappedP != r || swappedR != p {
		t.Errorf("swapped: %v and %v, want %v and %v", swappedP, swappedR, r, p)
	}
}

func scaled(f Features, by float64) Features {
	for i := range f.Data {
		f.Data[i] *= by
	}
	return f
}

// Rows on the border of a ball are inside for precision and recall, outside for
// density and coverage.
func TestFidelityOnTheBorder(t *testing.T) {
	real := Features{Rows: 3, Cols: 1, Data: []float64{0, 1, 3}} // radii 1, 1, 2
	fake := Features{Rows: 2, Cols: 1, Data: []float64{-2, -1}}  // radii 1, 1
	p, r := PrecisionRecall(fake, real, 1)
	d, c := DensityCoverage(fake, real, 1)
	for name, v := range map[string][2]float64{"precision": {p, 1. / 2}, "recall": {r, 1. / 3}, "density": {d, 0}, "coverage": {c, 0}} {
		near(t, name, v[0], v[1], 0)
	}
}

// Of equal distributions density is 1 and coverage 1 − Π (n−t)/(n+m−t).
func TestGoldenDensityCoverageOfEquals(t *testing.T) {
	const n, k, replicates = 1000, 5, 6
	var densities, coverages float64
	for i := range replicates {
		x, y := cloud("equal x"+string(rune('a'+i)), n, 8), cloud("equal y"+string(rune('a'+i)), n, 8)
		d, c := DensityCoverage(x, y, k)
		densities, coverages = densities+d/replicates, coverages+c/replicates
	}
	missed := 1.
	for i := 1; i <= k; i++ {
		missed *= float64(n-i) / float64(2*n-i)
	}
	near(t, "density", densities, 1, 0.03)
	near(t, "coverage", coverages, 1-missed, 0.006)
}

func TestGoldenOneNearest(t *testing.T) {
	x, y := cloud("one x", 600, 4), cloud("one y", 600, 4)
	fake, real := OneNearest(x, y)
	near(t, "equal distributions", (fake+real)/2, 0.5, 0.05)

	apart := y.pick(sequence(600))
	for i := range apart.Data {
		apart.Data[i] += 100
	}
	fake, real = OneNearest(x, apart)
	near(t, "separable", min(fake, real), 1, 0)

	pairs := y.pick(sequence(600))
	for i := range pairs.Data {
		pairs.Data[i] += 1e-9
	}
	fake, real = OneNearest(pairs, y)
	near(t, "pairs", max(fake, real), 0, 0)

	// In many dimensions everything is nearer to the middle than to each other.
	fake, real = OneNearest(scaled(cloud("middle", 200, 64), 1e-3), cloud("around", 200, 64))
	if fake < 0.95 || real > 0.05 {
		t.Errorf("a collapse has %v of samples and %v of real rows apart", fake, real)
	}
	fake, real = OneNearest(y, y)
	near(t, "copies, whose neighbours tie or are the copy,", max(fake, real), 0, 0)
}

// A meeting is found pair by pair in another way, for sizes around those of
// blocks and tiles.
func TestMeetingByDefinition(t *testing.T) {
	for _, size := range [][2]int{{2, 3}, {15, 64}, {16, 65}, {17, 129}, {70, 7}} {
		x, y := cloud("defined x", size[0], 3), cloud("defined y", size[1], 3)
		m := meet(newManifold(x, usual.most()), newManifold(y, usual.most()), usual)
		for i, least := range m.bySample.nearest {
			want, balls, inside := math.Inf(1), 0, false
			for j := range y.Rows {
				d := apartness(x.Row(i), y.Row(j))
				want = min(want, d)
				inside = inside || d <= kth(y, j, 3)
				if d < kth(y, j, 5) {
					balls++
				}
			}
			near(t, "nearest", math.Sqrt(least), want, 1e-7)
			if m.bySample.inside[i] != inside || m.bySample.balls[i] != balls {
				t.Fatalf("%v: sample %d is inside %v of %d balls, want %v of %d", size, i, m.bySample.inside[i], m.bySample.balls[i], inside, balls)
			}
		}
		for j, got := range m.byReal.inside {
			inside := false
			for i := range x.Rows {
				inside = inside || apartness(x.Row(i), y.Row(j)) <= kth(x, i, 3)
			}
			if got != inside {
				t.Fatalf("%v: real row %d is inside %v, want %v", size, j, got, inside)
			}
		}
	}
}

func apartness(a, b []float64) float64 {
	s := 0.0
	for k := range a {
		s += (a[k] - b[k]) * (a[k] - b[k])
	}
	return math.Sqrt(s)
}

// kth is the distance from row i to its k-th neighbour, or to the farthest.
func kth(f Features, i, k int) float64 {
	var others []float64
	for j := range f.Rows {
		if j != i {
			others = append(others, apartness(f.Row(i), f.Row(j)))
		}
	}
	slices.Sort(others)
	return others[min(k, len(others))-1]
}

func TestFidelityDoesNotDependOnProcessors(t *testing.T) {
	x, y := cloud("bits x", 131, 33), cloud("bits y", 67, 33)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first map[string]float64
	for _, processors := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(processors)
		got := byStyle(x, newManifold(y, usual.most()))
		if first == nil {
			first = got
		}
		for key, v := range got {
			if v != first[key] {
				t.Errorf("%s: %d processors give %v, one gives %v", key, processors, v, first[key])
			}
		}
	}
}

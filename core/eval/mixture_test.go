package eval

import (
	"context"
	"math"
	"runtime"
	"testing"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
)

func endOfPoints(t *testing.T, b sample.Batch) map[string]core.Score {
	t.Helper()
	j, err := NewPointJudge(ring())
	must(t, err)
	return endBy(t, j, b)
}

func endBy(t *testing.T, j *PointJudge, b sample.Batch) map[string]core.Score {
	t.Helper()
	scores, err := j.Final(context.Background(), b)
	must(t, err)
	return known(t, scores)
}

// drawnOnRing is n points of some modes of the ring, of a deviation relative to the
// truth's.
func drawnOnRing(name string, n, modes int, deviation float64) sample.Batch {
	s := num.NewStream(3, name)
	points := make([][3]float64, n)
	for i := range points {
		points[i] = [3]float64{float64(i % modes), deviation * s.Normal(uint64(2*i)), deviation * s.Normal(uint64(2*i+1))}
	}
	return onRing(points)
}

// The ring has mean 0 and half the square of its radius, and the square of a mode's
// deviation, along either axis.
func TestMomentsOfTheRing(t *testing.T) {
	j, err := NewPointJudge(ring())
	must(t, err)
	g := j.gaussian()
	for axis := range 2 {
		near(t, "mean", g.mean[axis], 0, 1e-15)
		near(t, "variance", g.cov.At(axis, axis), 0.5+1e-4, 1e-15)
	}
	near(t, "covariance", g.cov.At(0, 1), 0, 1e-15)
	one := Features{Rows: 4, Cols: 2, Data: []float64{1, 0, -1, 0, 0, 1, 0, -1}}
	// Covariance ⅔ I: a commuting pair, (√⅔ − √0.5001)² along either axis.
	near(t, "distance of four points", frechetOfPlane(newGaussian(one), g), 2*square(math.Sqrt(2./3)-math.Sqrt(0.5001)), 1e-14)
}

// The closed form of the plane is that of any dimension.
func TestFrechetOfThePlane(t *testing.T) {
	for i, names := range [][2]string{{"a", "b"}, {"c", "d"}, {"e", "f"}} {
		x, y := cloud(names[0], 30, 2), cloud(names[1], 40, 2)
		for k := range y.Rows { // correlated, far and flat
			y.Row(k)[1] = float64(i)*y.Row(k)[0] + 0.3*y.Row(k)[1] + 2
		}
		g, h := newGaussian(x), newGaussian(y)
		near(t, "distance", frechetOfPlane(g, h), g.distance(h), 1e-9)
		near(t, "of itself", frechetOfPlane(g, g), 0, 1e-12)
	}
}

// Against all ways to pair six rows.
func TestWasserstein2IsTheLeast(t *testing.T) {
	for trial := range 20 {
		all := cloud("transport", 12*(trial+1), 2)
		x, y := all.slice(12*trial, 12*trial+6), all.slice(12*trial+6, 12*trial+12)
		least := math.Inf(1)
		order := sequence(6)
		var permute func(k int)
		permute = func(k int) {
			if k == 6 {
				total := 0.0
				for i, o := range order {
					total += squaredApart(x.Row(i), y.Row(o)) / 6
				}
				least = min(least, total)
			}
			for i := k; i < 6; i++ {
				order[k], order[i] = order[i], order[k]
				permute(k + 1)
				order[k], order[i] = order[i], order[k]
			}
		}
		permute(0)
		near(t, "W2", Wasserstein2(x, y), math.Sqrt(least), 1e-12)
	}
}

// On a line the cheapest way is that of the order; a shift costs its length.
func TestWasserstein2OnALine(t *testing.T) {
	x, y := cloud("line x", 200, 1), cloud("line y", 200, 1)
	near(t, "W2", Wasserstein2(x, y), math.Sqrt(SlicedDistance(x, y, Features{1, 1, []float64{1}}, 2)), 1e-12)
	moved := x.pick(num.Permutation(num.NewStream(1), 0, 200))
	near(t, "of the same in another order", Wasserstein2(x, moved), 0, 0)
	for i := range moved.Data {
		moved.Data[i] += 3
	}
	near(t, "a shift", Wasserstein2(x, moved), 3, 1e-12)
}

func TestToldApartPoints(t *testing.T) {
	x, y := cloud("told x", 2000, 2), cloud("told y", 2000, 2)
	near(t, "equal clouds", ToldApart(x, y, votersOf(2000)), 0.5, 0.04) // sd 0.011
	for i := range y.Data {
		y.Data[i] += 10
	}
	near(t, "clouds apart", ToldApart(x, y, votersOf(2000)), 1, 0)
	if v := ToldApart(x.First(1), y.First(1), 1); !math.IsNaN(v) {
		t.Errorf("one row of each are told apart by %v", v)
	}
	// Half a deviation along both axes: the best classifier is right by Φ(0.3536) = 0.638.
	for i := range y.Data {
		y.Data[i] -= 9.5
	}
	near(t, "clouds that overlap", ToldApart(x, y, votersOf(2000)), 0.638, 0.03)
}

// A perfect sampler reaches the floors of the last scores, and liars are found out.
func TestLiarsOnTheRingAtTheEnd(t *testing.T) {
	const n = 1600
	j, err := NewPointJudge(ring())
	must(t, err)
	honest := endBy(t, j, drawnOnRing("honest", n, 8, 1))
	for key, tolerance := range map[string]float64{"nn_test": 0.04, "nn_fake": 0.04, "nn_real": 0.04, "told_apart": 0.04} {
		near(t, key+" of a perfect sampler", honest[key].Value, 0.5, tolerance)
		near(t, key+" of real points", *honest[key].Floor, 0.5, tolerance)
	}
	// The floors have the chance in them of how often each mode is drawn, which these
	// samples, as many of each mode, lack.
	for _, key := range []string{"w2", "mind"} {
		if s := honest[key]; s.Value > 0.1**s.Floor || *s.Floor > 0.5**s.Ceiling {
			t.Errorf("%s of a perfect sampler is %v, of real points %v, of noise %v", key, s.Value, *s.Floor, *s.Ceiling)
		}
	}
	before := honest
	for _, modes := range []int{6, 3, 1} {
		got := endBy(t, j, drawnOnRing("honest", n, modes, 1))
		for key, want := range map[string]trend{"w2": rises, "mind": rises, "told_apart": rises, "nn_real": rises} {
			if !follows(want, before[key].Value, got[key].Value) {
				t.Errorf("%d modes: %s goes from %v to %v, want trend %d", modes, key, before[key].Value, got[key].Value, want)
			}
		}
		before = got
	}
	if narrow := endBy(t, j, drawnOnRing("honest", n, 8, 0.2)); narrow["nn_fake"].Value < 0.8 || narrow["told_apart"].Value < 0.7 {
		t.Errorf("modes that are too narrow: %v of samples by neighbours, told apart by %v", narrow["nn_fake"].Value, narrow["told_apart"].Value)
	}
}

// One mode that has collapsed hides in the pooled spread, not in the least one; the
// Fréchet distance sees modes that are missing on one side.
func TestEvaluationOfPointsSeesOneMode(t *testing.T) {
	points := make([][3]float64, 800)
	s := num.NewStream(3, "one mode")
	for i := range points {
		points[i] = [3]float64{float64(i % 8), s.Normal(uint64(2 * i)), s.Normal(uint64(2*i + 1))}
	}
	honest := judgePoints(t, onRing(points))
	for i := 5; i < len(points); i += 8 {
		points[i][1], points[i][2] = points[i][1]/20, points[i][2]/20
	}
	got := judgePoints(t, onRing(points))
	if got["spread_least"].Value > 0.06 || got["spread"].Value < 0.85 || honest["spread_least"].Value < 0.8 {
		t.Errorf("least spread %v, pooled %v; before %v", got["spread_least"].Value, got["spread"].Value, honest["spread_least"].Value)
	}
	near(t, "the largest spread", got["spread_most"].Value, honest["spread_most"].Value, 0)
	if half := judgePoints(t, drawnOnRing("half", 800, 4, 1)); half["fd"].Value < 0.3 || honest["fd"].Value > 0.01 || *honest["fd"].Floor > 0.01 {
		t.Errorf("fd of half the ring is %v, of all %v, of real points %v", half["fd"].Value, honest["fd"].Value, *honest["fd"].Floor)
	}
}

func TestFinalOfPointsThatAreNone(t *testing.T) {
	for name, b := range map[string]sample.Batch{
		"not numbers": {Shape: []int{2, 2}, F32: []float32{0, 1, float32(math.NaN()), 0}},
		"infinite":    {Shape: []int{2, 2}, F32: []float32{0, 1, float32(math.Inf(1)), 0}},
	} {
		if got := endOfPoints(t, b); len(got) > 0 {
			t.Errorf("%s have scores: %v", name, got)
		}
	}
	if one := endOfPoints(t, onRing([][3]float64{{0, 0, 0}})); len(one) != 2 {
		t.Errorf("a single point has the scores %v", one)
	}
}

func TestScoresOfPointsDoNotDependOnProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	b := drawnOnRing("processors", 500, 7, 1.3)
	var first map[string]core.Score
	for _, processors := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(processors)
		got := endOfPoints(t, b)
		if first == nil {
			first = got
		}
		for key, s := range got {
			if s.Value != first[key].Value || *s.Floor != *first[key].Floor || *s.Ceiling != *first[key].Ceiling {
				t.Errorf("%s: %d processors give %+v, one gives %+v", key, processors, s, first[key])
			}
		}
	}
}

// Without the least spread's crowd, a mode of two points would be the narrowest.
func TestSpreadsNeedACrowd(t *testing.T) {
	few := judgePoints(t, drawnOnRing("few", 8*(crowd-1), 8, 1))
	if _, any := few["spread_least"]; any {
		t.Errorf("modes of %d points have the spread %v", crowd-1, few["spread_least"].Value)
	}
	if enough := judgePoints(t, drawnOnRing("few", 8*crowd, 8, 0.5)); enough["spread_least"].Value > enough["spread_most"].Value || enough["spread_most"].Value > 0.75 {
		t.Errorf("narrow modes have spreads from %v to %v", enough["spread_least"].Value, enough["spread_most"].Value)
	}
}

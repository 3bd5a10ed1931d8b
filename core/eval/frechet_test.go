package eval

import (
	"math"
	"testing"
)

func TestGoldenFrechetDistance(t *testing.T) {
	x, y := goldenX(), goldenY()
	g, h := newGaussian(x), newGaussian(y)
	near(t, "distance", FrechetDistance(x, y), 0.213655594061, 1e-11)
	near(t, "trace of X", traceOf(g), 0.269257925232, 1e-11)
	near(t, "trace of Y", traceOf(h), 0.152322348076, 1e-11)
	near(t, "trace of the root", traceOfRoot(squareRoot(g.cov), h.cov), 0.192679559989, 1e-11)
	near(t, "distance from itself", FrechetDistance(x, x), 0, 1e-12)
}

func traceOf(g gaussian) (trace float64) {
	for i := range g.mean {
		trace += g.cov.At(i, i)
	}
	return trace
}

// The test vector of compare_gan (fid_score_test): 80 + 100/11.
func TestGoldenFrechetOfHalves(t *testing.T) {
	x, y := NewFeatures(100, 2), NewFeatures(100, 2)
	for i := range 100 {
		copy(x.Row(i), []float64{1, 1})
		copy(y.Row(i), []float64{9, 9})
	}
	for i := range 50 {
		x.Row(i)[0], y.Row(50 + i)[0] = 2, 2
	}
	near(t, "distance", FrechetDistance(x, y), 89.0909090909, 1e-10)
}

func TestFrechetDistanceAxioms(t *testing.T) {
	x, y := cloud("frechet x", 50, 4), cloud("frechet y", 60, 4)
	for i := range y.Data {
		y.Data[i] = 3*y.Data[i] + 1
	}
	d := FrechetDistance(x, y)
	near(t, "symmetry", FrechetDistance(y, x), d, 1e-9)
	moved := func(f Features) Features { // doubled and shifted
		g := f.pick(sequence(f.Rows))
		for i, v := range g.Data {
			g.Data[i] = 2*v + 5
		}
		return g
	}
	near(t, "scale", FrechetDistance(moved(x), moved(y)), 4*d, 1e-9)
	one := Features{Rows: 2, Cols: 1, Data: []float64{1, 3}} // mean 2, deviation √2
	two := Features{Rows: 2, Cols: 1, Data: []float64{5, 9}} // mean 7, deviation 2√2
	near(t, "one dimension", FrechetDistance(one, two), 25+2, 1e-12)
	if few := FrechetDistance(cloud("few", 3, 10), cloud("few more", 4, 10)); few < 0 || math.IsNaN(few) {
		t.Errorf("distance of fewer rows than columns is %v", few)
	}
}

// For two samples of n from one normal distribution in d dimensions the
// distance is 2d/n + d(d+1)/2n on average, to leading order.
func TestGoldenFrechetBias(t *testing.T) {
	const n, d, replicates = 500, 8, 20
	total := 0.0
	x, y := cloud("bias x", n*replicates, d), cloud("bias y", n*replicates, d)
	for i := range replicates {
		rows := sequence(n * replicates)[i*n : (i+1)*n]
		total += FrechetDistance(x.pick(rows), y.pick(rows))
	}
	want := (2*d + d*(d+1)/2.) / n
	near(t, "bias relative to theory", total/replicates/want, 1, 0.1)
}

package eval

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
)

// pointFeatures are what scores of points are computed from: their coordinates.
const pointFeatures = "points/xy:2"

// transported is how many points the exact Wasserstein distance takes: the matching
// costs the cube of their number.
const transported = 1000

// moments scores samples by the Fréchet distance of their mean and covariance from
// those that the mixture has by its formula: no draw of the mixture is in it. It sees
// nothing but the first two moments, so that a ring of eight modes and one of four
// may get the same.
func (j *PointJudge) moments(samples sample.Batch) core.Score {
	n := samples.Rows()
	s := core.Score{Key: "fd", Identity: fmt.Sprintf("FD[%s, exact moments of the mixture]@%d", pointFeatures, n), Direction: core.Lower, Value: math.NaN()}
	if n > 1 {
		s.Value = frechetOfPlane(newGaussian(coordinates(samples)), j.gaussian())
	}
	return s
}

// gaussian has the mean and the covariance of the mixture.
func (j *PointJudge) gaussian() gaussian {
	g := gaussian{make([]float64, 2), mat.NewSymDense(2, nil)}
	share := 1 / float64(len(j.centres))
	for _, c := range j.centres {
		for axis, v := range c {
			g.mean[axis] += float64(v * share)
		}
	}
	for a := range 2 {
		for b := range a + 1 {
			v := 0.0
			for _, c := range j.centres {
				v += float64((c[a] - g.mean[a]) * (c[b] - g.mean[b]) * share)
			}
			if a == b {
				v += square(j.std)
			}
			g.cov.SetSym(a, b, v)
		}
	}
	return g
}

// frechetOfPlane is the squared Fréchet distance of two Gaussians of the plane. For
// matrices of 2 × 2, tr (AB)^½ is (tr AB + 2 (det A det B)^½)^½.
func frechetOfPlane(g, h gaussian) float64 {
	a, b := g.cov, h.cov
	means := square(g.mean[0]-h.mean[0]) + square(g.mean[1]-h.mean[1])
	both := float64(a.At(0, 0)*b.At(0, 0)) + float64(2*a.At(0, 1)*b.At(0, 1)) + float64(a.At(1, 1)*b.At(1, 1))
	root := math.Sqrt(max(0, determinant(a)*determinant(b)))
	return means + mat.Trace(a) + mat.Trace(b) - 2*math.Sqrt(max(0, both+2*root))
}

// determinant of a covariance of 2 × 2, which is never negative but for rounding.
func determinant(s *mat.SymDense) float64 {
	return max(0, float64(s.At(0, 0)*s.At(1, 1))-square(s.At(0, 1)))
}

// resemblance scores how samples lie to points of the mixture: by the exact
// Wasserstein distance of the first of them, the sliced one of all, and by whether
// their neighbours or a classifier tell them apart.
func (j *PointJudge) resemblance(samples sample.Batch) []core.Score {
	n, x := samples.Rows(), coordinates(samples)
	few := min(n, transported)
	spread, other := coordinates(j.balanced(n)), coordinates(j.draw("other", n))
	named := func(statistic, settings string) string {
		return fmt.Sprintf("%s[%s, %s]@%d", statistic, pointFeatures, settings, n)
	}
	scores := []core.Score{
		{Key: "w2", Identity: named("W2", fmt.Sprintf("assignment of %d to %d of the mixture", few, few)), Direction: core.Lower,
			Value: Wasserstein2(x.First(few), spread.First(few))},
		{Key: "mind", Identity: named("MIND", fmt.Sprintf("%d directions", mindDirections)), Direction: core.Lower,
			Value: MIND(x, spread, Directions("mind", mindDirections, x.Cols))},
	}
	if n < 2 {
		return scores
	}
	ofSamples, ofReal := OneNearest(x, other)
	voters := votersOf(n)
	return append(scores,
		core.Score{Key: "nn_test", Identity: named("1-NN-test", "leave one out"), Direction: core.Neither, Value: (ofSamples + ofReal) / 2},
		core.Score{Key: "nn_fake", Identity: named("1-NN-test", "leave one out, samples"), Direction: core.Neither, Value: ofSamples},
		core.Score{Key: "nn_real", Identity: named("1-NN-test", "leave one out, real"), Direction: core.Neither, Value: ofReal},
		core.Score{Key: "told_apart", Identity: named("C2ST", fmt.Sprintf("%d nearest, half teaches", voters)), Direction: core.Neither,
			Value: ToldApart(x, other, voters)})
}

// balanced is n points of the mixture, as many of each mode as of any other: what a
// distance is taken from, without the chance in how often a mode is drawn.
func (j *PointJudge) balanced(n int) sample.Batch {
	return j.points("balanced", n, func(i int) int { return i % len(j.centres) })
}

// draw is n independent points of the mixture, others for each name.
func (j *PointJudge) draw(name string, n int) sample.Batch {
	modes := num.NewStream(0, "evaluation", "mixture", name, "mode")
	return j.points(name, n, func(i int) int { return int(modes.Float64(uint64(i)) * float64(len(j.centres))) })
}

func (j *PointJudge) points(name string, n int, mode func(i int) int) sample.Batch {
	offsets := num.NewStream(0, "evaluation", "mixture", name, "offset")
	b := sample.Batch{Shape: []int{n, 2}, F32: make([]float32, 2*n)}
	for i := range n {
		for axis, c := range j.centres[mode(i)] {
			b.F32[2*i+axis] = float32(c + float64(j.std*offsets.Normal(uint64(2*i+axis))))
		}
	}
	return b
}

// coordinates are points as features.
func coordinates(points sample.Batch) Features {
	f := NewFeatures(points.Rows(), 2)
	for i, v := range points.F32 {
		f.Data[i] = float64(v)
	}
	return f
}

// finite says whether all coordinates are numbers.
func finite(points sample.Batch) bool {
	return !slices.ContainsFunc(points.F32, func(v float32) bool { return v-v != 0 })
}

package eval

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
)

// The Fréchet distance is extrapolated from so many sizes, and believed where a line
// explains so much of it and there are so many rows for each column.
const (
	infinitySizes = 15
	infinityFit   = 0.9
	infinityRows  = 5
)

// FrechetAtInfinity is the Fréchet distance that infinitely many samples would have:
// it exceeds that by about c/n for n samples, with a c of the generator's own, so that
// the order of two generators may turn with n (Chong and Forsyth 2020, arXiv
// 1911.07023, §3). It is the intercept of the line through the distances of random
// parts of the samples over one over their size. fit is the share of the variance that
// the line explains, R²: near 1 the distances go as theory has it; near 0 chance
// outweighs the bias, as it does of samples that are far from real, and value means
// nothing. The real side stays as it is, with the bias that is its own.
func FrechetAtInfinity(samples, real Features) (value, fit float64) {
	g := newGaussian(real)
	return frechetAtInfinity(samples, g, squareRoot(g.cov))
}

// frechetAtInfinity takes the root of the real covariance.
func frechetAtInfinity(samples Features, real gaussian, root *mat.Dense) (value, fit float64) {
	sizes := partSizes(samples.Rows, samples.Cols)
	distances := make([]float64, len(sizes))
	for i, n := range sizes {
		order := num.Permutation(num.NewStream(0, "evaluation", "infinity"), uint64(i), samples.Rows)
		distances[i] = newGaussian(samples.pick(order[:n])).distanceBy(real, root)
	}
	return extrapolate(sizes, distances)
}

// partSizes go evenly from a tenth of n rows, 5000 at most and two for each of d
// columns at least, to n.
func partSizes(n, d int) []int {
	first := min(5000, max(n/10, 2*d, 2))
	sizes := make([]int, infinitySizes)
	for i := range sizes {
		sizes[i] = first + (n-first)*i/(infinitySizes-1)
	}
	return sizes
}

// extrapolate fits values = intercept + slope/size by least squares.
func extrapolate(sizes []int, values []float64) (intercept, fit float64) {
	inverse := make([]float64, len(sizes))
	for i, n := range sizes {
		inverse[i] = 1 / float64(n)
	}
	x, y := mean(inverse), mean(values)
	var xx, xy, yy float64
	for i, v := range values {
		xx += square(inverse[i] - x)
		xy += float64((inverse[i] - x) * (v - y))
		yy += square(v - y)
	}
	return y - float64(xy/xx*x), xy / xx * xy / yy
}

// atInfinity scores samples by the distance at infinity in the features of one random
// network and of the classifier, where there are enough of them and a line fits.
func (c *closing) atInfinity(ctx context.Context, samples sample.Batch, _ []int) ([]core.Score, error) {
	if translates(c.task) {
		return nil, nil
	}
	var list []core.Score
	for _, p := range c.panels {
		e, own := p.extractors[0], p.suffix == "" || p.suffix == "_cnn"
		real := p.references[0]
		if !own || min(samples.Rows(), real.all.Rows) <= infinityRows*real.all.Cols {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x, err := e.look(samples)
		if err != nil {
			return nil, err
		}
		value, fit := frechetAtInfinity(x, real.gauss, real.root)
		if !(fit > infinityFit) {
			value = math.NaN()
		}
		name := fmt.Sprintf("[%s, %d sizes from %d]@%d", e.Name(), infinitySizes, partSizes(len(c.targets), x.Cols)[0], len(c.targets))
		list = append(list,
			core.Score{Key: "fd_inf" + p.suffix, Identity: "FD-infinity" + name, Direction: core.Lower, Value: value},
			core.Score{Key: "fd_inf_fit" + p.suffix, Identity: "FD-infinity R2" + name, Direction: core.Neither, Value: fit})
	}
	return measured(list), nil
}

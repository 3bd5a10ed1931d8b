package eval

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant/data"
)

// A closing is what samples of the end of training are held against, besides
// what every evaluation asks.
type closing struct {
	*trial
	originals sample.Batch // the reference rows
	features  Features     // of them
	rows      []int        // of the training split, in which copies are looked for
	training  Features     // of those rows
	novelty   novelty      // among them
	bins      Bins         // of them; none for translations
	anchors   anchors

	idleLikeness likeness // of the sources to the truth
}

// mostTraining is how many training rows memorisation is looked for in. With
// more it would take longer than all other scores, and a generator that hands
// out its training images shows in a part of them as well.
const mostTraining = 10_000

const (
	copyCells      = 3    // as many as in Stein et al. 2023
	mindDirections = 1000 // as many as in Berthet et al. 2026
)

func newClosing(t *trial, train *data.File) *closing {
	c := &closing{trial: t, originals: batch(t.test, t.reference(t.test))}
	if t.sources != nil {
		c.idleLikeness = c.likenessToTruth(batch(t.test, t.sources), sequence(len(t.sources)))
	}
	c.rows = trainingRows(train.Rows())
	c.features = t.eye().Features(c.originals)
	training := batch(train, c.rows)
	c.training = t.eye().Features(training)
	if !translates(t.task) {
		c.bins = newBins(training, c.originals.Rows())
	}
	c.novelty = newNovelty(c.training, c.features, copyCells)
	return c
}

// eye is the extractor whose features are looked at.
func (t *trial) eye() *Extractor { return t.panels[0].extractors[0].(*Extractor) }

// likeness scores how samples resemble the reference rows and each other.
func (c *closing) likeness(ctx context.Context, samples sample.Batch, indices []int) ([]core.Score, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	n := len(c.targets)
	x := c.eye().Features(samples)
	ofSamples, ofReal := c.oneNearest(x)
	scores := []core.Score{
		{Key: "nn_test", Identity: c.named("1-NN-test", "leave one out"), Direction: core.Neither, Value: (ofSamples + ofReal) / 2},
		{Key: "nn_fake", Identity: c.named("1-NN-test", "leave one out, samples"), Direction: core.Neither, Value: ofSamples},
		{Key: "nn_real", Identity: c.named("1-NN-test", "leave one out, real"), Direction: core.Neither, Value: ofReal},
		{Key: "mind", Identity: c.named("MIND", fmt.Sprintf("%d directions", mindDirections)), Direction: core.Lower,
			Value: MIND(x, c.features, Directions("mind", mindDirections, x.Cols))},
		{Key: "vendi", Identity: c.named("Vendi", "cosine, q=1"), Direction: core.Neither, Value: Vendi(x, 1)},
	}
	scores = append(scores, c.perceptual(samples, indices)...)
	scores = append(scores, c.byClass(x, indices)...)
	scores = append(scores, c.withinClasses(x, indices)...)
	if fits := min(samples.Shape[1], samples.Shape[2]) >= patchSide; fits {
		scores = append(scores,
			core.Score{Key: "swd", Identity: patchIdentity(n), Direction: core.Lower, Value: patchDistance(samples, c.originals)},
			core.Score{Key: "ms_ssim", Identity: similarityIdentity(samples, n), Direction: core.Neither, Value: c.meanSimilarity(samples, indices)})
	}
	return measured(scores), nil
}

// measured leaves out what could not be measured.
func measured(scores []core.Score) []core.Score {
	return slices.DeleteFunc(scores, func(s core.Score) bool { return math.IsNaN(s.Value) })
}

// copying scores whether samples are training images.
func (c *closing) copying(ctx context.Context, samples sample.Batch, _ []int) ([]core.Score, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	x, train := c.eye().Features(samples), fmt.Sprintf("train %d", c.training.Rows)
	rows, squared := c.training.nearest(x)
	return measured([]core.Score{
		{Key: "copying", Identity: c.named("C_T", fmt.Sprintf("%s, %d cells", train, copyCells)), Direction: core.Neither,
			Value: c.novelty.test(x, squared)},
		{Key: "authentic", Identity: c.named("AuthPct", train), Direction: core.Neither, Unit: "%", Value: c.training.authentic(rows, squared)},
		{Key: "nn_ratio", Identity: c.ratioIdentity(), Direction: core.Neither, Value: c.nearestRatio(x, squared)},
	}), nil
}

// nearestRatio is NearestRatio among as many training rows as reference rows, or they
// would be nearer in the larger set; squared are the distances to all training rows.
func (c *closing) nearestRatio(x Features, squared []float64) float64 {
	equal := min(c.training.Rows, c.features.Rows)
	if equal < c.training.Rows {
		_, squared = c.training.First(equal).nearest(x)
	}
	_, toHeldOut := c.features.First(equal).nearest(x)
	return medianRatio(squared, toHeldOut)
}

// oneNearest is OneNearest of as many samples as reference rows: a nearest neighbour
// is more likely of the kind that there is more of.
func (c *closing) oneNearest(x Features) (ofSamples, ofReal float64) {
	equal := min(x.Rows, c.features.Rows)
	real := c.panels[0].references[0].strata[0] // whose neighbours are known, if it is all rows
	if real.Rows != equal || len(c.strata) > 1 {
		return OneNearest(x.First(equal), c.features.First(equal))
	}
	return meet(newManifold(x.First(equal), 1), real, reach{1, 1}).oneNearest()
}

// ratioIdentity is that of nn_ratio.
func (c *closing) ratioIdentity() string {
	return c.named("median d(train)/d(test)", fmt.Sprintf("%d of each", min(c.training.Rows, c.features.Rows)))
}

// realRatio is what one half of the reference rows get, held against the other.
func (c *closing) realRatio() float64 {
	half := min(c.training.Rows, c.features.Rows/2)
	if half < 1 {
		return math.NaN()
	}
	return NearestRatio(c.training.First(half), c.features.First(half), c.features.slice(half, 2*half))
}

func (c *closing) named(statistic, settings string) string {
	return fmt.Sprintf("%s[%s, %s]@%d", statistic, c.eye().Name(), settings, len(c.targets))
}

// meanSimilarity is the mean over pairs. NaN if there is no pair.
func (c *closing) meanSimilarity(samples sample.Batch, indices []int) float64 {
	pairs := c.pairs(indices)
	values := make([]float64, len(pairs))
	n := scales(samples.Shape[1], samples.Shape[2])
	parallel(len(pairs), func(k int) {
		values[k] = similarity(imageOf(samples, pairs[k][0]), imageOf(samples, pairs[k][1]), n)
	})
	return mean(values)
}

func similarityIdentity(b sample.Batch, n int) string {
	return fmt.Sprintf("MS-SSIM-%d[pixels, pairs that were asked for the same]@%d", scales(b.Shape[1], b.Shape[2]), n)
}

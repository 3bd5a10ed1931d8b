package eval

import (
	"context"
	"fmt"
	"math"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
)

// As many bins as in Richardson and Weiss 2018, and where a bin counts as different:
// at 5 %, two-sided, of the normal distribution. With fewer than ten rows a bin on
// average the test would say nothing, so there are fewer bins then.
const (
	mostBins  = 100
	binRows   = 10
	binZ      = 1.959963984540054
	binPixels = 16 // images are averaged to no more than this on a side
)

// Bins divide training images by their pixels: each image belongs to the nearest of
// some centres (k-means). They say where samples are more or fewer than they should
// be, and need no network (Richardson and Weiss 2018, arXiv 1805.12462, §2).
type Bins struct {
	centres Features
	counts  []int // training rows of each bin
	rows    int   // of all
}

// NewBins has k bins, or as many as there are rows. Their centres begin at random
// rows, always the same.
func NewBins(train Features, k int) Bins {
	order := num.Permutation(num.NewStream(0, "evaluation", "bins"), 0, train.Rows)
	b := Bins{centres: train.pick(order[:min(k, train.Rows)]), rows: train.Rows}
	for range rounds {
		b.centres = train.recentred(b.centres)
	}
	b.counts = b.count(train)
	return b
}

func (b Bins) count(f Features) []int {
	counts := make([]int, b.centres.Rows)
	cellOf, _ := b.centres.nearest(f)
	for _, c := range cellOf {
		counts[c]++
	}
	return counts
}

// Different is the share of bins in which samples are significantly more or fewer
// than training rows (NDB/k), and the Jensen–Shannon divergence of the two
// histograms, in nats. Of samples of the training distribution one bin in twenty
// differs by chance.
func (b Bins) Different(samples Features) (share, divergence float64) {
	return different(b.count(samples), samples.Rows, b.counts, b.rows)
}

// different compares counts in bins of m and n rows.
func different(a []int, m int, b []int, n int) (share, divergence float64) {
	unlike := 0
	for i := range a {
		p, q := float64(a[i])/float64(m), float64(b[i])/float64(n)
		pooled := float64(a[i]+b[i]) / float64(m+n)
		deviation := math.Sqrt(pooled * (1 - pooled) * (1/float64(m) + 1/float64(n)))
		if math.Abs(p-q) > binZ*deviation {
			unlike++
		}
		divergence += (surprise(p, (p+q)/2) + surprise(q, (p+q)/2)) / 2
	}
	return float64(unlike) / float64(len(a)), divergence
}

// surprise is p ln p/q, nothing where p is 0.
func surprise(p, q float64) float64 {
	if p == 0 {
		return 0
	}
	return float64(p * num.Log(p/q))
}

// averaged are the pixels of images as features, square blocks of them averaged so
// that no side is longer than binPixels. The factor is the blocks' side.
func averaged(images sample.Batch) (f Features, factor int) {
	h, w, channels := images.Shape[1], images.Shape[2], images.Shape[3]
	factor = (max(h, w) + binPixels - 1) / binPixels
	rows, cols := (h+factor-1)/factor, (w+factor-1)/factor
	f = NewFeatures(images.Rows(), rows*cols*channels)
	size := images.RowSize()
	parallel(f.Rows, func(i int) {
		image, row := images.U8[i*size:(i+1)*size], f.Row(i)
		for k, v := range image {
			y, x, c := k/channels/w/factor, k/channels%w/factor, k%channels
			block := min(factor, h-y*factor) * min(factor, w-x*factor)
			row[(y*cols+x)*channels+c] += float64(v) / 255 / float64(block)
		}
	})
	return f, factor
}

// binned scores in how many bins of training images samples are too many or too few.
// Its floor is of test rows, since training rows are what the bins are made of; no more
// samples are counted than there are of those, since both scores depend on how many there are.
func (c *closing) binned(ctx context.Context, samples sample.Batch, _ []int) ([]core.Score, error) {
	if translates(c.task) {
		return nil, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	few := min(len(c.targets), c.originals.Rows())
	x, factor := averaged(samples.First(few))
	share, divergence := c.bins.Different(x)
	name := fmt.Sprintf("[pixels/mean-%dx%d:%d, first %d in %d bins of train %d]@%d", factor, factor, x.Cols, few, c.bins.centres.Rows, c.bins.rows, len(c.targets))
	return []core.Score{
		{Key: "ndb", Identity: "NDB/k" + name, Direction: core.Lower, Value: share},
		{Key: "ndb_jsd", Identity: "JSD" + name, Direction: core.Lower, Unit: "nats", Value: divergence},
	}, nil
}

// newBins are those that so many samples are sorted into.
func newBins(training sample.Batch, samples int) Bins {
	f, _ := averaged(training)
	return NewBins(f, max(2, min(mostBins, min(f.Rows, samples)/binRows)))
}

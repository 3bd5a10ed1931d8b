package eval

import (
	"context"
	"fmt"
	"math"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// noiseOnTheWay is the standard deviation of the noise that ReturnNoisy puts on
// images, of 255 levels: too little to be seen, enough to cover a source that a
// translator hides in its answer to find it again (Chu, Zhmoginov and Sandler 2017,
// arXiv 1712.02950).
const noiseOnTheWay = 2

// ReturnNoisy are the rows of Return for the samples with noise on them.
func (j *ImageJudge) ReturnNoisy(ctx context.Context, samples sample.Batch) ([]variant.Row, error) {
	if err := j.check(samples); err != nil {
		return nil, err
	}
	return j.Return(ctx, withNoise(samples))
}

// ReturnedNoisy scores what came back of those as Returned does. One that hands
// images back unchanged gets the noise alone.
func (j *ImageJudge) ReturnedNoisy(ctx context.Context, samples sample.Batch) ([]core.Score, error) {
	t, err := j.trial(ctx, samples)
	if err != nil {
		return nil, err
	}
	return []core.Score{{
		Key: "cycle_noisy", Identity: fmt.Sprintf("L1[pixels/there and back, noise of %d of 255 between]@%d", noiseOnTheWay, len(t.sources)),
		Value: j.moved(samples, t.sources), Direction: core.Neither,
	}}, nil
}

// withNoise adds normal noise to each byte and rounds to bytes again; the same noise
// whoever made the images.
func withNoise(b sample.Batch) sample.Batch {
	n := sample.Batch{Shape: b.Shape, U8: make([]byte, len(b.U8))}
	stream := num.NewStream(0, "evaluation", "noise on the way")
	parallel(b.Rows(), func(row int) {
		for i := row * b.RowSize(); i < (row+1)*b.RowSize(); i++ {
			level := float64(b.U8[i]) + float64(noiseOnTheWay*stream.Normal(uint64(i)))
			n.U8[i] = byte(max(0, min(255, math.Round(level))))
		}
	})
	return n
}

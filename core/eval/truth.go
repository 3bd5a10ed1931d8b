package eval

import (
	"context"
	"fmt"

	"gander/core"
	"gander/plugins/sample"
)

// truths scores translations of which the truth is known by their likeness to it:
// structural similarity at full size (Wang et al. 2004), and whether figure and
// ground lie where the truth has them. None where no pair is known.
func (c *closing) truths(ctx context.Context, samples sample.Batch, indices []int) ([]core.Score, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l := c.likenessToTruth(samples, indices)
	if l.pairs == 0 {
		return nil, nil
	}
	list := []core.Score{{Key: "paired_ssim", Identity: c.ofPairs("SSIM[pixels/pair]"), Direction: core.Higher, Value: l.similarity}}
	if l.divided.total() > 0 {
		pixel, class, overlap := l.divided.scores()
		for _, s := range []struct {
			key, what string
			value     float64
		}{{"seg_accuracy", "pixel accuracy", pixel}, {"seg_class", "class accuracy", class}, {"seg_iou", "class IoU", overlap}} {
			list = append(list, core.Score{Key: s.key, Identity: c.ofPairs("SegScore[two tones of the truth/pair, " + s.what + "]"), Direction: core.Higher, Value: s.value})
		}
	}
	return list, nil
}

// idleTruths are what the sources themselves get, without which the likeness of
// translations says little: bold letters are like plain ones already.
func (c *closing) idleTruths() []core.Score {
	l := c.idleLikeness
	if l.pairs == 0 {
		return nil
	}
	list := []core.Score{{
		Key: "paired_ssim_idle", Direction: core.Neither, Value: l.similarity,
		Identity: c.ofPairs("SSIM[pixels/pair, of the source, not of the samples]"),
	}}
	if l.divided.total() > 0 {
		_, _, overlap := l.divided.scores()
		list = append(list, core.Score{
			Key: "seg_iou_idle", Direction: core.Neither, Value: overlap,
			Identity: c.ofPairs("SegScore[two tones of the truth/pair, class IoU, of the source, not of the samples]"),
		})
	}
	return list
}

func (c *closing) ofPairs(name string) string {
	return fmt.Sprintf("%s@%d", name, c.idleLikeness.pairs)
}

// A likeness of images to the truth is over so many pairs.
type likeness struct {
	pairs      int
	similarity float64
	divided    division
}

// likenessToTruth is of samples of the conditions with the given indices.
func (t *trial) likenessToTruth(samples sample.Batch, indices []int) likeness {
	if t.sources == nil {
		return likeness{}
	}
	var rows []int // of samples with a truth
	isPair := pairer(t.test, t.task)
	for row, i := range indices {
		if isPair(t.sources[i], t.targets[i]) {
			rows = append(rows, row)
		}
	}
	similarities, divisions := make([]float64, len(rows)), make([]division, len(rows))
	parallel(len(rows), func(k int) {
		own := imageOf(samples, rows[k])
		truth := imageOf(batch(t.test, []int{t.targets[indices[rows[k]]]}), 0)
		similarities[k], _ = compareAt(own, truth)
		divisions[k] = divisionOf(own, truth)
	})
	l := likeness{pairs: len(rows), similarity: mean(similarities)}
	for _, d := range divisions {
		l.divided.add(d)
	}
	return l
}

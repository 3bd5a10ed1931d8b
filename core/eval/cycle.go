package eval

import (
	"context"
	"fmt"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// Return are the rows that ask for the way back: each of the samples of
// Conditions, in their order, as its source was. Nil where samples have no
// source.
func (j *ImageJudge) Return(ctx context.Context, samples sample.Batch) ([]variant.Row, error) {
	t, err := j.trial(ctx, samples)
	if err != nil || t.sources == nil {
		return nil, err
	}
	back := conditions{task: t.task, targets: t.sources}
	rows := back.rows(t.test)
	images := samples.Tensor()
	for i := range rows {
		rows[i].Source = images.Data[i*images.RowSize() : (i+1)*images.RowSize()]
	}
	return rows, nil
}

// Returned scores what came back: its mean absolute distance from the source,
// over all pixels, where white lies 1 from black. A translator is trained to
// bring it down, and one that hands images back unchanged gets 0, so it is no
// sign of quality alone.
func (j *ImageJudge) Returned(ctx context.Context, samples sample.Batch) ([]core.Score, error) {
	t, err := j.trial(ctx, samples)
	if err != nil {
		return nil, err
	}
	return []core.Score{{
		Key: "cycle", Identity: fmt.Sprintf("L1[pixels/there and back]@%d", len(t.sources)),
		Value: j.moved(samples, t.sources), Direction: core.Neither,
	}}, nil
}

// Keep are n rows that ask an image of the test split to be as it is: to stay in
// its domain, or to keep its attributes. Nil where samples have no source.
func (j *ImageJudge) Keep(n int) []variant.Row {
	c := newConditions(j.test, j.task, n)
	if c.sources == nil {
		return nil
	}
	c.sources = c.targets
	return c.rows(j.test)
}

// Kept scores what became of those: the mean absolute distance from what they
// were, over all pixels, where white lies 1 from black; the identity loss of Zhu
// et al. 2017. One that hands images back unchanged gets 0, as with Returned.
func (j *ImageJudge) Kept(samples sample.Batch) ([]core.Score, error) {
	if err := j.check(samples); err != nil {
		return nil, err
	}
	n := samples.Rows()
	return []core.Score{{
		Key: "identity", Identity: fmt.Sprintf("L1[pixels/asked to stay]@%d", n),
		Value: j.moved(samples, newConditions(j.test, j.task, n).targets), Direction: core.Neither,
	}}, nil
}

// moved is the mean absolute distance of samples from rows of the test split.
func (j *ImageJudge) moved(samples sample.Batch, rows []int) float64 {
	total, size := 0.0, samples.RowSize()
	for i, row := range rows {
		total += l1(samples.U8[i*size:(i+1)*size], j.test.Row(row))
	}
	return total / 255 / float64(len(samples.U8))
}

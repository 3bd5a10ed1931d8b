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
	total, size := 0.0, samples.RowSize()
	for i, source := range t.sources {
		total += l1(samples.U8[i*size:(i+1)*size], t.test.Row(source))
	}
	return []core.Score{{
		Key: "cycle", Identity: fmt.Sprintf("L1[pixels/there and back]@%d", len(t.sources)),
		Value: total / 255 / float64(len(samples.U8)), Direction: core.Neither,
	}}, nil
}

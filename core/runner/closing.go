package runner

import (
	"bytes"
	"context"
	"fmt"

	"gander/core"
	"gander/core/media"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// A Locator is a Judge that lays samples beside the training images that they are
// nearest to.
type Locator interface {
	// Nearest gives tiles in rows of so many columns.
	Nearest(context.Context, sample.Batch) (tiles sample.Batch, columns int, err error)
}

// A Walker is a Judge of the ways between latents.
type Walker interface {
	// Walk are the rows to sample, for latents of a length; nil where a task has
	// none.
	Walk(latentDim int) []variant.Row
	// Walked scores the samples of those rows.
	Walked(sample.Batch) ([]core.Score, error)
}

// walk scores what lies between latents, where there are latents.
func (l *life) walk(ctx context.Context, judge Judge) ([]core.Score, error) {
	w, can := judge.(Walker)
	if !can {
		return nil, nil
	}
	rows := w.Walk(l.run.Info.LatentDim)
	if rows == nil {
		return nil, nil
	}
	samples, err := l.proc.Sample(ctx, variant.Sampling{Seed: evaluationSeed, Weights: l.weights(), Truncation: 1}, rows)
	if err != nil {
		return nil, err
	}
	return w.Walked(samples)
}

// locate draws samples beside their nearest training images, at the end.
func (l *life) locate(ctx context.Context, judge Judge, samples sample.Batch, record *core.Record) error {
	j, can := judge.(Locator)
	if !can || !l.finished() {
		return nil
	}
	found, columns, err := j.Nearest(ctx, samples)
	if err != nil {
		return fmt.Errorf("find the nearest training images: %w", err)
	}
	tiles := media.Cut(found.U8, found.Shape[1], found.Shape[2], found.Shape[3])
	var png bytes.Buffer
	if err := media.EncodePNG(&png, media.Sheet{Columns: columns}.Draw(tiles)); err != nil {
		return fmt.Errorf("draw the nearest training images: %w", err)
	}
	return l.artifact(core.KindNeighbours, "neighbours", ".png", png.Bytes(), record)
}

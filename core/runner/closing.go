package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"gander/core"
	"gander/core/media"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// A Locator is a Judge that lays samples beside the training images that they are
// nearest to.
type Locator interface {
	Locate(context.Context, sample.Batch) (Located, error)
}

// Located are samples and their nearest training images.
type Located struct {
	Tiles     sample.Batch // in rows of so many columns
	Columns   int
	Distances []byte // JSON that says what the tiles are and how far
}

// A Walker is a Judge of the ways between latents.
type Walker interface {
	// Walk are the rows to sample, for latents of a length; nil where a task has
	// none.
	Walk(latentDim int) []variant.Row
	// Walked scores the samples of those rows.
	Walked(sample.Batch) ([]core.Score, error)
}

// A Keeper is a Judge of translations that are to change nothing.
type Keeper interface {
	// Keep are so many rows that ask images to stay what they are; nil where a
	// task has no images to begin with.
	Keep(n int) []variant.Row
	// Kept scores the samples of those rows.
	Kept(sample.Batch) ([]core.Score, error)
}

// leave scores translations to what is there already.
func (l *life) leave(ctx context.Context, judge Judge) ([]core.Score, error) {
	if k, can := judge.(Keeper); can {
		return l.answer(ctx, k.Keep(l.exp.Evaluate.Samples), k.Kept)
	}
	return nil, nil
}

// walk scores what lies between latents, where there are latents.
func (l *life) walk(ctx context.Context, judge Judge) ([]core.Score, error) {
	if w, can := judge.(Walker); can {
		return l.answer(ctx, w.Walk(l.run.Info.LatentDim), w.Walked)
	}
	return nil, nil
}

// answer scores what the generator makes of a judge's rows, if there are any.
func (l *life) answer(ctx context.Context, rows []variant.Row, score func(sample.Batch) ([]core.Score, error)) ([]core.Score, error) {
	if rows == nil {
		return nil, nil
	}
	samples, err := l.proc.Sample(ctx, variant.Sampling{Seed: evaluationSeed, Weights: l.weights(), Truncation: 1}, rows)
	if err != nil {
		return nil, err
	}
	return score(samples)
}

// locate draws samples beside their nearest training images, at the end.
func (l *life) locate(ctx context.Context, judge Judge, samples sample.Batch, record *core.Record) error {
	j, can := judge.(Locator)
	if !can || !l.finished() {
		return nil
	}
	found, err := j.Locate(ctx, samples)
	if err != nil {
		return fmt.Errorf("find the nearest training images: %w", err)
	}
	shape := found.Tiles.Shape
	var png bytes.Buffer
	if err := media.EncodePNG(&png, media.Sheet{Columns: found.Columns}.Draw(media.Cut(found.Tiles.U8, shape[1], shape[2], shape[3]))); err != nil {
		return fmt.Errorf("draw the nearest training images: %w", err)
	}
	const folder = "neighbours"
	return errors.Join(
		l.artifact(core.KindNeighbours, folder, ".png", png.Bytes(), record),
		l.artifact(core.KindDistances, folder, ".json", found.Distances, record))
}

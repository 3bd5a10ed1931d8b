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

// A Varier is a Judge of how much the answers to one question differ.
type Varier interface {
	// Vary are rows that ask for the same translations several times, for latents of a
	// length; nil where answers have no latents to differ by.
	Vary(latentDim int) []variant.Row
	// Varied scores the samples of those rows.
	Varied(sample.Batch) ([]core.Score, error)
}

// A Keeper is a Judge of translations that are to change nothing.
type Keeper interface {
	// Keep are so many rows that ask images to stay what they are; nil where a
	// task has no images to begin with.
	Keep(n int) []variant.Row
	// Kept scores the samples of those rows.
	Kept(sample.Batch) ([]core.Score, error)
}

// A Swapper is a Judge of what the label does to a sample.
type Swapper interface {
	// Swap are the rows that ask for the first of so many samples of Conditions
	// again, with other labels; nil where a task has none.
	Swap(n int) []variant.Row
	// Swapped scores the samples of those rows beside those of Conditions.
	Swapped(ctx context.Context, samples, swapped sample.Batch) ([]core.Score, error)
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

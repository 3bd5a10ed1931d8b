package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"

	"gander/core/media"
	"gander/core/runner"
	"gander/plugins/sample"
)

// writeExhibits writes into a folder what a judge has to show of pictures, under
// the names that it has beside a run.
func writeExhibits(ctx context.Context, dir string, judge runner.Judge, images sample.Batch) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	write := func(name string, content []byte) error { return os.WriteFile(filepath.Join(dir, name), content, 0o666) }
	if e, can := judge.(runner.Exhibitor); can {
		exhibits, err := e.Exhibits(ctx, images)
		if err != nil {
			return err
		}
		for _, x := range exhibits {
			if err := write(x.Kind+".json", x.Content); err != nil {
				return err
			}
		}
	}
	l, can := judge.(runner.Locator)
	if !can {
		return nil
	}
	found, err := l.Locate(ctx, images)
	if err != nil {
		return err
	}
	var png bytes.Buffer
	shape := found.Tiles.Shape
	sheet := media.Sheet{Columns: found.Columns}.Draw(media.Cut(found.Tiles.U8, shape[1], shape[2], shape[3]))
	if err := media.EncodePNG(&png, sheet); err != nil {
		return err
	}
	return errors.Join(write("neighbours.png", png.Bytes()), write("neighbours.json", found.Distances))
}

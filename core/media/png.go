package media

import (
	"fmt"
	"image/png"
	"io"
)

// EncodePNG writes an image as PNG, without time or comment.
func EncodePNG(w io.Writer, m Image) error {
	if err := png.Encode(w, m.Std()); err != nil {
		return fmt.Errorf("encode png: %w", err)
	}
	return nil
}

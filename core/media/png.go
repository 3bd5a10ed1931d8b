package media

import (
	"fmt"
	"image"
	"image/png"
	"io"
)

// maxPixels bounds what a decoder may allocate for: 64 megapixels, beyond any
// photograph that a dataset of small images is made from.
const maxPixels = 64 << 20

// EncodePNG writes an image as PNG, without time or comment.
func EncodePNG(w io.Writer, m Image) error {
	if err := png.Encode(w, m.Std()); err != nil {
		return fmt.Errorf("encode png: %w", err)
	}
	return nil
}

// DecodePNG reads a PNG, as grey if that is what it holds and as RGB otherwise.
// It refuses images of more than 64 megapixels before it allocates for them.
func DecodePNG(r io.ReadSeeker) (Image, error) {
	c, err := png.DecodeConfig(r)
	if err != nil {
		return Image{}, fmt.Errorf("decode png: %w", err)
	}
	if c.Width > maxPixels/max(c.Height, 1) {
		return Image{}, fmt.Errorf("decode png: %d×%d pixels are more than %d", c.Width, c.Height, maxPixels)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return Image{}, fmt.Errorf("decode png: %w", err)
	}
	src, err := png.Decode(r)
	if err != nil {
		return Image{}, fmt.Errorf("decode png: %w", err)
	}
	return From(src, channelsOf(src)), nil
}

func channelsOf(src image.Image) int {
	switch src.(type) {
	case *image.Gray, *image.Gray16:
		return 1
	}
	return 3
}

package media

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/webp"
)

const (
	// MaxPixels bounds what a decoder may allocate for: 64 megapixels, beyond any
	// photograph that a dataset of small images is made from.
	MaxPixels = 64 << 20
	// A few bytes can stand for any number of equal pixels. Above modest pixels,
	// a file of less than a byte for maxRatio of them is taken for an attack: no
	// encoder makes one from a picture that shows something.
	modestPixels = 1 << 20
	maxRatio     = 4096
)

// ErrFormat marks bytes that begin like no format that Decode reads.
var ErrFormat = errors.New("not a PNG, JPEG, GIF, WebP or BMP")

// A format is one kind of picture files.
type format struct {
	name    string
	magic   string // ? stands for any byte
	config  func(io.Reader) (image.Config, error)
	picture func(io.Reader) (image.Image, error)
}

var formats = []format{
	{"png", "\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode},
	{"jpeg", "\xff\xd8", jpeg.DecodeConfig, jpeg.Decode},
	{"gif", "GIF8?a", gif.DecodeConfig, gif.Decode},
	{"webp", "RIFF????WEBP", webp.DecodeConfig, webp.Decode},
	{"bmp", "BM", bmp.DecodeConfig, bmp.Decode},
}

// MagicLength is how many bytes tell whether a file is a picture.
const MagicLength = 12

// IsPicture tells whether the beginning of a file is that of a format that Decode
// reads.
func IsPicture(start []byte) bool {
	_, err := formatOf(start)
	return err == nil
}

// Pixels is how many pixels the header of a picture announces, 0 if there is no
// telling.
func Pixels(b []byte) int {
	f, err := formatOf(b)
	if err != nil {
		return 0
	}
	c, err := f.config(bytes.NewReader(b))
	if err != nil || checkSize(c.Width, c.Height, len(b)) != nil {
		return 0
	}
	return c.Width * c.Height
}

// Decode reads a PNG, JPEG, GIF, WebP or BMP, whichever the bytes are: as grey if
// that is what they hold and as RGB otherwise, sixteen bits cut to eight, what is
// transparent on black, the orientation of cameras ignored, halved chroma
// repeated. Of an animation it gives the first frame. It checks the dimensions before it allocates for them.
func Decode(b []byte) (Image, error) {
	f, err := formatOf(b)
	if err != nil {
		return Image{}, err
	}
	m, err := f.still(b)
	if err != nil {
		return Image{}, fmt.Errorf("decode %s: %w", f.name, err)
	}
	return m, nil
}

// still decodes a picture, or the first frame of an animation.
func (f format) still(b []byte) (Image, error) {
	if IsAnimation(b) {
		for m, err := range Frames(b) {
			return m, err
		}
	}
	src, err := f.decode(b)
	if err != nil {
		return Image{}, err
	}
	return From(src, channelsOf(src)), nil
}

func formatOf(b []byte) (format, error) {
	for _, f := range formats {
		if matches(f.magic, b) {
			return f, nil
		}
	}
	return format{}, ErrFormat
}

func (f format) decode(b []byte) (image.Image, error) {
	c, err := f.config(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	if err := checkSize(c.Width, c.Height, len(b)); err != nil {
		return nil, err
	}
	return f.picture(bytes.NewReader(b))
}

// checkSize refuses dimensions that are absurd, or absurd for a file of so many
// bytes.
func checkSize(w, h, bytes int) error {
	if w < 1 || h < 1 {
		return fmt.Errorf("%d×%d pixels", w, h)
	}
	if w > MaxPixels/h {
		return fmt.Errorf("%d×%d pixels are more than %d", w, h, MaxPixels)
	}
	if w*h > modestPixels && w*h/maxRatio > bytes {
		return fmt.Errorf("%d×%d pixels in %d bytes are no picture", w, h, bytes)
	}
	return nil
}

func matches(magic string, b []byte) bool {
	if len(b) < len(magic) {
		return false
	}
	for i := range magic {
		if magic[i] != '?' && magic[i] != b[i] {
			return false
		}
	}
	return true
}

func channelsOf(src image.Image) int {
	switch src.(type) {
	case *image.Gray, *image.Gray16:
		return 1
	}
	return 3
}

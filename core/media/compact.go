package media

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
)

// EncodeCompact writes an image as PNG in few bytes, pixel for pixel: as grey
// where all is grey, and with a table of colours where that is smaller.
func EncodeCompact(w io.Writer, m Image) error {
	m = withoutColour(m)
	best := io.Reader(nil)
	least := 0
	for _, candidate := range []image.Image{m.Std(), m.paletted()} {
		if candidate == nil {
			continue
		}
		var b bytes.Buffer
		if err := png.Encode(&b, candidate); err != nil {
			return fmt.Errorf("encode png: %w", err)
		}
		if best == nil || b.Len() < least {
			best, least = &b, b.Len()
		}
	}
	if _, err := io.Copy(w, best); err != nil {
		return fmt.Errorf("write png: %w", err)
	}
	return nil
}

// EncodeJPEG writes an image as JPEG of a quality from 1 to 100. Half of the
// detail of colours, in each direction, is lost at any quality.
func EncodeJPEG(w io.Writer, m Image, quality int) error {
	if err := jpeg.Encode(w, withoutColour(m).Std(), &jpeg.Options{Quality: quality}); err != nil {
		return fmt.Errorf("encode jpeg: %w", err)
	}
	return nil
}

// withoutColour is the image in one channel if all its pixels are grey.
func withoutColour(m Image) Image {
	if m.C == 1 {
		return m
	}
	grey := New(m.H, m.W, 1)
	for i := range grey.Pix {
		p := m.Pix[3*i : 3*i+3]
		if p[0] != p[1] || p[1] != p[2] {
			return m
		}
		grey.Pix[i] = p[0]
	}
	return grey
}

// paletted is the image with a table of its colours in order of appearance, nil
// if there are more than a byte can number. PNG packs pixels of a few colours
// into fewer bits, and does not predict them from their neighbours, which is
// better where few values repeat.
func (m Image) paletted() image.Image {
	p := image.NewPaletted(image.Rect(0, 0, m.W, m.H), nil)
	numbers := map[[3]byte]uint8{}
	for i := range m.H * m.W {
		c := m.colour(i)
		n, known := numbers[c]
		if !known {
			if len(numbers) == 256 {
				return nil
			}
			n = uint8(len(numbers))
			numbers[c] = n
			p.Palette = append(p.Palette, color.RGBA{c[0], c[1], c[2], 255})
		}
		p.Pix[i] = n
	}
	return p
}

// colour is that of the i-th pixel.
func (m Image) colour(i int) [3]byte {
	if m.C == 1 {
		return [3]byte{m.Pix[i], m.Pix[i], m.Pix[i]}
	}
	return [3]byte(m.Pix[3*i:])
}

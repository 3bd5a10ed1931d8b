package dataset

import (
	"fmt"
	"math"

	"gander/core/dataset/internal/npy"
	"gander/core/media"
)

// pixels turns the rows of an array into pictures.
type pixels struct {
	header  npy.Header
	h, w, c int
	planes  bool // channels come first
	values  string
}

// newPixels reads the shape of a row: (H, W), (H, W, C), (C, H, W), or H·W numbers
// of a square.
func newPixels(a npy.Header, layout, values string) (pixels, error) {
	p := pixels{header: a, values: values, c: 1}
	row := a.Shape[1:]
	switch len(row) {
	case 1:
		p.h = int(math.Sqrt(float64(row[0])))
		p.w = p.h
	case 2:
		p.h, p.w = row[0], row[1]
	case 3:
		p.planes = layout == layoutNCHW || layout == layoutAuto && !isChannels(row[2]) && isChannels(row[0])
		p.h, p.w, p.c = row[0], row[1], row[2]
		if p.planes {
			p.c, p.h, p.w = row[0], row[1], row[2]
		}
	}
	if p.h*p.w*p.c != a.RowSize() || !isChannels(p.c) {
		return p, fmt.Errorf("rows of shape %v are not grey or RGB pictures", row)
	}
	if a.Kind == 'f' && values == valuesByte {
		return p, fmt.Errorf("it holds fractions; say by %s whether they are %s, 0 to 1, or %s, -1 to 1", optionValues, valuesUnit, valuesSigned)
	}
	return p, nil
}

func isChannels(n int) bool { return n == 1 || n == 3 }

func (p pixels) decode(b []byte) (media.Image, error) {
	m := media.New(p.h, p.w, p.c)
	for i := range m.Pix {
		v, ok := p.value(b[i*p.header.Size:])
		if !ok {
			return m, fmt.Errorf("number %d is %v, outside of %s", i, p.header.Float(b[i*p.header.Size:]), p.values)
		}
		m.Pix[i] = v
	}
	if p.planes && p.c == 3 {
		m = interleave(m.Pix, p.h, p.w)
	}
	return m, nil
}

// value turns a number into a byte, rounded to nearest.
func (p pixels) value(b []byte) (byte, bool) {
	v := p.header.Float(b)
	if p.header.Kind == 'b' {
		v *= 255
	}
	switch p.values {
	case valuesUnit:
		v *= 255
	case valuesSigned:
		v = float64(v*127.5) + 127.5
	}
	v = math.RoundToEven(v)
	return byte(v), v >= 0 && v <= 255
}

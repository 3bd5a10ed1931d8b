package dataset

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gander/core/media"
	"gander/plugins/variant"
)

// A transform is how a picture comes to the shape of its row, in this order: cut,
// made grey or not, made square, padded, resized.
type transform struct {
	crop     int // side of a centred square, 0 for none
	fit      string
	pad      int
	fill     byte
	size     int // 0 leaves it as it is
	filter   media.Filter
	channels string
}

func newTransform(p variant.Params) transform {
	return transform{
		crop: p.Int(optionCrop), fit: p.String(optionFit), pad: p.Int(optionPad), fill: byte(p.Int(optionFill)),
		size: p.Int(optionSize), filter: media.Filter(p.String(optionFilter)), channels: p.String(optionChannels),
	}
}

// String says what is done to every picture.
func (t transform) String() string {
	var steps []string
	add := func(wanted bool, format string, args ...any) {
		if wanted {
			steps = append(steps, fmt.Sprintf(format, args...))
		}
	}
	add(t.crop > 0, "centred %d×%d", t.crop, t.crop)
	add(t.channels != asTheyAre, "%s", t.channels)
	add(t.size > 0 && t.fit == fitCrop, "largest centred square")
	add(t.size > 0 && t.fit == fitPad, "padded to a square with %d", t.fill)
	add(t.pad > 0, "%d pixels of %d around", t.pad, t.fill)
	add(t.size > 0, "%s to %d×%d", t.filter, t.size, t.size)
	return strings.Join(steps, ", ")
}

// shape is that of the rows of pictures that are all of one shape, or nil.
func (t transform) shape(pictures []int) ([]int, error) {
	channels := map[string]int{grey: 1, colour: 3}[t.channels]
	if pictures == nil {
		if t.size == 0 || channels == 0 {
			return nil, errors.New("pictures may differ: size and channels must be given")
		}
		return []int{t.size, t.size, channels}, nil
	}
	shape := slices.Clone(pictures)
	if channels > 0 {
		shape[2] = channels
	}
	if t.crop > 0 {
		shape[0], shape[1] = t.crop, t.crop
	}
	shape[0], shape[1] = shape[0]+2*t.pad, shape[1]+2*t.pad
	if t.size > 0 {
		shape[0], shape[1] = t.size, t.size
	}
	return shape, nil
}

// apply gives a picture of the given shape.
func (t transform) apply(m media.Image, shape []int) (media.Image, error) {
	if t.crop > 0 {
		if m.H < t.crop || m.W < t.crop {
			return m, fmt.Errorf("%d×%d pixels are less than %s: %d", m.W, m.H, optionCrop, t.crop)
		}
		m = centred(m, t.crop)
	}
	m = media.Convert(m, shape[2])
	if t.size > 0 {
		m = t.square(m)
	}
	if t.pad > 0 {
		m = media.Pad(m, t.pad, t.pad, m.H+2*t.pad, m.W+2*t.pad, t.fill)
	}
	if t.size > 0 {
		m = media.Resize(m, t.size, t.size, t.filter)
	}
	if m.H != shape[0] || m.W != shape[1] {
		return m, fmt.Errorf("%d×%d pixels where others have %d×%d; give a size", m.W, m.H, shape[1], shape[0])
	}
	return m, nil
}

func (t transform) square(m media.Image) media.Image {
	side := max(m.H, m.W)
	switch t.fit {
	case fitCrop:
		return centred(m, min(m.H, m.W))
	case fitPad:
		return media.Pad(m, (side-m.W)/2, (side-m.H)/2, side, side, t.fill)
	}
	return m
}

// centred cuts out the square in the middle.
func centred(m media.Image, side int) media.Image {
	if m.H == side && m.W == side {
		return m
	}
	return media.Crop(m, (m.W-side)/2, (m.H-side)/2, side, side)
}

package media

import (
	"encoding/binary"
	"errors"
	"image"
	"image/draw"
	"slices"
)

// errGIF marks a GIF whose blocks do not follow one another.
var errGIF = errors.New("gif: it ends within a block or has an unknown one")

// The bytes that begin the blocks of a GIF (GIF89a specification, appendix A).
const (
	gifExtension = 0x21
	gifControl   = 0xf9
	gifImage     = 0x2c
	gifTrailer   = 0x3b
)

// takeApartGIF walks over the blocks of a GIF. Each frame becomes a GIF with the
// same header and colours and nothing but that frame.
func takeApartGIF(b []byte) (animation, error) {
	r := blocks{b}
	head := r.take(13)
	if head == nil {
		return animation{}, errGIF
	}
	head = slices.Concat(head, r.take(colours(head[10])))
	a := animation{w: int(binary.LittleEndian.Uint16(head[6:])), h: int(binary.LittleEndian.Uint16(head[8:]))}
	var control []byte // of the frame to come
	for {
		switch begin := r.take(1); {
		case begin == nil, begin[0] == gifTrailer: // some writers leave the trailer out
			return a, nil
		case begin[0] == gifExtension:
			extension := r.extension()
			if extension == nil {
				return animation{}, errGIF
			}
			if extension[1] == gifControl && len(extension) >= 8 {
				control = extension
			}
		case begin[0] == gifImage:
			f, err := r.gifFrame(head, control)
			if err != nil {
				return animation{}, err
			}
			a.frames = append(a.frames, f)
			control = nil
		default:
			return animation{}, errGIF
		}
	}
}

// colours is the length of the colour table that packed flags announce.
func colours(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// blocks reads a GIF from its front.
type blocks struct{ rest []byte }

// take gives the next n bytes, nil if there are fewer.
func (r *blocks) take(n int) []byte {
	if n > len(r.rest) {
		r.rest = nil
		return nil
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b
}

// extension gives the whole block whose first byte was just taken.
func (r *blocks) extension() []byte {
	label := r.take(1)
	data := r.chain()
	if label == nil || data == nil {
		return nil
	}
	return slices.Concat([]byte{gifExtension}, label, data)
}

// chain gives sub-blocks, each led by its length, up to and with the empty one.
func (r *blocks) chain() []byte {
	all, n := r.rest, 0
	for {
		length := r.take(1)
		if length == nil || r.take(int(length[0])) == nil && length[0] > 0 {
			return nil
		}
		n += 1 + int(length[0])
		if length[0] == 0 {
			return all[:n:n]
		}
	}
}

// gifFrame reads an image block and what controls it.
func (r *blocks) gifFrame(head, control []byte) (frame, error) {
	place := r.take(9)
	if place == nil {
		return frame{}, errGIF
	}
	table := r.take(colours(place[8]))
	codeSize, data := r.take(1), r.chain()
	if codeSize == nil || data == nil {
		return frame{}, errGIF
	}
	at := func(i int) int { return int(binary.LittleEndian.Uint16(place[i:])) }
	f := frame{
		file:   slices.Concat(head, control, []byte{gifImage}, place, table, codeSize, data, []byte{gifTrailer}),
		bounds: image.Rect(at(0), at(2), at(0)+at(4), at(2)+at(6)),
		op:     draw.Over,
	}
	if control != nil {
		f.disposal = gifDisposal(control[3] >> 2 & 7)
	}
	return f, nil
}

func gifDisposal(method byte) disposal {
	switch method {
	case 2:
		return clear
	case 3:
		return restore
	}
	return keep
}

package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/draw"
	"slices"

	"golang.org/x/image/webp"
)

var errWebP = errors.New("webp: it ends within a chunk, or its chunks do not fit together")

// A chunk is one piece of a RIFF file.
type chunk struct {
	id   string
	data []byte
}

// chunks takes a run of RIFF chunks apart; ok is false if the last is cut short.
func chunks(b []byte) (all []chunk, ok bool) {
	for len(b) >= 8 {
		n := int(binary.LittleEndian.Uint32(b[4:]))
		if n > len(b)-8 {
			return all, false
		}
		all = append(all, chunk{string(b[:4]), b[8 : 8+n : 8+n]})
		b = b[min(8+n+n%2, len(b)):] // chunks are padded to even lengths
	}
	return all, true
}

// riff puts chunks together into a WebP file.
func riff(all ...chunk) []byte {
	b := []byte("RIFF\x00\x00\x00\x00WEBP")
	for _, c := range all {
		b = append(b, c.id...)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(c.data)))
		b = append(b, c.data...)
		if len(c.data)%2 == 1 {
			b = append(b, 0)
		}
	}
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

// uint24 is a little-endian number of three bytes.
func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// takeApartWebP finds the frames of a WebP, which is one frame if it is not
// animated (WebP container specification, "Animation").
func takeApartWebP(b []byte) (animation, error) {
	all, ok := chunks(b[12:])
	if !ok || len(all) == 0 {
		return animation{}, errWebP
	}
	if all[0].id != "VP8X" || len(all[0].data) < 10 || !slices.ContainsFunc(all, isFrame) {
		return stillWebP(b)
	}
	canvas := all[0].data
	a := animation{w: uint24(canvas[4:]) + 1, h: uint24(canvas[7:]) + 1}
	for _, c := range all {
		if !isFrame(c) {
			continue
		}
		f, err := webpFrame(c.data)
		if err != nil {
			return animation{}, err
		}
		a.frames = append(a.frames, f)
	}
	return a, nil
}

func isFrame(c chunk) bool { return c.id == "ANMF" }

func stillWebP(b []byte) (animation, error) {
	c, err := webp.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return animation{}, err
	}
	whole := frame{file: b, bounds: image.Rect(0, 0, c.Width, c.Height), op: draw.Src}
	return animation{w: c.Width, h: c.Height, frames: []frame{whole}}, nil
}

// webpFrame makes a still of an ANMF chunk: place (in units of two pixels), size,
// duration, flags, and the chunks of a picture.
func webpFrame(data []byte) (frame, error) {
	if len(data) < 16 {
		return frame{}, errWebP
	}
	parts, ok := chunks(data[16:])
	if !ok {
		return frame{}, errWebP
	}
	x, y, w, h := 2*uint24(data), 2*uint24(data[3:]), uint24(data[6:])+1, uint24(data[9:])+1
	f := frame{bounds: image.Rect(x, y, x+w, y+h), op: draw.Over}
	if data[15]&2 != 0 {
		f.op = draw.Src
	}
	if data[15]&1 != 0 {
		f.disposal = clear
	}
	i := slices.IndexFunc(parts, func(c chunk) bool { return c.id == "VP8 " || c.id == "VP8L" })
	if i < 0 {
		return frame{}, errWebP
	}
	if i > 0 && parts[i].id == "VP8 " && parts[i-1].id == "ALPH" {
		f.file = riff(withAlpha(data[6:12]), parts[i-1], parts[i])
	} else {
		f.file = riff(parts[i])
	}
	return f, nil
}

// withAlpha announces a picture of the given size, as it is written, with alpha.
func withAlpha(size []byte) chunk {
	return chunk{"VP8X", append([]byte{1 << 4, 0, 0, 0}, size...)}
}

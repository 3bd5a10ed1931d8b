// Package glyphs is a set of small pictures that comes with the program: 62
// characters in 125 typefaces, rendered once and embedded.
//
// Rendering fonts gives other bits on other processors. So the pictures are
// made by a generator, which alone needs the fonts, and travel rendered.
// NOTICE.md names the fonts and their licences.
package glyphs

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

//go:generate go run ../internal/renderglyphs -o .

const (
	// Size is the height and width of a picture in pixels.
	Size = 64
	// Characters are the 62 that every face has, in the order of the pictures.
	Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

	// PackedBytes is the length of a packed picture: two pixels a byte.
	PackedBytes = Size * Size / 2
)

// A Face is one typeface in one style.
type Face struct {
	Name   string `json:"name"`   // PostScript name: "LMRoman10-BoldItalic"
	Family string `json:"family"` // of faces with related outlines: "Latin Modern Roman"
	// Design is the optical size that it was drawn for, in points; empty where
	// one drawing serves all.
	Design     string   `json:"design,omitempty"`
	Attributes []string `json:"attributes"` // of Attributes, those that it has
}

// Attributes are all that a face can have.
var Attributes = []string{
	"bold",      // bold, semibold and demi
	"light",     // light and extra light
	"italic",    // leaning: italics, obliques and slanted romans
	"cursive",   // letterforms of a true italic, leaning or not
	"mono",      // all characters of one width
	"serif",     // with serifs, slabs included
	"smallcaps", // small capitals for lower-case letters
	"condensed", // narrower than its family
}

//go:embed faces.json
var facesJSON []byte

// Faces are the typefaces in the order of the pictures.
var Faces = sync.OnceValue(func() []Face {
	var faces []Face
	if err := json.Unmarshal(facesJSON, &faces); err != nil {
		panic("glyphs: embedded faces: " + err.Error())
	}
	return faces
})

//go:embed glyphs.gz
var compressed []byte

// unpacked holds the pictures of all faces, face by face and in each the
// characters in order.
var unpacked = sync.OnceValues(func() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return nil, fmt.Errorf("embedded glyphs: %w", err)
	}
	all, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("embedded glyphs: %w", err)
	}
	if len(all) != len(Faces())*len(Characters)*PackedBytes {
		return nil, errors.New("embedded glyphs: not as many as the faces have")
	}
	return all, nil
})

// Picture writes the picture of a character, an index into Characters, in a
// face, an index into Faces, into dst: Size × Size bytes, white (255) on black,
// in 16 levels.
func Picture(dst []byte, face, character int) error {
	all, err := unpacked()
	if err != nil {
		return err
	}
	i := (face*len(Characters) + character) * PackedBytes
	Unpack(dst, all[i:i+PackedBytes])
	return nil
}

// Pack halves a picture of bytes: each becomes the nearest of 16 levels, and
// two of them one byte, the left one low.
func Pack(dst, src []byte) {
	level := func(v byte) byte { return byte((int(v)*15 + 127) / 255) }
	for i := range dst {
		dst[i] = level(src[2*i]) | level(src[2*i+1])<<4
	}
}

// Unpack is the inverse of Pack.
func Unpack(dst, src []byte) {
	for i, b := range src {
		dst[2*i] = b & 15 * 17
		dst[2*i+1] = b >> 4 * 17
	}
}

package figure

import (
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// canvas cleans every text before it is drawn.
type canvas struct {
	vg.CanvasSizer
	clean func(font.Face, string) string
}

func (c canvas) FillString(face font.Face, at vg.Point, text string) {
	c.CanvasSizer.FillString(face, at, c.clean(face, text))
}

// printable replaces control characters, which XML forbids.
func printable(_ font.Face, text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// drawable replaces characters that the font lacks by a box, as browsers do:
// the writer of pixels would leave them out.
func drawable(face font.Face, text string) string {
	const box = '□'
	var buffer sfnt.Buffer
	return strings.Map(func(r rune) rune {
		if glyph, err := face.Face.GlyphIndex(&buffer, r); err != nil || glyph == 0 {
			return box
		}
		return r
	}, text)
}

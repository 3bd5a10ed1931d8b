package figure

import (
	"bytes"
	"fmt"
	"io"
	"regexp"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	gonumfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgpdf"
)

// PDF writes the sheet in the light theme. Its text is outlines: the writer
// knows a few hundred characters alone, arrows not among them, and a journal
// asks for no font that way.
func (s Sheet) PDF(w io.Writer) error {
	l := s.layout(Light)
	page := vgpdf.New(l.width, l.height)
	s.draw(draw.New(outlined{canvas{page, drawable}}), Light, l)
	var b bytes.Buffer
	if _, err := page.WriteTo(&b); err != nil {
		return fmt.Errorf("encode figure: %w", err)
	}
	if _, err := w.Write(dates.ReplaceAll(b.Bytes(), []byte("/$1 (D:20000101000000"))); err != nil {
		return fmt.Errorf("write figure: %w", err)
	}
	return nil
}

// dates are the moments of writing. Equal input gives equal bytes without them;
// a date of equal length keeps the places that the file's index names.
var dates = regexp.MustCompile(`/(CreationDate|ModDate) \(D:\d{14}`)

// outlined draws text as the outlines of its glyphs.
type outlined struct{ canvas }

func (o outlined) FillString(face gonumfont.Face, at vg.Point, text string) {
	var buffer sfnt.Buffer
	size := face.Font.Size
	scale := fixed.Int26_6(face.Face.UnitsPerEm()) // outlines in the font's own units
	unit := size / vg.Length(scale) / 64
	for _, r := range o.clean(face, text) {
		glyph, err := face.Face.GlyphIndex(&buffer, r)
		if err != nil {
			continue // clean has left only what the font has
		}
		if path := outline(face, &buffer, glyph, scale, at, unit*64); len(path) > 0 {
			o.Fill(path)
		}
		if advance, err := face.Face.GlyphAdvance(&buffer, glyph, scale<<6, font.HintingNone); err == nil {
			at.X += vg.Length(advance) * unit
		}
	}
}

// outline is a glyph's path; scale is the font's units in an em, unit the length
// of one.
func outline(face gonumfont.Face, buffer *sfnt.Buffer, glyph sfnt.GlyphIndex, scale fixed.Int26_6, at vg.Point, unit vg.Length) vg.Path {
	segments, err := face.Face.LoadGlyph(buffer, glyph, scale<<6, nil)
	if err != nil {
		return nil
	}
	place := func(p fixed.Point26_6) vg.Point {
		return vg.Point{X: at.X + vg.Length(p.X)*unit/64, Y: at.Y - vg.Length(p.Y)*unit/64}
	}
	var path vg.Path
	for i, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				path.Close()
			}
			path.Move(place(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			path.Line(place(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			path.QuadTo(place(s.Args[0]), place(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			path.CubeTo(place(s.Args[0]), place(s.Args[1]), place(s.Args[2]))
		}
	}
	if len(path) > 0 {
		path.Close()
	}
	return path
}

package main

import (
	"fmt"
	"image"
	"image/draw"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"gander/core/dataset/glyphs"
)

const (
	// margin is the least number of empty pixels on every side of a glyph, so
	// that convolutions see where it ends.
	margin = 3
	// capHeight is how tall an H is, in pixels, unless the widest character of
	// the face would then cross the margin: two thirds of the image.
	capHeight = 42
)

// A face is one parsed font, its outlines in font units, the y axis downwards.
type face struct {
	name     string // PostScript name
	outlines []sfnt.Segments
	scale    float64 // pixels per font unit
}

// parse reads the outlines of the 62 characters and chooses the scale that
// they share.
func parse(ttf []byte) (*face, error) {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, err
	}
	name, err := f.Name(nil, sfnt.NameIDPostScript)
	if err != nil {
		return nil, err
	}
	a := &face{name: name}
	var tall, wide float64
	for _, r := range glyphs.Characters {
		outline, err := load(f, r)
		if err != nil {
			return nil, fmt.Errorf("%s: %q: %w", name, r, err)
		}
		a.outlines = append(a.outlines, outline)
		b := extent(outline)
		wide = max(wide, b.width(), b.height())
		if r == 'H' {
			tall = b.height()
		}
	}
	a.scale = min(capHeight/tall, (glyphs.Size-2*margin)/wide)
	return a, nil
}

// load gives the outline of a character at one pixel per font unit, where
// nothing is rounded.
func load(f *sfnt.Font, r rune) (sfnt.Segments, error) {
	var b sfnt.Buffer
	index, err := f.GlyphIndex(&b, r)
	if err != nil {
		return nil, err
	}
	if index == 0 {
		return nil, fmt.Errorf("the face has no such character")
	}
	return f.LoadGlyph(&b, index, fixed.I(int(f.UnitsPerEm())), &sfnt.LoadGlyphOptions{})
}

// draw renders character i into a Size × Size image, white on black, the box
// around its ink in the middle.
func (a *face) draw(i int) *image.Alpha {
	outline := a.outlines[i]
	b := extent(outline)
	mx, my := (b.left+b.right)/2, (b.top+b.bottom)/2
	at := func(p fixed.Point26_6) (x, y float32) {
		return float32((float(p.X)-mx)*a.scale + glyphs.Size/2), float32((float(p.Y)-my)*a.scale + glyphs.Size/2)
	}
	z := vector.NewRasterizer(glyphs.Size, glyphs.Size)
	for _, s := range outline {
		x0, y0 := at(s.Args[0])
		x1, y1 := at(s.Args[1])
		x2, y2 := at(s.Args[2])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(x0, y0)
		case sfnt.SegmentOpLineTo:
			z.LineTo(x0, y0)
		case sfnt.SegmentOpQuadTo:
			z.QuadTo(x0, y0, x1, y1)
		case sfnt.SegmentOpCubeTo:
			z.CubeTo(x0, y0, x1, y1, x2, y2)
		}
	}
	z.ClosePath()
	img := image.NewAlpha(image.Rect(0, 0, glyphs.Size, glyphs.Size))
	z.DrawOp = draw.Src
	z.Draw(img, img.Bounds(), image.Opaque, image.Point{})
	return img
}

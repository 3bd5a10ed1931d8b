package media

import (
	"image"
	"image/color"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

const (
	labelSize  = 13 // pixels
	lineHeight = 16
	labelPad   = 4
)

// bundled is the Go Regular font.
var bundled = sync.OnceValue(func() *opentype.Font {
	f, err := opentype.Parse(goregular.TTF)
	if err != nil {
		panic("media: bundled font: " + err.Error())
	}
	return f
})

// newFace is the font in the size of labels. A face keeps buffers, so each
// drawing takes its own.
func newFace() font.Face {
	face, err := opentype.NewFace(bundled(), &opentype.FaceOptions{Size: labelSize, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		panic("media: bundled font: " + err.Error())
	}
	return face
}

func textWidth(s string) int { return font.MeasureString(newFace(), s).Ceil() }

// labelWidth is the room that labels need beside the tiles, 0 for none.
func labelWidth(labels []string) int {
	width := 0
	for _, s := range labels {
		width = max(width, textWidth(s)+2*labelPad)
	}
	return width
}

// labelHeight is the room that labels need above the tiles, 0 for none.
func labelHeight(labels []string) int {
	if len(labels) == 0 {
		return 0
	}
	return lineHeight + 2*labelPad
}

// label writes black text, its upper left corner at (x, y). What does not fit
// is cut off.
func (m Image) label(s string, x, y int) {
	face := newFace()
	ink := image.NewAlpha(image.Rect(0, 0, m.W, lineHeight))
	d := font.Drawer{
		Dst:  ink,
		Src:  image.NewUniform(color.Opaque),
		Face: face,
		Dot:  fixed.P(x, face.Metrics().Ascent.Round()),
	}
	d.DrawString(s)
	for j := max(0, -y); j < min(lineHeight, m.H-y); j++ {
		for i := range m.W {
			m.darken(i, y+j, int(ink.AlphaAt(i, j).A))
		}
	}
}

// darken lets a share of 255 of the pixel's light away.
func (m Image) darken(x, y, share int) {
	p := m.at(x, y)
	for c := range p {
		p[c] = byte(int(p[c]) * (255 - share) / 255)
	}
}

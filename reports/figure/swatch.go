package figure

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Size of a swatch, in points.
const swatchWidth, swatchHeight = 26, 12

// Swatch is a small svg element with line and marker of series i, coloured as
// by Sheet.Inline.
func Swatch(i int) []byte {
	c := vgsvg.New(swatchWidth, swatchHeight)
	css.swatch(draw.New(c), i, 0, swatchHeight/2)
	return inline(c, swatchWidth, swatchHeight)
}

// swatch draws line and marker of series i from a point to the right.
func (t Theme) swatch(c draw.Canvas, i int, x, y vg.Length) {
	c.StrokeLine2(t.meanLine(i), x, y, x+swatchWidth, y)
	c.DrawGlyphNoClip(t.marker(i), vg.Point{X: x + swatchWidth/2, Y: y})
}

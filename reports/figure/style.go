package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sizes of type, in points.
const (
	titleSize = 12
	labelSize = 11
	tickSize  = 10
)

// dashes and glyphs have lengths without a common divisor with the number of
// colours, so that no two of the first 28 series look the same.
var (
	dashes = [][]vg.Length{nil, {7, 3}, {2, 2}, {8, 3, 2, 3}}
	glyphs = []draw.GlyphDrawer{
		draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, draw.RingGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{},
	}
)

// Dash is the dash pattern of series i in points, nil for a full line.
func Dash(i int) []vg.Length { return dashes[i%len(dashes)] }

func (t Theme) meanLine(i int) draw.LineStyle {
	return draw.LineStyle{Color: t.Series(i), Width: vg.Points(1.8), Dashes: Dash(i)}
}

func (t Theme) thinLine(i int) draw.LineStyle {
	return draw.LineStyle{Color: alpha(t.Series(i), 0x70), Width: vg.Points(0.6)}
}

func (t Theme) band(i int) color.Color { return alpha(t.Series(i), 0x2B) }

func (t Theme) marker(i int) draw.GlyphStyle {
	return draw.GlyphStyle{Color: t.Series(i), Radius: vg.Points(2.6), Shape: glyphs[i%len(glyphs)]}
}

func (t Theme) text(size float64, c color.Color) text.Style {
	return text.Style{
		Color:   c,
		Font:    font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, vg.Points(size)),
		Handler: plot.DefaultTextHandler,
	}
}

func alpha(c color.NRGBA, a uint8) color.NRGBA {
	c.A = a
	return c
}

package figure

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A legendLine is the entries that fit beside each other.
type legendLine struct {
	entries []legendEntry
	height  vg.Length
}

type legendEntry struct {
	x     vg.Length
	name  string // broken into lines
	style int
}

// flow places the names of series in columns of equal width, as many as fit.
func flow(series []Series, width vg.Length, t Theme) []legendLine {
	if len(series) == 0 {
		return nil
	}
	text := t.text(labelSize, t.Ink)
	column := vg.Length(0)
	names := make([]string, len(series))
	for i, s := range series {
		names[i] = wrap(s.Name, int((width-swatchWidth-6)/(labelSize*0.6)), 3)
		column = max(column, text.Width(names[i])+swatchWidth+20)
	}
	perLine := min(max(1, int(width/column)), len(series))
	var lines []legendLine
	for i, s := range series {
		if i%perLine == 0 {
			lines = append(lines, legendLine{})
		}
		line := &lines[len(lines)-1]
		line.entries = append(line.entries, legendEntry{vg.Length(i%perLine) * column, names[i], s.Style})
		line.height = max(line.height, text.Height(names[i])+lineSpace-labelSize)
	}
	return lines
}

func drawLegend(c draw.Canvas, t Theme, lines []legendLine) {
	text := t.text(labelSize, t.Ink)
	text.YAlign = draw.YTop
	top := c.Max.Y - 4
	for _, line := range lines {
		for _, e := range line.entries {
			x := c.Min.X + e.x
			t.swatch(c, e.style, x, top-labelSize*0.62)
			c.FillText(text, vg.Point{X: x + swatchWidth + 6, Y: top}, e.name)
		}
		top -= line.height
	}
}

package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Panel is what a sheet holds: a Chart or Dots.
type Panel interface{ plot(Theme) *plot.Plot }

// A Sheet is a grid of panels under one title and above one legend and note.
type Sheet struct {
	Title  string
	Panels [][]Panel // rows; nil leaves a place empty
	Legend []Series  // names and styles; none: no legend
	Note   string    // how to read the sheet
	// Width and Height of one panel, in points.
	Width, Height float64
}

const (
	margin    = 10 // around a sheet, in points
	gap       = 14 // between panels
	lineSpace = 16 // from one legend line to the next
)

// layout is the text of a sheet, broken to its width.
type layout struct {
	width, height vg.Length
	title, note   string
	legend        []legendLine
	panels        vg.Length // height of the part that the panels take
}

func (s Sheet) columns() int {
	n := 1
	for _, row := range s.Panels {
		n = max(n, len(row))
	}
	return n
}

// layout finds the size of the sheet and the places of its texts.
func (s Sheet) layout(t Theme) layout {
	cols, rows := s.columns(), len(s.Panels)
	inner := vg.Length(s.Width*float64(cols) + gap*float64(cols-1))
	l := layout{width: inner + 2*margin, panels: vg.Length(s.Height*float64(rows) + gap*float64(rows-1))}
	chars := int(float64(inner) / (labelSize * 0.5))
	if s.Title != "" {
		l.title = wrap(s.Title, int(float64(chars)*0.72), 4)
	}
	if s.Note != "" {
		l.note = wrap(s.Note, chars, 4)
	}
	l.legend = flow(s.Legend, inner, t)
	l.height = l.panels + 2*margin + t.titleHeight(l.title) + t.noteHeight(l.note)
	for _, line := range l.legend {
		l.height += line.height
	}
	return l
}

func (t Theme) titleHeight(title string) vg.Length {
	if title == "" {
		return 0
	}
	return t.text(titleSize+2, t.Ink).Height(title) + 8
}

func (t Theme) noteHeight(note string) vg.Length {
	if note == "" {
		return 0
	}
	return t.text(tickSize, t.Muted).Height(note) + 6
}

// draw fills a canvas of the layout's size.
func (s Sheet) draw(c draw.Canvas, t Theme, l layout) {
	if t.Paper != nil {
		c.SetColor(t.Paper)
		c.Fill(c.Rectangle.Path())
	}
	c = draw.Crop(c, margin, -margin, margin, -margin)
	if l.title != "" {
		style := t.text(titleSize+2, t.Ink)
		style.YAlign = draw.YTop
		c.FillText(style, vg.Point{X: c.Min.X, Y: c.Max.Y}, l.title)
		c.Max.Y -= t.titleHeight(l.title)
	}
	below := c
	below.Max.Y = c.Max.Y - l.panels
	s.drawPanels(draw.Crop(c, 0, 0, below.Max.Y-c.Min.Y, 0), t)
	drawLegend(below, t, l.legend)
	if l.note != "" {
		c.FillText(t.text(tickSize, t.Muted), vg.Point{X: c.Min.X, Y: c.Min.Y + 3}, l.note)
	}
}

func (s Sheet) drawPanels(c draw.Canvas, t Theme) {
	if len(s.Panels) == 0 {
		return
	}
	plots := make([][]*plot.Plot, len(s.Panels))
	for r, row := range s.Panels {
		plots[r] = make([]*plot.Plot, s.columns())
		for i, panel := range row {
			if panel != nil {
				plots[r][i] = panel.plot(t)
			}
		}
	}
	tiles := draw.Tiles{Rows: len(plots), Cols: s.columns(), PadX: gap, PadY: gap, PadTop: 1}
	for r, row := range plot.Align(plots, tiles, c) {
		for i, place := range row {
			if plots[r][i] != nil {
				plots[r][i].Draw(place)
			}
		}
	}
}

package figure

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Dots draws one row a label: a dot for each value, a bar at their mean.
type Dots struct {
	Title      string
	X          string // label of the value axis
	Rows       []DotRow
	References []Reference
}

// A DotRow is the values of one label.
type DotRow struct {
	Name   string
	Style  int
	Values []float64 // those that are not finite are left out
}

func (d Dots) plot(t Theme) *plot.Plot {
	p := t.axes(d.Title, d.X, "")
	var all, references []float64
	for _, row := range d.Rows {
		all = append(all, row.Values...)
	}
	for _, r := range d.References {
		references = append(references, r.Value)
	}
	p.X.Min, p.X.Max, _ = span(all, references)
	p.Y.Min, p.Y.Max = -0.5, max(0.5, float64(len(d.Rows))-0.5)
	p.Y.Tick.Marker = d.names()
	p.Y.LineStyle.Width = 0
	for _, r := range d.References {
		p.Add(upright{r, t})
	}
	for i, row := range d.Rows {
		p.Add(dotRow{row, d.level(i), t})
	}
	return p
}

// level is the height of row i; the first row is on top.
func (d Dots) level(i int) float64 { return float64(len(d.Rows) - 1 - i) }

func (d Dots) names() plot.ConstantTicks {
	var marks plot.ConstantTicks
	for i, row := range d.Rows {
		marks = append(marks, plot.Tick{Value: d.level(i), Label: wrap(row.Name, 18, 3)})
	}
	return marks
}

type dotRow struct {
	DotRow
	level float64
	Theme
}

func (r dotRow) Plot(c draw.Canvas, p *plot.Plot) {
	at := projection(c, p)
	y := at(p.X.Min, r.level).Y
	values := slices.DeleteFunc(slices.Clone(r.Values), func(v float64) bool { return !finite(v) })
	if len(values) == 0 {
		style := r.text(tickSize, r.Muted)
		style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
		c.FillText(style, vg.Point{X: c.Center().X, Y: y}, "no result")
		return
	}
	c.StrokeLine2(draw.LineStyle{Color: r.Rule, Width: vg.Points(0.7)}, c.Min.X, y, c.Max.X, y)
	for _, v := range values {
		c.DrawGlyph(r.dot(), at(v, r.level))
	}
	x := at(mean(values), r.level).X
	c.StrokeLine2(draw.LineStyle{Color: r.Series(r.Style), Width: vg.Points(2.2)}, x, y-8, x, y+8)
}

func (r dotRow) dot() draw.GlyphStyle {
	return draw.GlyphStyle{Color: alpha(r.Series(r.Style), 0xA0), Radius: vg.Points(3.4), Shape: glyphs[r.Style%len(glyphs)]}
}

// upright is a reference on the horizontal axis.
type upright struct {
	Reference
	Theme
}

func (u upright) Plot(c draw.Canvas, p *plot.Plot) {
	x := c.X(p.X.Norm(u.Value))
	if !c.ContainsX(x) {
		return
	}
	c.StrokeLine2(draw.LineStyle{Color: u.Muted, Width: vg.Points(0.9), Dashes: []vg.Length{1.5, 2.5}}, x, c.Min.Y, x, c.Max.Y)
	style := u.text(tickSize, u.Muted)
	style.YAlign = draw.YTop
	x += 3
	if x+style.Width(u.Name) > c.Max.X {
		x, style.XAlign = x-6, draw.XRight
	}
	c.FillText(style, vg.Point{X: x, Y: c.Max.Y}, u.Name)
}

package figure

import (
	"math"
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
	p := t.axes(wrap(d.Title, 36, 2), d.X, "")
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
	u := uprights{d.References, t}
	p.Title.Padding += u.room(p)
	if d.Title == "" && u.room(p) > 0 {
		p.Title.Text = " " // which keeps the room above the rows
	}
	p.Add(u)
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
		marks = append(marks, plot.Tick{Value: d.level(i), Label: wrap(row.Name, 23, 3)})
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

// uprights are references on the horizontal axis: their lines, and their names
// above the rows, on another line where they would cover each other.
type uprights struct {
	references []Reference
	Theme
}

// room is the height that the names take: two lines where they are near.
func (u uprights) room(p *plot.Plot) vg.Length {
	lines := 0
	var seen []float64
	for _, r := range u.references {
		at := p.X.Norm(r.Value)
		if at < 0 || at > 1 {
			continue
		}
		lines = max(lines, 1)
		if slices.ContainsFunc(seen, func(other float64) bool { return math.Abs(at-other) < 0.25 }) {
			lines = nameLines
		}
		seen = append(seen, at)
	}
	return vg.Length(lines*lineSpace) - min(vg.Length(lines), 1)*titleSize
}

func (u uprights) Plot(c draw.Canvas, p *plot.Plot) {
	w := &words{Theme: u.Theme, canvas: c}
	w.canvas.Max.Y += nameLines * lineSpace // the room above the rows
	for _, r := range u.references {
		x := c.X(p.X.Norm(r.Value))
		if !c.ContainsX(x) {
			continue
		}
		c.StrokeLine2(draw.LineStyle{Color: u.Muted, Width: vg.Points(0.9), Dashes: []vg.Length{1.5, 2.5}}, x, c.Min.Y, x, c.Max.Y)
		style := u.text(tickSize, u.Muted)
		width := style.Width(r.Name)
		var places []vg.Point
		for i := range nameLines {
			y := c.Max.Y + 2 + vg.Length(i)*style.Height(r.Name)
			places = append(places, vg.Point{X: min(max(x-width/2, c.Min.X), c.Max.X-width), Y: y}, vg.Point{X: min(x, c.Max.X-width), Y: y}, vg.Point{X: max(x-width, c.Min.X), Y: y})
		}
		w.put(r.Name, style, places)
	}
}

// nameLines is how many lines the names of references may take.
const nameLines = 2

package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// runs cuts indices 0 … n-1 into the longest stretches that keep holds for.
func runs(n int, keep func(int) bool) [][2]int {
	var all [][2]int
	for from := 0; from < n; {
		to := from
		for to < n && keep(to) {
			to++
		}
		if to > from {
			all = append(all, [2]int{from, to})
		}
		from = max(to, from+1)
	}
	return all
}

// curve draws a line that is split where it is not finite; a lone point
// becomes a dot.
type curve struct {
	x, y   []float64
	line   draw.LineStyle
	marker draw.GlyphStyle // on up to eight points; none if its shape is nil
}

func (k curve) Plot(c draw.Canvas, p *plot.Plot) {
	at := projection(c, p)
	for _, r := range runs(len(k.x), func(i int) bool { return finite(k.y[i]) }) {
		points := make([]vg.Point, 0, r[1]-r[0])
		for i := r[0]; i < r[1]; i++ {
			points = append(points, at(k.x[i], k.y[i]))
		}
		if len(points) == 1 {
			c.DrawGlyph(draw.GlyphStyle{Color: k.line.Color, Radius: k.line.Width * 1.4, Shape: draw.CircleGlyph{}}, points[0])
		}
		c.StrokeLines(k.line, c.ClipLinesXY(points)...)
	}
	k.drawMarkers(c, at)
}

func (k curve) drawMarkers(c draw.Canvas, at func(x, y float64) vg.Point) {
	if k.marker.Shape == nil {
		return
	}
	stride := (len(k.x) + 7) / 8
	for i := len(k.x) - 1; i >= 0; i -= stride {
		if finite(k.y[i]) {
			c.DrawGlyph(k.marker, at(k.x[i], k.y[i]))
		}
	}
}

// band fills between the least and the greatest value.
type band struct {
	summary
	fill color.Color
}

func (b band) Plot(c draw.Canvas, p *plot.Plot) {
	at := projection(c, p)
	for _, r := range runs(len(b.x), func(i int) bool { return finite(b.low[i]) && finite(b.high[i]) }) {
		var outline []vg.Point
		for i := r[0]; i < r[1]; i++ {
			outline = append(outline, at(b.x[i], b.high[i]))
		}
		for i := r[1] - 1; i >= r[0]; i-- {
			outline = append(outline, at(b.x[i], b.low[i]))
		}
		if clipped := c.ClipPolygonXY(outline); len(clipped) > 2 {
			c.FillPolygon(b.fill, clipped)
		}
	}
}

// cross marks where a run broke off, at the edge if that lies outside.
type cross struct {
	x, y  float64
	color color.Color
}

func (k cross) Plot(c draw.Canvas, p *plot.Plot) {
	const reach = 5
	at := projection(c, p)(k.x, k.y)
	at.Y = min(max(at.Y, c.Min.Y+reach), c.Max.Y-reach)
	at.X = min(max(at.X, c.Min.X), c.Max.X)
	line := draw.LineStyle{Color: k.color, Width: vg.Points(2.4)}
	c.StrokeLine2(line, at.X-reach, at.Y-reach, at.X+reach, at.Y+reach)
	c.StrokeLine2(line, at.X-reach, at.Y+reach, at.X+reach, at.Y-reach)
}

// projection maps values to the canvas. Values below a logarithmic axis go to
// its foot.
func projection(c draw.Canvas, p *plot.Plot) func(x, y float64) vg.Point {
	_, logX := p.X.Scale.(plot.LogScale)
	_, logY := p.Y.Scale.(plot.LogScale)
	return func(x, y float64) vg.Point {
		if logX && x <= 0 {
			x = p.X.Min
		}
		if logY && y <= 0 {
			y = p.Y.Min
		}
		return vg.Point{X: c.X(p.X.Norm(x)), Y: c.Y(p.Y.Norm(y))}
	}
}

// rules draws a hair line at every mark of the vertical axis.
type rules struct{ Theme }

func (r rules) Plot(c draw.Canvas, p *plot.Plot) {
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		y := c.Y(p.Y.Norm(t.Value))
		c.StrokeLine2(draw.LineStyle{Color: r.Rule, Width: vg.Points(0.7)}, c.Min.X, y, c.Max.X, y)
	}
}

// reference draws its value as a dotted line; labels writes its name.
type reference struct {
	Reference
	Theme
}

func (r reference) Plot(c draw.Canvas, p *plot.Plot) {
	y := projection(c, p)(0, r.Value).Y
	if y < c.Min.Y || y > c.Max.Y {
		return
	}
	dotted := draw.LineStyle{Color: r.Muted, Width: vg.Points(0.9), Dashes: []vg.Length{1.5, 2.5}}
	c.StrokeLine2(dotted, c.Min.X, y, c.Max.X, y)
}

// notice writes a sentence in the middle.
type notice struct {
	text string
	Theme
}

func (n notice) Plot(c draw.Canvas, _ *plot.Plot) {
	style := n.Theme.text(labelSize, n.Muted)
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	c.FillText(style, c.Center(), n.text)
}

// names writes a line for each series into the upper right corner.
type names struct {
	series []Series
	Theme
}

func (n names) Plot(c draw.Canvas, _ *plot.Plot) {
	at := vg.Point{X: c.Max.X - 2, Y: c.Max.Y}
	for _, s := range n.series {
		style := n.text(tickSize, n.Series(s.Style))
		style.XAlign, style.YAlign = draw.XRight, draw.YTop
		c.FillText(style, at, s.Name)
		at.Y -= style.Height(s.Name)
	}
}

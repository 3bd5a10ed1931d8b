package figure

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Flag is something that begins at a point of a trace, such as an ailment.
type Flag struct {
	At   float64 // on the horizontal axis
	Name string
}

// flags rings the points of traces at which something begins, and names what as
// long as names do not cover each other.
type flags struct {
	series []Series
	Theme
}

func (f flags) Plot(c draw.Canvas, p *plot.Plot) {
	at := projection(c, p)
	var taken []vg.Rectangle
	for _, s := range f.series {
		for _, t := range s.Traces {
			for _, flag := range t.Flags {
				y := t.height(flag.At)
				if !finite(y) {
					y = p.Y.Min // no value was finite by then
				}
				point := at(flag.At, y)
				point.X = min(max(point.X, c.Min.X), c.Max.X)
				point.Y = min(max(point.Y, c.Min.Y), c.Max.Y)
				ring := draw.GlyphStyle{Color: f.Series(s.Style), Radius: vg.Points(4.2), Shape: draw.RingGlyph{}}
				c.DrawGlyph(ring, point)
				taken = f.name(c, flag.Name, point, taken)
			}
		}
	}
}

// name writes beside a point, to the side where there is room.
func (f flags) name(c draw.Canvas, name string, point vg.Point, taken []vg.Rectangle) []vg.Rectangle {
	const gap = 6
	style := f.text(tickSize, f.Ink)
	style.YAlign = draw.YCenter
	width, height := style.Width(name), style.Height(name)
	left := point.X + gap
	if left+width > c.Max.X {
		left = point.X - gap - width
	}
	middle := min(max(point.Y, c.Min.Y+height/2), c.Max.Y-height/2)
	box := vg.Rectangle{Min: vg.Point{X: left, Y: middle - height/2}, Max: vg.Point{X: left + width, Y: middle + height/2}}
	if slices.ContainsFunc(taken, func(r vg.Rectangle) bool { return overlap(r, box) }) {
		return taken
	}
	c.FillText(style, vg.Point{X: left, Y: middle}, name)
	return append(taken, box)
}

func overlap(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}

// height is the value of a trace at x, or its last finite one before where it
// has none; NaN without one.
func (t Trace) height(x float64) float64 {
	if len(t.X) > 0 {
		if y := t.at(x); finite(y) {
			return y
		}
	}
	before, _ := slices.BinarySearch(t.X, x)
	if i := (Trace{Y: t.Y[:before]}).lastFinite(); i >= 0 {
		return t.Y[i]
	}
	return math.NaN()
}

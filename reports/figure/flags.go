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

// A ring is a flag in its place.
type ring struct {
	at    vg.Point
	name  string
	style int
}

// rings are the flags of series, at the edge where a point lies outside.
func rings(c draw.Canvas, p *plot.Plot, series []Series) []ring {
	at := projection(c, p)
	var all []ring
	for _, s := range series {
		for _, t := range s.Traces {
			if len(t.X) == 0 {
				continue // it has no curve here
			}
			for _, flag := range t.Flags {
				y := t.height(flag.At)
				if !finite(y) {
					y = p.Y.Min // no value was finite by then
				}
				point := at(flag.At, y)
				point.X = min(max(point.X, c.Min.X), c.Max.X)
				point.Y = min(max(point.Y, c.Min.Y), c.Max.Y)
				all = append(all, ring{point, flag.Name, s.Style})
			}
		}
	}
	return all
}

func (t Theme) drawRing(c draw.Canvas, r ring) {
	c.DrawGlyph(draw.GlyphStyle{Color: t.Series(r.style), Radius: vg.Points(4.2), Shape: draw.RingGlyph{}}, r.at)
}

// places are the corners at which the name of a ring may begin: beside it, above
// and below, to either side.
func (r ring) places(c draw.Canvas, width, height vg.Length) []vg.Point {
	const gap = 6
	inside := func(x vg.Length) vg.Length { return min(max(x, c.Min.X), c.Max.X-width) }
	var all []vg.Point
	for _, y := range []vg.Length{r.at.Y - height/2, r.at.Y + gap, r.at.Y - gap - height} {
		all = append(all, vg.Point{X: r.at.X + gap, Y: y}, vg.Point{X: r.at.X - gap - width, Y: y})
	}
	for _, y := range []vg.Length{r.at.Y + gap, r.at.Y - gap - height} {
		all = append(all, vg.Point{X: inside(r.at.X - width/2), Y: y})
	}
	return all
}

// nameRings writes what the rings mean, once where several mean the same, as long
// as there is room.
func (w *words) nameRings(all []ring) {
	style := w.text(tickSize, w.Ink)
	named := map[string]bool{}
	for _, r := range all {
		if !named[r.name] {
			named[r.name] = w.put(r.name, style, r.places(w.canvas, style.Width(r.name), style.Height(r.name)))
		}
	}
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

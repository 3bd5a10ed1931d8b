package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// labels are the words of a panel, drawn over its curves: the names of
// references, and the rings of flags with theirs.
type labels struct {
	references []Reference
	flagged    []Series
	lines      []polyline // that words should not cover
	Theme
}

// A polyline is what words go out of the way of.
type polyline struct{ x, y []float64 }

func (l labels) Plot(c draw.Canvas, p *plot.Plot) {
	w := &words{Theme: l.Theme, canvas: c}
	at := projection(c, p)
	for _, line := range l.lines {
		w.avoid(at, line.x, line.y)
	}
	for _, r := range l.references {
		if y := at(0, r.Value).Y; y >= c.Min.Y && y <= c.Max.Y {
			for x := c.Min.X; x < c.Max.X; x += 3 {
				w.obstacles = append(w.obstacles, vg.Point{X: x, Y: y})
			}
		}
	}
	all := rings(c, p, l.flagged)
	for _, r := range all {
		l.drawRing(c, r)
		w.taken = append(w.taken, vg.Rectangle{Min: r.at.Sub(vg.Point{X: 4, Y: 4}), Max: r.at.Add(vg.Point{X: 4, Y: 4})})
	}
	for _, r := range l.references {
		w.nameReference(r, at)
	}
	w.nameRings(all)
}

// nameReference writes the name of a reference above or below its line, to the
// right or to the left. One outside the range is written at the edge that it
// lies beyond.
func (w *words) nameReference(r Reference, at func(x, y float64) vg.Point) {
	if r.Name == "" {
		return
	}
	c, style, name := w.canvas, w.text(tickSize, w.Muted), r.Name
	y := at(0, r.Value).Y
	above, below := y+2, y-3-style.Height(name)
	switch {
	case y > c.Max.Y:
		name += " ↑"
		above, below = c.Max.Y-style.Height(name), c.Max.Y-2.5*style.Height(name)
	case y < c.Min.Y:
		name += " ↓"
		above, below = c.Min.Y, c.Min.Y+1.5*style.Height(name)
	}
	right, left := c.Max.X-style.Width(name), c.Min.X+4
	middle := (right + left) / 2
	w.put(name, style, []vg.Point{{X: right, Y: above}, {X: right, Y: below}, {X: left, Y: above}, {X: left, Y: below}, {X: middle, Y: above}, {X: middle, Y: below}})
}

package figure

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// words puts short texts among curves: each where it covers least of them, on no
// other text, with a veil behind it.
type words struct {
	Theme
	canvas    draw.Canvas
	obstacles []vg.Point
	taken     []vg.Rectangle
}

// put writes a text with its lower left corner on the best of some places, the
// first of equals; false if none has room.
func (w *words) put(text string, style draw.TextStyle, places []vg.Point) bool {
	style.XAlign, style.YAlign = draw.XLeft, draw.YBottom
	width, height := style.Width(text), style.Height(text)
	best, least := vg.Rectangle{}, math.MaxInt
	for _, corner := range places {
		box := vg.Rectangle{Min: corner, Max: corner.Add(vg.Point{X: width, Y: height})}
		if covered := w.covered(box); covered < least {
			best, least = box, covered
		}
	}
	if least == math.MaxInt {
		return false
	}
	w.taken = append(w.taken, best)
	w.canvas.SetColor(w.Veil)
	w.canvas.Fill(best.Path())
	w.canvas.FillText(style, best.Min, text)
	return true
}

// covered counts the obstacles in a box, math.MaxInt for one that lies on another
// or leaves the canvas.
func (w *words) covered(box vg.Rectangle) int {
	const slack = 0.5 // points that rounding may take a box over the edge
	c := w.canvas
	if box.Min.X < c.Min.X-slack || box.Max.X > c.Max.X+slack || box.Min.Y < c.Min.Y-slack || box.Max.Y > c.Max.Y+slack {
		return math.MaxInt
	}
	if slices.ContainsFunc(w.taken, func(r vg.Rectangle) bool { return overlap(r, box) }) {
		return math.MaxInt
	}
	n := 0
	for _, p := range w.obstacles {
		if p.X > box.Min.X && p.X < box.Max.X && p.Y > box.Min.Y && p.Y < box.Max.Y {
			n++
		}
	}
	return n
}

// avoid adds the points of a line, and some between them.
func (w *words) avoid(at func(x, y float64) vg.Point, x, y []float64) {
	const apart = 3 // points between obstacles
	for i := range x {
		if !finite(y[i]) {
			continue
		}
		to := at(x[i], y[i])
		w.obstacles = append(w.obstacles, to)
		if i == 0 || !finite(y[i-1]) {
			continue
		}
		from := at(x[i-1], y[i-1])
		length := math.Hypot(float64(to.X-from.X), float64(to.Y-from.Y))
		for k := apart; float64(k) < length; k += apart {
			share := vg.Length(float64(k) / length)
			w.obstacles = append(w.obstacles, vg.Point{X: from.X + share*(to.X-from.X), Y: from.Y + share*(to.Y-from.Y)})
		}
	}
}

func overlap(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}

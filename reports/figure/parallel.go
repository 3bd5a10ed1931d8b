package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Parallel draws one line a setting through upright axes, one for each
// parameter and the last for what is reached with it. The better a setting, the
// darker its line; the best is thick, unless another is as good.
type Parallel struct {
	Title  string
	Axes   []ParallelAxis
	Higher bool // the last axis is better upwards
}

// A ParallelAxis has a value for each setting: numbers, or text where Names is
// not nil. A value that is not finite, or an empty name, breaks the line.
type ParallelAxis struct {
	Name   string
	Values []float64
	Names  []string
}

func (l Parallel) plot(t Theme) *plot.Plot {
	p := t.axes(l.Title, "", "")
	last := float64(max(1, len(l.Axes)-1))
	// Room for the marks beside the first and the last axis.
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -0.35, last+0.35, -0.06, 1.06
	var marks plot.ConstantTicks
	for i, a := range l.Axes {
		marks = append(marks, plot.Tick{Value: float64(i), Label: wrap(a.Name, 16, 2)})
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = marks, plot.ConstantTicks{}
	p.X.LineStyle.Width, p.Y.LineStyle.Width = 0, 0
	p.Add(bundle{l, t})
	return p
}

type bundle struct {
	Parallel
	Theme
}

func (b bundle) Plot(c draw.Canvas, p *plot.Plot) {
	at := projection(c, p)
	scales := make([]axisScale, len(b.Axes))
	for i, a := range b.Axes {
		scales[i] = a.scale()
	}
	order, reached := b.order(), b.Axes[len(b.Axes)-1].Values
	for rank, setting := range order {
		last := rank == len(order)-1
		best := last && (rank == 0 || reached[setting] != reached[order[rank-1]])
		b.line(c, at, scales, setting, float64(rank+1)/float64(len(order)), best)
	}
	for i := range b.Axes {
		b.axis(c, at, float64(i), scales[i])
	}
}

// order are the settings with a result, the worst first.
func (b bundle) order() []int {
	var order []int
	last := b.Axes[len(b.Axes)-1]
	for i, v := range last.Values {
		if finite(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		x, y := last.Values[i], last.Values[j]
		if !b.Higher {
			x, y = y, x
		}
		return cmp.Compare(x, y)
	})
	return order
}

func (b bundle) line(c draw.Canvas, at func(x, y float64) vg.Point, scales []axisScale, setting int, quality float64, best bool) {
	style := draw.LineStyle{Color: alpha(b.Series(0), uint8(0x28+quality*0x90)), Width: vg.Points(1)}
	if best {
		style = draw.LineStyle{Color: b.Series(1), Width: vg.Points(2.6)}
	}
	var points []vg.Point
	for i, s := range scales {
		share := s.at(setting)
		if !finite(share) {
			c.StrokeLines(style, points)
			points = nil
			continue
		}
		points = append(points, at(float64(i), share))
	}
	c.StrokeLines(style, points)
}

// axis draws one axis with its marks.
func (b bundle) axis(c draw.Canvas, at func(x, y float64) vg.Point, x float64, s axisScale) {
	low, high := at(x, 0), at(x, 1)
	c.StrokeLine2(draw.LineStyle{Color: b.Muted, Width: vg.Points(1)}, low.X, low.Y, high.X, high.Y)
	style := b.text(tickSize-1, b.Ink)
	style.YAlign = draw.YCenter
	for _, m := range s.marks {
		point := at(x, m.share)
		c.StrokeLine2(draw.LineStyle{Color: b.Muted, Width: vg.Points(1)}, point.X-3, point.Y, point.X+3, point.Y)
		b.veil(c, style.Rectangle(m.label).Add(vg.Point{X: point.X + 5, Y: point.Y}))
		c.FillText(style, vg.Point{X: point.X + 5, Y: point.Y}, m.label)
	}
}

// veil lies under a mark, so that lines do not cross it out.
func (b bundle) veil(c draw.Canvas, r vg.Rectangle) {
	c.SetColor(b.Veil)
	c.Fill(r.Path())
}

// An axisScale places the values of an axis between 0 and 1.
type axisScale struct {
	shares []float64
	marks  []axisMark
}

type axisMark struct {
	share float64
	label string
}

func (s axisScale) at(setting int) float64 { return s.shares[setting] }

// mostDistinct is how many different values of an axis are each marked.
const mostDistinct = 8

func (a ParallelAxis) scale() axisScale {
	if a.Names != nil {
		return a.nominal()
	}
	known := slices.DeleteFunc(slices.Clone(a.Values), func(v float64) bool { return !finite(v) })
	slices.Sort(known)
	distinct := slices.Compact(slices.Clone(known))
	if len(distinct) == 0 {
		return axisScale{shares: slices.Repeat([]float64{math.NaN()}, len(a.Values))}
	}
	low, high := distinct[0], distinct[len(distinct)-1]
	place := func(v float64) float64 { return (v - low) / (high - low) }
	switch {
	case low == high:
		place = func(float64) float64 { return 0.5 }
	case worthLog(distinct):
		place = func(v float64) float64 { return math.Log(v/low) / math.Log(high/low) }
	}
	s := axisScale{}
	for _, v := range a.Values {
		share := math.NaN()
		if finite(v) {
			share = place(v)
		}
		s.shares = append(s.shares, share)
	}
	if len(distinct) > mostDistinct {
		distinct = []float64{low, known[len(known)/2], high}
	}
	for _, v := range distinct {
		s.marks = append(s.marks, axisMark{place(v), short(v)})
	}
	return s.thinned()
}

// thinned leaves out marks that would lie on others.
func (s axisScale) thinned() axisScale {
	const apart = 0.07
	var kept []axisMark
	for i, m := range s.marks {
		last := i == len(s.marks)-1
		if len(kept) > 0 && m.share-kept[len(kept)-1].share < apart {
			if !last {
				continue
			}
			kept = kept[:len(kept)-1]
		}
		kept = append(kept, m)
	}
	s.marks = kept
	return s
}

// nominal spreads the names evenly in order of their appearance.
func (a ParallelAxis) nominal() axisScale {
	var distinct []string
	for _, name := range a.Names {
		if name != "" && !slices.Contains(distinct, name) {
			distinct = append(distinct, name)
		}
	}
	place := func(i int) float64 {
		if len(distinct) == 1 {
			return 0.5
		}
		return float64(i) / float64(len(distinct)-1)
	}
	var s axisScale
	for _, name := range a.Names {
		share := math.NaN()
		if i := slices.Index(distinct, name); i >= 0 {
			share = place(i)
		}
		s.shares = append(s.shares, share)
	}
	for i, name := range distinct {
		s.marks = append(s.marks, axisMark{place(i), wrap(name, 14, 1)})
	}
	return s.thinned()
}

// short writes a value with three digits.
func short(v float64) string {
	if a := math.Abs(v); a >= 1e4 {
		scale, suffix := siPrefix(a)
		return strconv.FormatFloat(v/scale, 'g', 3, 64) + suffix
	}
	return fmt.Sprintf("%.3g", v)
}

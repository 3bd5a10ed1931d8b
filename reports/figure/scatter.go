package figure

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Scatter draws clouds of points: each point small, the mean of a cloud large.
type Scatter struct {
	Title  string
	X, Y   string // labels of the axes
	Clouds []Cloud
	Paths  []Path
	// Front connects the means that no other mean beats in both, where X is
	// better to the left and Y as Better says.
	Front  bool
	Higher bool // Y is better upwards
	// Shares has both axes begin at 0 and reach to 1 at least.
	Shares     bool
	References []Reference // of Y
	LogX, LogY bool        // ask for logarithmic axes where the values allow and reward them
}

// A Cloud is the points of one label, one for each seed. X and Y are of equal
// length; a point that is not finite is left out.
type Cloud struct {
	Name  string
	Style int
	X, Y  []float64
}

// A Path is a line through points in their order.
type Path struct {
	Style int
	X, Y  []float64
}

func (s Scatter) plot(t Theme) *plot.Plot {
	p := t.axes(wrap(s.Title, 36, 2), s.X, s.Y)
	s.scale(p)
	p.Add(rules{t})
	for _, r := range s.References {
		p.Add(reference{r, t})
	}
	for _, path := range s.Paths {
		line := t.meanLine(path.Style)
		line.Width = vg.Points(1.1)
		p.Add(curve{x: path.X, y: path.Y, line: line})
	}
	if s.Front {
		p.Add(front{s.means(), s.Higher, t})
	}
	var lines []polyline
	for _, c := range s.Clouds {
		p.Add(cloud{c, t})
		lines = append(lines, polyline{c.X, c.Y})
		if x, y, ok := c.mean(); ok {
			lines = append(lines, polyline{[]float64{x}, []float64{y}})
		}
	}
	p.Add(labels{references: s.References, lines: lines, Theme: t})
	if x, _ := s.values(); len(x) == 0 && len(s.Paths) == 0 {
		p.X.Tick.Marker, p.Y.Tick.Marker = plot.ConstantTicks{}, plot.ConstantTicks{}
		p.Add(notice{"no values", t})
	}
	return p
}

// values are the finite points of all clouds.
func (s Scatter) values() (x, y []float64) {
	for _, c := range s.Clouds {
		for i := range c.X {
			if finite(c.X[i]) && finite(c.Y[i]) {
				x, y = append(x, c.X[i]), append(y, c.Y[i])
			}
		}
	}
	return x, y
}

func (s Scatter) scale(p *plot.Plot) {
	x, y := s.values()
	if s.Shares {
		p.X.Min, p.X.Max = 0, completed(slices.Max(append(x, 1)))
		p.Y.Min, p.Y.Max = 0, completed(slices.Max(append(y, 1)))
		return
	}
	references := make([]float64, len(s.References))
	for i, r := range s.References {
		references[i] = r.Value
	}
	stretch(&p.X, x, nil, s.LogX)
	stretch(&p.Y, y, references, s.LogY)
}

// stretch sets an axis to values, with room for marks at its ends.
func stretch(a *plot.Axis, values, references []float64, log bool) {
	var cut bool
	if log && worthLog(values) {
		var lo, hi float64
		lo, hi, cut = span(apply(math.Log10, values), apply(math.Log10, references))
		a.Min, a.Max = math.Pow(10, lo), math.Pow(10, hi)
		a.Scale, a.Tick.Marker = plot.LogScale{}, logTicks{}
		a.Label.Text += ", logarithmic"
	} else {
		a.Min, a.Max, cut = span(values, references)
	}
	if cut {
		a.Label.Text += ", outliers cut off"
	}
}

// means are the finite centres of the clouds.
func (s Scatter) means() [][2]float64 {
	var all [][2]float64
	for _, c := range s.Clouds {
		if x, y, ok := c.mean(); ok {
			all = append(all, [2]float64{x, y})
		}
	}
	return all
}

func (c Cloud) mean() (x, y float64, ok bool) {
	n := 0.0
	for i := range c.X {
		if finite(c.X[i]) && finite(c.Y[i]) {
			x, y, n = x+c.X[i], y+c.Y[i], n+1
		}
	}
	return x / n, y / n, n > 0
}

type cloud struct {
	Cloud
	Theme
}

func (k cloud) Plot(c draw.Canvas, p *plot.Plot) {
	at := projection(c, p)
	small, large := k.marker(k.Style), k.marker(k.Style)
	small.Color, small.Radius = alpha(k.Series(k.Style), 0x80), vg.Points(2.2)
	large.Radius = vg.Points(4.6)
	for i := range k.X {
		if finite(k.X[i]) && finite(k.Y[i]) {
			c.DrawGlyph(small, at(k.X[i], k.Y[i]))
		}
	}
	if x, y, ok := k.mean(); ok {
		c.DrawGlyph(large, at(x, y))
	}
}

// front is the staircase of what is best for at most so much.
type front struct {
	points [][2]float64
	higher bool
	Theme
}

func (f front) Plot(c draw.Canvas, p *plot.Plot) {
	at := projection(c, p)
	best := pareto(f.points, f.higher)
	var line []vg.Point
	for i, v := range best {
		if i > 0 {
			line = append(line, at(v[0], best[i-1][1]))
		}
		line = append(line, at(v[0], v[1]))
	}
	if len(line) > 0 {
		line = append(line, vg.Point{X: c.Max.X, Y: line[len(line)-1].Y})
		c.StrokeLines(draw.LineStyle{Color: f.Muted, Width: vg.Points(1.2), Dashes: []vg.Length{5, 3}}, c.ClipLinesXY(line)...)
	}
}

// pareto are the points that no other is better than in one coordinate and at
// least as good in the other, from left to right.
func pareto(points [][2]float64, higher bool) [][2]float64 {
	sorted := slices.Clone(points)
	sign := 1.0
	if higher {
		sign = -1
	}
	slices.SortFunc(sorted, func(a, b [2]float64) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(sign*a[1], sign*b[1]))
	})
	var best [][2]float64
	for _, v := range sorted {
		if len(best) == 0 || sign*v[1] < sign*best[len(best)-1][1] {
			best = append(best, v)
		}
	}
	return best
}

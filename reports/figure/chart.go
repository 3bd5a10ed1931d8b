package figure

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Chart draws series over one pair of axes: for each series its traces as
// thin lines, their mean as a thick one and their range as a band.
type Chart struct {
	Title  string
	X, Y   string // labels of the axes
	Series []Series
	// References are values that the curves are read against.
	References []Reference
	// Log asks for a logarithmic axis where the values allow and reward one.
	Log bool
	// Plain draws full lines without markers, for dense curves of one label.
	Plain bool
	// Named writes the names of the series into the panel.
	Named bool
	// Others are drawn faintly behind, their means alone, to see the series
	// among them; they count for the ranges of the axes.
	Others []Series
}

// A Reference is a named value, drawn as a dotted line across.
type Reference struct {
	Name  string
	Value float64
}

// plot builds the chart. A chart without a finite value says so.
func (c Chart) plot(t Theme) *plot.Plot {
	p := t.axes(wrap(c.Title, 36, 2), c.X, c.Y)
	c.scale(p)
	p.Add(rules{t})
	for _, r := range c.References {
		p.Add(reference{r, t})
	}
	for _, s := range c.Others {
		sum := s.summarise()
		p.Add(curve{x: sum.x, y: sum.mean, line: draw.LineStyle{Color: veil(t.Muted, 0x60), Width: vg.Points(0.8)}})
	}
	summaries := make([]summary, len(c.Series))
	for i, s := range c.Series {
		summaries[i] = s.summarise()
		if len(s.Traces) > 1 {
			p.Add(band{summaries[i], t.band(s.Style)})
		}
	}
	for i, s := range c.Series {
		c.addLines(p, t, s, summaries[i])
	}
	p.Add(labels{c.References, c.Series, c.lines(summaries), t})
	if c.Named {
		p.Add(names{c.Series, t})
	}
	if len(c.values()) == 0 {
		p.X.Tick.Marker, p.Y.Tick.Marker = plot.ConstantTicks{}, plot.ConstantTicks{}
		p.Add(notice{"no values", t})
	}
	return p
}

func (c Chart) addLines(p *plot.Plot, t Theme, s Series, sum summary) {
	for _, trace := range s.Traces {
		p.Add(curve{x: trace.X, y: trace.Y, line: t.thinLine(s.Style)})
		if last := trace.lastFinite(); last >= 0 && (trace.Broken || last < len(trace.Y)-1) {
			p.Add(cross{trace.X[last], trace.Y[last], t.Series(s.Style)})
		}
	}
	mean := curve{x: sum.x, y: sum.mean, line: t.meanLine(s.Style), marker: t.marker(s.Style)}
	if c.Plain {
		mean.line.Dashes, mean.line.Width, mean.marker.Shape = nil, vg.Points(1.3), nil
	}
	p.Add(mean)
}

// lines are the curves, thin and thick.
func (c Chart) lines(summaries []summary) []polyline {
	var all []polyline
	for i, s := range c.Series {
		all = append(all, polyline{summaries[i].x, summaries[i].mean})
		for _, t := range s.Traces {
			all = append(all, polyline{t.X, t.Y})
		}
	}
	return all
}

func (c Chart) values() []float64 {
	var all []float64
	for _, s := range slices.Concat(c.Series, c.Others) {
		for _, t := range s.Traces {
			for _, y := range t.Y {
				if finite(y) {
					all = append(all, y)
				}
			}
		}
	}
	return all
}

// scale sets both ranges.
func (c Chart) scale(p *plot.Plot) {
	p.X.Min, p.X.Max = 0, completed(c.lastX())
	values, references := c.values(), make([]float64, len(c.References))
	for i, r := range c.References {
		references[i] = r.Value
	}
	var cut bool
	if c.Log && worthLog(values) {
		lo, hi, logCut := span(apply(math.Log10, values), apply(math.Log10, references))
		p.Y.Min, p.Y.Max, cut = math.Pow(10, lo), math.Pow(10, hi), logCut
		p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, logTicks{}
		p.Y.Label.Text += ", logarithmic"
	} else {
		p.Y.Min, p.Y.Max, cut = span(values, references)
	}
	if cut {
		p.Y.Label.Text += ", outliers cut off"
	}
}

func (c Chart) lastX() float64 {
	last := 0.0
	for _, s := range slices.Concat(c.Series, c.Others) {
		for _, t := range s.Traces {
			if n := len(t.X); n > 0 {
				last = math.Max(last, t.X[n-1])
			}
		}
	}
	if last == 0 {
		return 1
	}
	return last
}

func apply(f func(float64) float64, values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = f(v)
	}
	return out
}

// axes is an empty plot in the theme's style.
func (t Theme) axes(title, x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.Title.Text, p.Title.TextStyle = title, t.text(titleSize, t.Ink)
	p.Title.TextStyle.XAlign, p.Title.TextStyle.YAlign = draw.XCenter, draw.YTop
	p.Title.Padding = vg.Points(6)
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks{}, ticks{}
	t.dress(&p.X, x)
	t.dress(&p.Y, y)
	return p
}

// dress styles one axis; the alignments are those that plot.New chose.
func (t Theme) dress(a *plot.Axis, label string) {
	a.Label.Text = label
	a.Label.Padding = vg.Points(4)
	a.Padding = 0
	a.LineStyle.Color, a.LineStyle.Width = t.Rule, vg.Points(1)
	a.Tick.LineStyle.Width, a.Tick.Length = 0, vg.Points(4)
	t.set(&a.Label.TextStyle, labelSize)
	t.set(&a.Tick.Label, tickSize)
}

func (t Theme) set(style *draw.TextStyle, size float64) {
	plain := t.text(size, t.Muted)
	style.Color, style.Font, style.Handler = plain.Color, plain.Font, plain.Handler
}

// veil makes any colour of a theme translucent.
func veil(c color.Color, a uint8) color.Color {
	if n, ok := c.(color.NRGBA); ok {
		return alpha(n, a)
	}
	return c
}

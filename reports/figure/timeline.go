package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Timeline draws one row a run: a bar as long as it went, with a mark where
// something began.
type Timeline struct {
	Title string
	X     string // label of the axis
	Rows  []TimelineRow
}

// A TimelineRow is one run.
type TimelineRow struct {
	Name   string
	Detail string // behind the name, which is shortened where both are long
	Length float64
	Broken bool // it ended badly
	Events []Event
}

// An Event is the beginning of something; its style is that of its kind.
type Event struct {
	At    float64
	Style int
}

func (l Timeline) plot(t Theme) *plot.Plot {
	p := t.axes(l.Title, l.X, "")
	longest := 0.0
	for _, r := range l.Rows {
		longest = max(longest, r.Length)
		for _, e := range r.Events {
			longest = max(longest, e.At)
		}
	}
	if longest == 0 {
		longest = 1
	}
	p.X.Min, p.X.Max = 0, completed(longest)
	p.Y.Min, p.Y.Max = -0.5, max(0.5, float64(len(l.Rows))-0.5)
	var names plot.ConstantTicks
	for i, r := range l.Rows {
		names = append(names, plot.Tick{Value: float64(len(l.Rows) - 1 - i), Label: wrap(r.Name, 40, 1) + r.Detail})
	}
	p.Y.Tick.Marker = names
	p.Y.LineStyle.Width = 0
	p.Add(lanes{l, t})
	return p
}

type lanes struct {
	Timeline
	Theme
}

func (l lanes) Plot(c draw.Canvas, p *plot.Plot) {
	at := projection(c, p)
	for i, r := range l.Rows {
		level := float64(len(l.Rows) - 1 - i)
		from, to := at(0, level), at(r.Length, level)
		line := draw.LineStyle{Color: l.Rule, Width: vg.Points(6)}
		c.StrokeLine2(line, from.X, from.Y, to.X, to.Y)
		if r.Broken {
			cross{r.Length, level, l.Ink}.Plot(c, p)
		}
		for _, e := range r.Events {
			mark := l.marker(e.Style)
			mark.Radius = vg.Points(3.8)
			c.DrawGlyph(mark, at(e.At, level))
		}
	}
}

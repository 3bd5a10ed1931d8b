package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Matrix draws shares from 0 to 1 as squares, the darker the greater, rows
// from above.
type Matrix struct {
	Title   string
	X, Y    string   // what columns and rows are
	Columns []string // names
	Rows    []string
	Shares  [][]float64 // [row][column]; one that is not finite stays empty
}

// mostWritten is how many columns have room for numbers in their squares, and
// mostNamed for their names.
const mostWritten, mostNamed = 12, 30

func (m Matrix) plot(t Theme) *plot.Plot {
	p := t.axes(wrap(m.Title, 36, 2), m.X, m.Y)
	p.X.Min, p.X.Max = -0.5, max(0.5, float64(len(m.Columns))-0.5)
	p.Y.Min, p.Y.Max = -0.5, max(0.5, float64(len(m.Rows))-0.5)
	p.X.Tick.Marker = places(m.Columns, func(i int) float64 { return float64(i) })
	p.Y.Tick.Marker = places(m.Rows, m.level)
	p.X.LineStyle.Width, p.Y.LineStyle.Width = 0, 0
	p.Add(squares{m, t})
	return p
}

func (m Matrix) level(row int) float64 { return float64(len(m.Rows) - 1 - row) }

// places name whole numbers, some of them where there are many.
func places(names []string, at func(int) float64) plot.ConstantTicks {
	var marks plot.ConstantTicks
	stride := (len(names) + mostNamed - 1) / mostNamed
	for i := 0; i < len(names); i += max(1, stride) {
		marks = append(marks, plot.Tick{Value: at(i), Label: wrap(names[i], 10, 1)})
	}
	return marks
}

type squares struct {
	Matrix
	Theme
}

func (s squares) Plot(c draw.Canvas, p *plot.Plot) {
	at := projection(c, p)
	for r, row := range s.Shares {
		for k, share := range row {
			low, high := at(float64(k)-0.5, s.level(r)-0.5), at(float64(k)+0.5, s.level(r)+0.5)
			s.square(c, vg.Rectangle{Min: low, Max: high}, share)
			if len(s.Columns) <= mostWritten && finite(share) {
				s.write(c, at(float64(k), s.level(r)), share)
			}
		}
	}
	c.StrokeLines(draw.LineStyle{Color: s.Rule, Width: vg.Points(1)}, []vg.Point{
		c.Min, {X: c.Max.X, Y: c.Min.Y}, c.Max, {X: c.Min.X, Y: c.Max.Y}, c.Min,
	})
}

// square fills a place; a share of 0 stays paper.
func (s squares) square(c draw.Canvas, r vg.Rectangle, share float64) {
	if !finite(share) || share <= 0 {
		return
	}
	// The root tells small shares from none.
	c.SetColor(alpha(s.Series(0), uint8(math.Round(255*math.Sqrt(min(share, 1))))))
	c.Fill(r.Path())
}

func (s squares) write(c draw.Canvas, at vg.Point, share float64) {
	if share == 0 {
		return
	}
	style := s.text(tickSize-1, s.Ink)
	if share > 0.3 {
		style.Color = s.Veil
	}
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	text := fmt.Sprintf("%.0f", 100*share)
	if text == "0" {
		text = "<1"
	}
	c.FillText(style, at, text)
}

package reports

import (
	"encoding/json"
	"fmt"
	"html/template"
	"os"
	"slices"
	"strings"

	"gander/core"
	"gander/core/eval"
	"gander/reports/figure"
)

// contestPage is the part of the page about one dataset.
type contestPage struct {
	Contest
	Number  int
	Table   Table
	Scores  []scorePage
	Losses  []lossPage
	Pairs   []eval.Pair
	Film    Film
	Seeds   []uint64
	Figures []figurePage
	Nearest []Resemblance
	Unread  int     // neighbourhoods that the results folder should have but has not
	Beside  []Table // parameters that differ, rules of reporting, tries of sweeps
}

// A figurePage is a figure of many panels.
type figurePage struct {
	Name, Caption, Alt string
	Width              float64 // in points, beyond which it is not stretched
	SVG                template.HTML
}

type scorePage struct {
	Column
	Heading string
	Alt     string
	Curves  []drawing // one for each axis
	End     template.HTML
}

type lossPage struct {
	Label  string
	Style  int
	Alt    string
	Curves []drawing
	Others []drawing // scalars of no loss, against the first axis alone
}

// A drawing is one figure against one abscissa.
type drawing struct {
	Currency core.Currency
	Title    string
	SVG      template.HTML
}

// page makes the part of a contest, its grids in about so many bytes.
func (c Contest) page(number int, results *os.Root, axes []Abscissa, budget int) contestPage {
	p := contestPage{Contest: c, Number: number, Table: c.Table(), Film: c.film(results, budget), Seeds: c.seeds()}
	for _, column := range c.followed() {
		p.Scores = append(p.Scores, c.scorePage(column, axes))
	}
	for _, k := range c.Contenders {
		p.Losses = append(p.Losses, k.lossPage(axes))
	}
	p.Nearest, p.Unread = c.resemblances(results)
	p.Figures, p.Beside = c.figures(results, axes), c.beside(true)
	return p
}

// figures are those of the files that are not on the page in another form.
func (c Contest) figures(results *os.Root, axes []Abscissa) []figurePage {
	var all []figurePage
	for _, f := range []struct {
		name, alt string
		sheet     figure.Sheet
	}{
		{"multiples", "the headline score over training, a panel for each label", c.multiplesSheet(axes[0])},
		{"compute", "the headline score against multiply-adds and seconds of training; the table has the numbers", c.computeSheet(axes)},
		{"precision-recall", "precision against recall and density against coverage; the table has the numbers", c.fidelitySheet(results)},
		{"confusion", "what a classifier takes the samples for, by what they were asked to show", c.confusionSheet(results)},
		{"parameters", "the headline score by the parameters that differ; the tables have the numbers", c.parallelSheet()},
		{"health", "when training began to ail; the list of runs has it in words", c.healthSheet(axes[0])},
	} {
		if len(f.sheet.Panels) == 0 {
			continue
		}
		caption := f.sheet.Title
		f.sheet.Title = "" // which the caption says
		width := f.sheet.Width * float64(len(f.sheet.Panels[0]))
		all = append(all, figurePage{f.name, caption, f.alt, width, template.HTML(f.sheet.Inline())})
	}
	return all
}

func (c Contest) seeds() []uint64 {
	var all []uint64
	for _, k := range c.Contenders {
		for _, r := range k.Runs {
			if !slices.Contains(all, r.Seed) {
				all = append(all, r.Seed)
			}
		}
	}
	slices.Sort(all)
	return all
}

// StripsOf gives the strips of one seed in order of labels.
func (p contestPage) StripsOf(seed uint64) []Strip {
	var row []Strip
	for _, s := range p.Film.Strips {
		if s.Seed == seed {
			row = append(row, s)
		}
	}
	return row
}

// Last is the frame shown before the reader moves the slider.
func (s Strip) Last() Frame { return s.Frames[len(s.Frames)-1] }

// JSON is the frames for the page's script. The picture of the last one is in
// the document.
func (s Strip) JSON() template.JS {
	frames := slices.Clone(s.Frames)
	frames[len(frames)-1].Source = ""
	return toJSON(frames)
}

// JSON is the positions for the page's script.
func (f Film) JSON() template.JS { return toJSON(f.Positions) }

func toJSON(v any) template.JS {
	text, err := json.Marshal(v)
	check(err)
	return template.JS(text)
}

func (c Contest) scorePage(column Column, axes []Abscissa) scorePage {
	p := scorePage{Column: column, Heading: column.heading(), Alt: c.describe(column)}
	for _, a := range axes {
		p.Curves = append(p.Curves, draw(a, figure.Sheet{
			Panels: [][]figure.Panel{{c.scoreChart(column, a)}}, Width: chartWidth, Height: min(c.dotsHeight(), mostHeight),
		}))
	}
	p.End = template.HTML(figure.Sheet{
		Panels: [][]figure.Panel{{c.endDots(column)}}, Width: dotsWidth, Height: c.dotsHeight(),
	}.Inline())
	return p
}

// followed are the scores that have a curve: those of more than one step, and
// the headline.
func (c Contest) followed() []Column {
	var list []Column
	for i, column := range c.Columns {
		if i == 0 || c.steps(column) > 1 {
			list = append(list, column)
		}
	}
	return list
}

// steps is the greatest number of steps at which a run has the score.
func (c Contest) steps(column Column) int {
	most := 0
	for _, k := range c.Contenders {
		for _, r := range k.Runs {
			n := 0
			for _, s := range r.Scores {
				if column.holds(s) {
					n++
				}
			}
			most = max(most, n)
		}
	}
	return most
}

// describe says in words what a score's figures show.
func (c Contest) describe(column Column) string {
	var ends []string
	for i, cell := range c.Cells(column) {
		ends = append(ends, c.Contenders[i].Label+" "+cell.plain())
	}
	return fmt.Sprintf("%s on %s; at the end: %s", column.Title, c.Dataset.Name, strings.Join(ends, "; "))
}

func (k Contender) lossPage(axes []Abscissa) lossPage {
	p := lossPage{Label: k.Label, Style: k.Style, Alt: "losses of " + k.Label + " by seed"}
	for _, a := range axes {
		d, g := k.roleChart(lossD, a), k.roleChart(lossG, a)
		d.X = ""
		p.Curves = append(p.Curves, draw(a, figure.Sheet{
			Panels: [][]figure.Panel{{d}, {g}}, Width: panelWidth, Height: panelHeight,
		}))
	}
	for _, chart := range k.otherCharts(axes[0]) {
		d := draw(axes[0], figure.Sheet{Panels: [][]figure.Panel{{chart}}, Width: panelWidth, Height: panelHeight})
		d.Title = chart.Y
		p.Others = append(p.Others, d)
	}
	return p
}

// otherCharts draws gradient norms and the scalars of the variant's own.
func (k Contender) otherCharts(a Abscissa) []figure.Chart {
	var charts []figure.Chart
	for _, r := range []role{gradD, gradG} {
		if c := k.roleChart(r, a); len(c.Series) > 0 {
			charts = append(charts, c)
		}
	}
	for _, key := range k.scalarKeys("") {
		charts = append(charts, figure.Chart{X: a.Label, Y: key, Series: []figure.Series{k.scalarSeries(key, k.Style, a)}, Plain: true})
	}
	return charts
}

func draw(a Abscissa, s figure.Sheet) drawing {
	return drawing{Currency: a.Currency, SVG: template.HTML(s.Inline())}
}

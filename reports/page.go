package reports

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"gander/core"
	"gander/core/eval"
	"gander/reports/figure"
)

//go:embed templates
var templates embed.FS

var pageTemplate = template.Must(template.New("page.html").Funcs(template.FuncMap{
	"budget":   budget,
	"colour":   func(style int) int { return style % figure.Colours() },
	"count":    func(n int64) string { return count(float64(n)) },
	"duration": duration,
	"hash":     shortHash,
	"last":     func(p []Position) int { return len(p) - 1 },
	"picture":  func(source string) template.URL { return template.URL(source) },
	"swatch": func(style int) template.HTML {
		return template.HTML(`<span class="swatch">` + string(figure.Swatch(style)) + `</span>`)
	},
	"when": func(t time.Time) string { return t.UTC().Format("2 January 2006 15:04 UTC") },
}).ParseFS(templates, "templates/page.html"))

// page is what the template shows.
type page struct {
	*Comparison
	Answers  []Answer
	Contests []contestPage
	Axes     []Abscissa
	Made     provenance
	Style    template.CSS
	Script   template.JS
	Series   []int // numbers of the series' CSS variables
}

// contestPage is one dataset's part of the page.
type contestPage struct {
	Contest
	Number   int
	Table    Table
	Scores   []scorePage
	Losses   []lossPage
	Pairs    []eval.Pair
	Film     Film
	FilmJSON template.JS
	Seeds    []uint64
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

// HTML writes the comparison as one page that needs nothing beside itself:
// styles, script, figures and sample grids are inside.
func (c *Comparison) HTML(w io.Writer) error {
	p, err := c.page()
	if err != nil {
		return err
	}
	if err := pageTemplate.Execute(w, p); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

func (c *Comparison) page() (*page, error) {
	style, err := templates.ReadFile("templates/page.css")
	if err != nil {
		return nil, fmt.Errorf("read page style: %w", err)
	}
	script, err := templates.ReadFile("templates/page.js")
	if err != nil {
		return nil, fmt.Errorf("read page script: %w", err)
	}
	results, err := os.OpenRoot(c.Results)
	if err != nil {
		return nil, fmt.Errorf("open results folder: %w", err)
	}
	defer results.Close()
	p := &page{
		Comparison: c, Answers: c.Answers(), Axes: c.Abscissas(), Made: c.provenance(),
		Style: template.CSS(style), Script: template.JS(script),
	}
	for i := range figure.MaxVariables {
		p.Series = append(p.Series, i)
	}
	for i, contest := range c.Contests {
		part, err := contest.page(i, results, p.Axes)
		if err != nil {
			return nil, err
		}
		part.Pairs = p.Answers[i].Pairs
		p.Contests = append(p.Contests, part)
	}
	return p, nil
}

func (c Contest) page(number int, results *os.Root, axes []Abscissa) (contestPage, error) {
	p := contestPage{Contest: c, Number: number, Table: c.Table(), Film: c.film(results), Seeds: c.seeds()}
	for _, column := range c.Columns {
		p.Scores = append(p.Scores, c.scorePage(column, axes))
	}
	for _, k := range c.Contenders {
		p.Losses = append(p.Losses, k.lossPage(axes))
	}
	film, err := json.Marshal(p.Film)
	if err != nil {
		return p, fmt.Errorf("encode samples: %w", err)
	}
	p.FilmJSON = template.JS(film)
	return p, nil
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

// Index is the place of a strip in the film.
func (p contestPage) Index(s Strip) int {
	return slices.IndexFunc(p.Film.Strips, func(o Strip) bool { return o.Label == s.Label && o.Seed == s.Seed })
}

// Last is the frame shown before the reader moves the slider.
func (s Strip) Last() Frame { return s.Frames[len(s.Frames)-1] }

func (c Contest) scorePage(column Column, axes []Abscissa) scorePage {
	p := scorePage{Column: column, Heading: column.heading(), Alt: c.describe(column)}
	for _, a := range axes {
		p.Curves = append(p.Curves, draw(a, figure.Sheet{
			Panels: [][]figure.Panel{{c.scoreChart(column, a)}}, Width: chartWidth, Height: chartHeight,
		}))
	}
	p.End = template.HTML(figure.Sheet{
		Panels: [][]figure.Panel{{c.endDots(column)}}, Width: dotsWidth, Height: c.dotsHeight(),
	}.Inline())
	return p
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

func shortHash(s string) string { return s[:min(len(s), 12)] }

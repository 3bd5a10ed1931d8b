package reports

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"os"
	"time"

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
	"known": func(p float64) string {
		if math.IsNaN(p) {
			return none
		}
		return fmt.Sprintf("%.3g", p)
	},
	"last":    func(p []Position) int { return len(p) - 1 },
	"picture": func(source string) template.URL { return template.URL(source) },
	"soft":    soft,
	"swatch": func(style int) template.HTML {
		return template.HTML(`<span class="swatch">` + string(figure.Swatch(style)) + `</span>`)
	},
	"when": func(t time.Time) string { return t.UTC().Format("2 January 2006 15:04 UTC") },
}).ParseFS(templates, "templates/page.html"))

// page is what the template shows.
type page struct {
	*Comparison
	Verdict []Answer
	Parts   []contestPage
	Axes    []Abscissa
	Made    provenance
	Style   template.CSS
	Script  template.JS
	Series  []int // numbers of the series' CSS variables
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
		Comparison: c, Verdict: c.Answers(), Axes: c.Abscissas(), Made: c.provenance(),
		Style: template.CSS(style), Script: template.JS(script),
	}
	for i := range figure.MaxVariables {
		p.Series = append(p.Series, i)
	}
	for i, contest := range c.Contests {
		part := contest.page(i, results, p.Axes, pageBudget/len(c.Contests))
		part.Pairs = p.Verdict[i].Pairs
		p.Parts = append(p.Parts, part)
	}
	return p, nil
}

func shortHash(s string) string { return s[:min(len(s), 12)] }

package reports

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gander/core"
	"gander/reports/figure"
)

// Sizes of panels in points.
const (
	chartWidth, chartHeight = 410, 270
	mostHeight              = 360 // of a chart beside a higher panel
	panelWidth, panelHeight = 270, 190
	dotsWidth, dotRowHeight = 340, 32
	panelsBeside            = 4
)

const howToRead = "Thick: mean of the finished seeds. Band: least to greatest of them. Thin: each seed. Cross: the run broke off there. Ring: it began to ail there."

// A role says which curve of the comparison a scalar belongs to, see
// core.Scalar.
type role string

const (
	lossD role = "loss_d"
	lossG role = "loss_g"
	gradD role = "grad_d"
	gradG role = "grad_g"
)

// roleWords are the axes of curves by role.
var roleWords = map[role]string{
	lossD: "discriminator loss",
	lossG: "generator loss",
	gradD: "discriminator gradient norm",
	gradG: "generator gradient norm",
}

// scoreChart is one score of all labels in one pair of axes.
func (c Contest) scoreChart(column Column, a Abscissa) figure.Chart {
	return figure.Chart{
		X: a.Label, Y: column.heading(), Series: c.scoreSeries(column, a),
		References: column.references(), Log: column.Direction == core.Lower,
	}
}

func (c Column) references() []figure.Reference {
	var refs []figure.Reference
	if c.Floor != nil {
		refs = append(refs, figure.Reference{Name: "real data", Value: *c.Floor})
	}
	if c.Ceiling != nil {
		refs = append(refs, figure.Reference{Name: "noise", Value: *c.Ceiling})
	}
	return refs
}

// endDots is the last score of every seed.
func (c Contest) endDots(column Column) figure.Dots {
	d := figure.Dots{X: column.heading() + " at the end", References: column.references()}
	for i, cell := range c.Cells(column) {
		row := figure.DotRow{Name: c.Contenders[i].Label, Style: c.Contenders[i].Style}
		for _, v := range cell.Values {
			row.Values = append(row.Values, v.Value)
		}
		d.Rows = append(d.Rows, row)
	}
	return d
}

// roleChart is the scalars of one role of one label. Losses of different
// labels never share an axis, since they are different functions.
func (k Contender) roleChart(r role, a Abscissa) figure.Chart {
	c := figure.Chart{X: a.Label, Y: roleWords[r], Plain: true}
	keys := k.scalarKeys(r)
	for i, key := range keys {
		c.Series = append(c.Series, k.scalarSeries(key, k.Style+i, a))
	}
	c.Named = len(keys) > 1
	return c
}

// legend names the contenders' styles.
func (c Contest) legend() []figure.Series {
	var all []figure.Series
	for _, k := range c.Contenders {
		all = append(all, figure.Series{Name: k.Label, Style: k.Style})
	}
	return all
}

// scoreSheet is all scores over training, for a file.
func (c Contest) scoreSheet(a Abscissa) figure.Sheet {
	s := figure.Sheet{Title: "Scores on " + c.Dataset.Name, Legend: c.legend(), Note: howToRead, Width: chartWidth, Height: chartHeight}
	for i, column := range c.Columns {
		if i%2 == 0 {
			s.Panels = append(s.Panels, nil)
		}
		last := len(s.Panels) - 1
		s.Panels[last] = append(s.Panels[last], c.scoreChart(column, a))
	}
	return s
}

// endSheet is the final scores by seed, for a file.
func (c Contest) endSheet() figure.Sheet {
	s := figure.Sheet{Title: "Scores at the end on " + c.Dataset.Name, Note: "Dots: finished seeds. Bar: their mean.", Width: dotsWidth, Height: c.dotsHeight()}
	for i, column := range c.Columns {
		if i%2 == 0 {
			s.Panels = append(s.Panels, nil)
		}
		last := len(s.Panels) - 1
		s.Panels[last] = append(s.Panels[last], c.endDots(column))
	}
	return s
}

// dotsHeight gives every label a row, in a panel not lower than the curves'.
func (c Contest) dotsHeight() float64 {
	return max(chartHeight, float64(dotRowHeight*len(c.Contenders)+60))
}

// lossSheet is the losses of all labels side by side, for a file.
func (c Contest) lossSheet(a Abscissa) figure.Sheet {
	s := figure.Sheet{Title: "Losses on " + c.Dataset.Name, Note: howToRead + " Every label has axes of its own: losses of different kinds do not compare.", Width: panelWidth, Height: panelHeight}
	for from := 0; from < len(c.Contenders); from += panelsBeside {
		beside := c.Contenders[from:min(from+panelsBeside, len(c.Contenders))]
		var above, below []figure.Panel
		for _, k := range beside {
			d, g := k.roleChart(lossD, a), k.roleChart(lossG, a)
			d.Title, d.X = k.Label, ""
			above, below = append(above, d), append(below, g)
		}
		s.Panels = append(s.Panels, above, below)
	}
	return s
}

// WriteFigures writes the figures of all contests to a folder as PNG, SVG and
// PDF, see Contest.sheets. It returns their names without endings.
func (c *Comparison) WriteFigures(dir string) ([]string, error) {
	results, err := os.OpenRoot(c.Results)
	if err != nil {
		return nil, fmt.Errorf("open results folder: %w", err)
	}
	defer results.Close()
	var all []namedSheet
	for _, contest := range c.Contests {
		all = append(all, contest.sheets(c.Abscissas(), results)...)
	}
	names, errs := make([]string, len(all)), make([]error, len(all))
	share(len(all), func(i int) {
		names[i] = all[i].name
		errs[i] = writeSheet(filepath.Join(dir, all[i].name), all[i].sheet)
	})
	return names, errors.Join(errs...)
}

func writeSheet(path string, s figure.Sheet) error {
	return errors.Join(writeFile(path+".png", s.PNG), writeFile(path+".svg", s.SVG), writeFile(path+".pdf", s.PDF))
}

// fileName keeps letters, digits, dots, hyphens and underscores of a name.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		}
		return '_'
	}, name)
}

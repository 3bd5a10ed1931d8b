package reports

import (
	"encoding/json"
	"fmt"
	"math"
	"os"

	"gander/core"
	"gander/core/eval"
	"gander/reports/figure"
)

var missing = math.NaN()

// exhibit reads the last artifact of a kind of a finished run; false if there is
// none, or none that can be read.
func exhibit[T any](r Run, kind string, results *os.Root) (T, bool) {
	var v T
	if r.Status != core.Done {
		return v, false
	}
	for i := len(r.Artifacts) - 1; i >= 0; i-- {
		if a := r.Artifacts[i]; a.Kind == kind {
			text, err := results.ReadFile(a.Path)
			return v, err == nil && json.Unmarshal(text, &v) == nil
		}
	}
	return v, false
}

// confusionSheet has a matrix for each label whose samples were asked to show
// something: the counts of all its seeds together.
func (c Contest) confusionSheet(results *os.Root) figure.Sheet {
	var panels []figure.Panel
	s := figure.Sheet{Width: 300, Height: 310}
	for _, k := range c.Contenders {
		m, ok := k.confusion(results)
		if !ok {
			continue
		}
		panels = append(panels, figure.Matrix{
			Title: k.Label, X: m.Of + " that the classifier sees", Y: m.Of + " asked for", Columns: m.Names, Rows: m.Names, Shares: rowShares(m.Counts),
		})
		s.Title = fmt.Sprintf("What samples are taken for on %s", c.Dataset.Name)
		s.Note = "Per cent of the samples of a row, over all finished seeds, by the classifier " + m.Classifier + ". A dark diagonal is right."
		if len(m.Names) > 12 {
			s.Width, s.Height = 400, 410
		}
	}
	s.Panels = grid(panels, 3)
	return s
}

// confusion adds up the seeds of one shape.
func (k Contender) confusion(results *os.Root) (eval.Confusion, bool) {
	var total eval.Confusion
	found := false
	for _, r := range k.Runs {
		m, ok := exhibit[eval.Confusion](r, core.KindConfusion, results)
		if !ok || !square(m) || found && len(m.Counts) != len(total.Counts) {
			continue
		}
		if !found {
			total, found = m, true
			continue
		}
		for i, row := range m.Counts {
			for j, n := range row {
				total.Counts[i][j] += n
			}
		}
	}
	return total, found
}

// square says that a matrix has a row and a column for each name, as a file
// that somebody touched may not.
func square(m eval.Confusion) bool {
	for _, row := range m.Counts {
		if len(row) != len(m.Names) {
			return false
		}
	}
	return len(m.Counts) == len(m.Names) && len(m.Names) > 0
}

// rowShares divides each row by its sum; a row of zeros is not known.
func rowShares(counts [][]int) [][]float64 {
	out := make([][]float64, len(counts))
	for i, row := range counts {
		total := 0
		for _, n := range row {
			total += n
		}
		for _, n := range row {
			share := missing
			if total > 0 {
				share = float64(n) / float64(total)
			}
			out[i] = append(out[i], share)
		}
	}
	return out
}

// fidelitySheet is precision against recall, density against coverage, and the
// trade-off curves of distributions.
func (c Contest) fidelitySheet(results *os.Root) figure.Sheet {
	s := figure.Sheet{Legend: c.legend(), Width: 300, Height: 290}
	var panels []figure.Panel
	if scatter, ok := c.against("recall", "precision"); ok {
		scatter.Shares = true
		panels = append(panels, scatter)
	}
	if scatter, ok := c.against("coverage", "density"); ok {
		scatter.Shares = true
		panels = append(panels, scatter)
	}
	s.Note = "Small: finished seeds at the end of training. Large: their mean."
	if curves, ok := c.tradeoffs(results); ok {
		panels = append(panels, curves)
		s.Note += " Curves: the most precision for each recall of distributions (PRD), a line for each seed."
	}
	s.Note += " Best is the upper right."
	if len(panels) == 0 {
		return figure.Sheet{}
	}
	s.Title = "Fidelity against diversity on " + c.Dataset.Name
	s.Panels = grid(panels, 3)
	return s
}

// against draws one score against another, at the end; false unless both are
// there once.
func (c Contest) against(x, y string) (figure.Scatter, bool) {
	across, up := c.namesakes(x), c.namesakes(y)
	if len(across) != 1 || len(up) != 1 {
		return figure.Scatter{}, false
	}
	s := figure.Scatter{X: across[0].heading(), Y: up[0].heading()}
	for _, k := range c.Contenders {
		cloud := figure.Cloud{Name: k.Label, Style: k.Style}
		for _, r := range k.Runs {
			a, ok1 := r.Final(across[0])
			b, ok2 := r.Final(up[0])
			if ok1 && ok2 {
				cloud.X, cloud.Y = append(cloud.X, a.Value), append(cloud.Y, b.Value)
			}
		}
		s.Clouds = append(s.Clouds, cloud)
	}
	return s, true
}

func (c Contest) tradeoffs(results *os.Root) (figure.Scatter, bool) {
	s := figure.Scatter{X: "recall of distributions", Y: "precision of distributions", Shares: true}
	for _, k := range c.Contenders {
		for _, r := range k.Runs {
			if t, ok := exhibit[eval.Tradeoff](r, core.KindTradeoff, results); ok && len(t.Recall) == len(t.Precision) {
				s.Paths = append(s.Paths, figure.Path{Style: k.Style, X: t.Recall, Y: t.Precision})
			}
		}
	}
	return s, len(s.Paths) > 0
}

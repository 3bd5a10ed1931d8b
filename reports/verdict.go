package reports

import (
	"fmt"
	"math"

	"gander/core"
)

// Verdict answers the experiment's question in sentences: for each dataset who
// leads in the headline score, and whether the seeds show a difference.
func (c *Comparison) Verdict() []string {
	var all []string
	for _, contest := range c.Contests {
		all = append(all, contest.verdict())
	}
	return all
}

func (c Contest) verdict() string {
	if len(c.Columns) == 0 {
		return fmt.Sprintf("On %s no run has been scored yet.", c.Dataset.Name)
	}
	column := c.Columns[0]
	cells := c.Cells(column)
	lead := leader(cells, column.Direction)
	if lead < 0 {
		return fmt.Sprintf("On %s no run has finished yet.", c.Dataset.Name)
	}
	reached := fmt.Sprintf("%s, %s", cells[lead].brief(), seeds(len(cells[lead].Values)))
	if column.Direction == core.Neither || len(c.Contenders) == 1 {
		return fmt.Sprintf("On %s %s reaches %s %s.", c.Dataset.Name, c.Contenders[lead].Label, column.Title, reached)
	}
	return fmt.Sprintf("On %s %s has the best mean %s: %s.", c.Dataset.Name, c.Contenders[lead].Label, column.Title, reached)
}

// leader is the index of the best mean, the first one of equals, or -1.
func leader(cells []Cell, d core.Direction) int {
	lead := -1
	for i, c := range cells {
		if !math.IsNaN(c.Mean) && (lead < 0 || better(c.Mean, cells[lead].Mean, d)) {
			lead = i
		}
	}
	return lead
}

// brief writes the cell outside a table.
func (c Cell) brief() string {
	places := columnDecimals([]float64{c.Mean}, []float64{c.SD})
	if math.IsNaN(c.SD) {
		return fixed(c.Mean, places)
	}
	return fixed(c.Mean, places) + " ± " + fixed(c.SD, places)
}

func seeds(n int) string {
	if n == 1 {
		return "1 seed"
	}
	return fmt.Sprintf("%d seeds", n)
}

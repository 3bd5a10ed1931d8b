package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"gander/core"
)

// A Table is a contest in words: every renderer writes the same strings.
type Table struct {
	Title string
	// Header and the cells of every row are of equal number; the first column
	// is the label.
	Header []string
	Rows   []TableRow
	// Notes name the scores in full and explain the marks.
	Notes []string
	// Ranked says that ranks mark the best, which needs no explanation.
	Ranked bool
}

// A TableRow is a contender or a reference.
type TableRow struct {
	Cells     []TableCell
	Reference bool // a floor, a ceiling or a published result
}

// A TableCell is a number with its spread. The numbers of a column have equal
// decimals, those of published results apart.
type TableCell struct {
	Text   string
	Spread string // " ± 0.12", or empty
	Best   bool
}

func (r TableRow) hasBest() bool {
	return slices.ContainsFunc(r.Cells, func(c TableCell) bool { return c.Best })
}

// String joins the number and its spread.
func (c TableCell) String() string { return c.Text + c.Spread }

// mostScores is how many scores stand beside the costs: with more, the table
// would be wider than a page of 1200 pixels.
const mostScores = 5

// Table writes the contest: label, seeds with a result, the first scores as
// mean ± standard deviation, cost.
func (c Contest) Table() Table {
	all := c.Columns
	c.Columns = all[:min(mostScores, len(all))]
	t := c.scoreTable(c.Dataset.Name, c.otherNames()...)
	t.Notes = append(notes(c), c.publishedNotes()...)
	t.addCosts(c.Contenders)
	return t
}

// Further writes the scores that Table has no room for; none if it has.
func (c Contest) Further() []Table {
	var tables []Table
	rest := c.Columns[min(mostScores, len(c.Columns)):]
	for columns := range slices.Chunk(rest, mostScores+3) {
		c.Columns = columns
		t := c.scoreTable(c.Dataset.Name + ", further scores")
		t.Notes = c.columnNotes()
		tables = append(tables, t)
	}
	return tables
}

// scoreTable has a row for each contender, then those of real data, of noise and
// of what others published, which alone has numbers of the other names.
func (c Contest) scoreTable(title string, others ...string) Table {
	t := Table{Title: title, Header: []string{"label", "seeds"}}
	for _, k := range c.Contenders {
		t.Rows = append(t.Rows, newRow(k.Label, fmt.Sprintf("%d/%d", k.Finished(), len(k.Runs))))
	}
	floor, ceiling := newRow("real data", ""), newRow("noise", "")
	floor.Reference, ceiling.Reference = true, true
	for _, column := range c.Columns {
		t.addScore(column, c, &floor, &ceiling)
	}
	t.addOthers(others, &floor, &ceiling)
	for _, r := range append([]TableRow{floor, ceiling}, c.publishedRows(others)...) {
		if slices.ContainsFunc(r.Cells[1:], TableCell.filled) {
			t.Rows = append(t.Rows, r)
		}
	}
	return t
}

func newRow(label, seeds string) TableRow {
	return TableRow{Cells: []TableCell{{Text: label}, {Text: seeds}}}
}

func (c TableCell) filled() bool { return c.Text != "" }

// addScore appends one column to every row and to the two references.
func (t *Table) addScore(column Column, c Contest, floor, ceiling *TableRow) {
	cells := c.Cells(column)
	means, sds := make([]float64, len(cells)), make([]float64, len(cells))
	for i, cell := range cells {
		means[i], sds[i] = cell.Mean, cell.SD
	}
	places := columnDecimals(means, sds)
	if refs := column.anchors(); places == 0 && len(refs) > 0 && decimals(refs) > 0 && slices.Max(refs) < 100 {
		places = 2 // so that real data that get 0.98 don't seem to get 1
	}
	t.Header = append(t.Header, column.heading())
	for i, cell := range cells {
		written := TableCell{Text: cell.written(places), Best: cell.Best}
		if !math.IsNaN(cell.SD) {
			written.Spread = " ± " + fixed(cell.SD, places)
		}
		if n := len(cell.Values); n > 0 && n < c.Contenders[i].Finished() {
			written.Spread += fmt.Sprintf(" (n=%d)", n)
		}
		t.Rows[i].Cells = append(t.Rows[i].Cells, written)
	}
	floor.Cells = append(floor.Cells, TableCell{Text: reference(column.Floor, places)})
	ceiling.Cells = append(ceiling.Cells, TableCell{Text: reference(column.Ceiling, places)})
}

// anchors are the floor and the ceiling, as far as they are known.
func (c Column) anchors() []float64 {
	var list []float64
	for _, v := range []*float64{c.Floor, c.Ceiling} {
		if v != nil {
			list = append(list, *v)
		}
	}
	return list
}

// written tells a value that is not a number from none.
func (c Cell) written(places int) string {
	if math.IsNaN(c.Mean) && len(c.Values) > 0 {
		return "NaN"
	}
	return fixed(c.Mean, places)
}

func reference(v *float64, places int) string {
	if v == nil {
		return ""
	}
	return fixed(*v, places)
}

// SpreadWidth is the greatest number of characters of a column's spreads.
func (t Table) SpreadWidth(column int) int {
	width := 0
	for _, r := range t.Rows {
		width = max(width, utf8.RuneCountInString(r.Cells[column].Spread))
	}
	return width
}

// heading is the title with its unit and an arrow towards better.
func (c Column) heading() string {
	h := c.Title
	if c.Unit != "" {
		h += " (" + c.Unit + ")"
	}
	return h + arrow(c.Direction)
}

func arrow(d core.Direction) string {
	switch d {
	case core.Lower:
		return " ↓"
	case core.Higher:
		return " ↑"
	}
	return ""
}

// addCosts appends what a finished run took on average, and its size.
func (t *Table) addCosts(contenders []Contender) {
	t.Header = append(t.Header, "training time", "images", "parameters G + D")
	for i := range t.Rows {
		costs := [3]string{}
		if i < len(contenders) {
			costs = contenders[i].costs()
		}
		for _, text := range costs {
			t.Rows[i].Cells = append(t.Rows[i].Cells, TableCell{Text: text})
		}
	}
}

func (k Contender) costs() [3]string {
	cost, ok := k.MeanProgress()
	if !ok {
		return [3]string{none, none, k.size()}
	}
	return [3]string{duration(cost.Seconds), count(float64(cost.Images)), k.size()}
}

// MeanProgress averages over the finished runs; false if there are none.
func (k Contender) MeanProgress() (core.Progress, bool) {
	var sum core.Progress
	n := 0
	for _, r := range k.Runs {
		if r.Status == core.Done {
			sum.Seconds += r.Progress.Seconds
			sum.Images += r.Progress.Images
			sum.MACs += r.Progress.MACs
			n++
		}
	}
	if n == 0 {
		return sum, false
	}
	sum.Seconds /= float64(n)
	sum.Images /= int64(n)
	sum.MACs /= int64(n)
	return sum, true
}

func (k Contender) size() string {
	for _, r := range k.Runs {
		if r.Info.GeneratorParams > 0 {
			return count(float64(r.Info.GeneratorParams)) + " + " + count(float64(r.Info.DiscriminatorParams))
		}
	}
	return none
}

// notes explain the table's words.
func notes(c Contest) []string {
	if len(c.Columns) == 0 {
		return []string{"no scores yet"}
	}
	out := c.columnNotes()
	out = append(out, "mean ± standard deviation over the seeds that finished, at the end of training")
	if failed := failedLabels(c); len(failed) > 0 {
		out = append(out, "with failed runs, which count as the worst and bar from being the best: "+enumerate(failed))
	}
	if raw := rawLabels(c); len(raw) > 0 && len(raw) < len(c.Contenders) {
		out = append(out, "scored with raw instead of averaged weights: "+strings.Join(raw, ", "))
	}
	return out
}

func failedLabels(c Contest) []string {
	var failed []string
	for _, k := range c.Contenders {
		if k.Failed() > 0 {
			failed = append(failed, k.Label)
		}
	}
	return failed
}

// Sparked is Table with the curve of the headline score in characters.
func (c Contest) Sparked() Table {
	t := c.Table()
	if len(c.Columns) == 0 {
		return t
	}
	sparks := c.sparks(c.Columns[0])
	if sparks == nil {
		return t
	}
	const behind = 3 // label, seeds and the headline
	t.Header = slices.Insert(t.Header, behind, "over training")
	for i := range t.Rows {
		cell := TableCell{}
		if i < len(sparks) {
			cell.Text = sparks[i]
		}
		t.Rows[i].Cells = slices.Insert(t.Rows[i].Cells, behind, cell)
	}
	return t
}

// columnNotes name the scores in full and say which way is better.
func (c Contest) columnNotes() []string {
	var out []string
	for _, column := range c.Columns {
		note := column.Title
		if column.Identity != column.Title {
			note += " = " + column.Identity
		}
		switch column.Direction {
		case core.Lower:
			note += ", lower is better"
		case core.Higher:
			note += ", higher is better"
		}
		if column.Dataset != "" && column.Dataset != c.Dataset.Name {
			note += ", on " + column.Dataset
		}
		out = append(out, note)
	}
	return out
}

// rawLabels are the contenders that were scored without weight averaging.
func rawLabels(c Contest) []string {
	var raw []string
	for i, cell := range c.Cells(c.Columns[0]) {
		if cell.Raw {
			raw = append(raw, c.Contenders[i].Label)
		}
	}
	return raw
}

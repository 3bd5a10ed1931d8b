package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"charm.land/lipgloss/v2"
)

// A TextStyle says how a terminal shows a comparison. Its zero value is plain
// text of any width.
type TextStyle struct {
	Width    int                 // columns of the terminal; 0: unlimited
	Title    func(string) string // nil: as it is; so the others
	Best     func(string) string
	Faint    func(string) string
	Alarming func(string) string // statuses of runs that broke
}

// columnGap separates columns of a terminal table.
const columnGap = "   "

// Text writes the comparison for a terminal. A table wider than the terminal
// is continued below with its labels repeated.
func (c *Comparison) Text(w io.Writer, style TextStyle) error {
	p := printer{style: style}
	if c.Experiment.Question != "" {
		p.line(apply(style.Title, printable(c.Experiment.Question)))
		p.line("")
	}
	if c.Experiment.Question == "" && strings.Contains(c.Experiment.Name, ", ") {
		p.line(apply(p.style.Title, printable(c.Experiment.Name)))
		p.line("")
	}
	for _, contest := range c.Contests {
		p.table(contest.Sparked())
		p.further(contest, c.All)
		for _, t := range contest.beside(c.All) {
			p.line("")
			p.table(t)
		}
		p.line("")
	}
	for _, refusal := range c.Refusals() {
		p.wrapped(printable(refusal))
	}
	for _, answer := range c.Answers() {
		p.wrapped(printable(answer.String()))
	}
	for _, j := range c.Judge() {
		p.wrapped(apply(p.judged(j), printable(j.String())))
	}
	p.alarms(c.Alarms())
	p.unfinished(c.Unfinished())
	_, err := io.WriteString(w, p.b.String())
	if err != nil {
		return fmt.Errorf("write comparison: %w", err)
	}
	return nil
}

type printer struct {
	b     strings.Builder
	style TextStyle
}

func (p *printer) line(s string) { p.b.WriteString(strings.TrimRight(s, " ") + "\n") }

func (p *printer) wrapped(s string) {
	if p.style.Width > 0 {
		s = lipgloss.Wrap(s, p.style.Width, "")
	}
	for line := range strings.Lines(s) {
		p.line(strings.TrimRight(line, "\n"))
	}
}

func (p *printer) table(t Table) {
	p.line(apply(p.style.Title, printable(t.Title)))
	widths := t.widths()
	for _, block := range t.blocks(widths, p.style.Width) {
		p.row(t.Header, block, widths, func(int) func(string) string { return p.style.Faint })
		for _, r := range t.Rows {
			beyondLabel := func(i int) bool { return i > 0 && r.Cells[i].filled() }
			if !slices.ContainsFunc(block, beyondLabel) {
				continue
			}
			p.row(t.padded(r), block, widths, func(i int) func(string) string { return p.paint(r, i) })
		}
		if len(t.Notes) > 0 {
			p.line("")
		}
	}
	for _, note := range t.Notes {
		p.wrapped(apply(p.style.Faint, printable(note)))
	}
	if !t.Ranked && slices.ContainsFunc(t.Rows, TableRow.hasBest) {
		p.line(apply(p.style.Faint, "* the best mean"))
	}
}

func (p *printer) paint(r TableRow, i int) func(string) string {
	switch {
	case r.Reference:
		return p.style.Faint
	case r.Cells[i].Best:
		return p.style.Best
	}
	return nil
}

// row writes the cells of a block: the label to the left, the others to the
// right of their columns.
func (p *printer) row(cells []string, block, widths []int, paint func(int) func(string) string) {
	var b strings.Builder
	for n, i := range block {
		if n > 0 {
			b.WriteString(columnGap)
		}
		cell := printable(cells[i])
		blank := strings.Repeat(" ", widths[i]-lipgloss.Width(cell))
		switch {
		case i == 0:
			b.WriteString(apply(paint(i), cell) + blank)
		case strings.TrimSpace(cell) == "":
			b.WriteString(blank + cell)
		default:
			b.WriteString(blank + apply(paint(i), cell))
		}
	}
	p.line(b.String())
}

// padded writes the cells of a row with spreads of equal width, so that the
// decimal points of a column stand below each other.
func (t Table) padded(r TableRow) []string {
	cells := make([]string, len(r.Cells))
	for i, c := range r.Cells {
		cells[i] = fmt.Sprintf("%s%-*s%s", c.Text, t.SpreadWidth(i), c.Spread, t.mark(i, c))
	}
	return cells
}

// mark is a star behind a best cell, and a blank behind its neighbours.
func (t Table) mark(column int, c TableCell) string {
	marked := func(r TableRow) bool { return r.Cells[column].Best }
	switch {
	case t.Ranked:
		return ""
	case c.Best:
		return "*"
	case slices.ContainsFunc(t.Rows, marked):
		return " "
	}
	return ""
}

func (t Table) widths() []int {
	widths := make([]int, len(t.Header))
	for i := range t.Header {
		widths[i] = lipgloss.Width(printable(t.Header[i]))
		for _, r := range t.Rows {
			widths[i] = max(widths[i], lipgloss.Width(printable(t.padded(r)[i])))
		}
	}
	return widths
}

// blocks shares the columns out to lines of a width; each starts with the
// label.
func (t Table) blocks(widths []int, width int) [][]int {
	blocks := [][]int{{0}}
	used := widths[0]
	for i := 1; i < len(t.Header); i++ {
		last := len(blocks) - 1
		if width > 0 && used+len(columnGap)+widths[i] > width && len(blocks[last]) > 1 {
			blocks = append(blocks, []int{0})
			last, used = last+1, widths[0]
		}
		blocks[last] = append(blocks[last], i)
		used += len(columnGap) + widths[i]
	}
	return blocks
}

// beside are the tables that stand below the scores: the parameters that differ,
// and if all is asked for the rules of reporting and the tries of sweeps.
func (c Contest) beside(all bool) []Table {
	var tables []Table
	add := func(t Table, ok bool) {
		if ok {
			tables = append(tables, t)
		}
	}
	add(c.Parameters())
	if all && len(c.Columns) > 0 {
		add(c.RuleTable(c.Columns[0]))
		add(c.TuningTable(c.Columns[0]))
	}
	return tables
}

// judged is the style of a met expectation or of one that is not.
func (p *printer) judged(j Judgement) func(string) string {
	if j.Met {
		return p.style.Best
	}
	return p.style.Alarming
}

// further prints the scores that the first table has no room for, or how many
// they are.
func (p *printer) further(contest Contest, all bool) {
	tables := contest.Further()
	if len(tables) == 0 {
		return
	}
	p.line("")
	if !all {
		p.wrapped(apply(p.style.Faint, fmt.Sprintf("%d further scores: gander compare --all", len(contest.Columns)-mostScores)))
		return
	}
	for i, t := range tables {
		if i > 0 {
			p.line("")
		}
		p.table(t)
	}
}

func (p *printer) alarms(alarms []Alarm) {
	if len(alarms) == 0 {
		return
	}
	p.line("")
	p.line(apply(p.style.Title, "training health"))
	for _, a := range alarms {
		p.wrapped("  " + printable(a.String()))
	}
}

func (p *printer) unfinished(runs []Run) {
	if len(runs) == 0 {
		return
	}
	p.line("")
	p.line(apply(p.style.Title, runCount(len(runs))+" without a result"))
	for _, r := range runs {
		status := string(r.Status)
		if r.Broken() {
			status = apply(p.style.Alarming, status)
		}
		text := fmt.Sprintf("  %s on %s, seed %d: %s", printable(r.Label), printable(r.Judge()), r.Seed, status)
		if r.Reason != "" {
			text += ", " + printable(r.Reason)
		}
		p.wrapped(text)
	}
}

func runCount(n int) string {
	if n == 1 {
		return "1 run"
	}
	return fmt.Sprintf("%d runs", n)
}

func apply(f func(string) string, s string) string {
	if f == nil {
		return s
	}
	return f(s)
}

// printable replaces what could steer a terminal or break a line. Labels and
// reasons come from specs and plugins.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case !unicode.IsPrint(r):
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

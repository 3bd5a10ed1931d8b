package reports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gander/core"
)

// publishedMark begins the label of a row that was read and not computed.
const publishedMark = "published: "

// publishedOn is what the run's experiment has of others on the run's judge.
func publishedOn(experiments []core.Experiment, r Run) []core.Published {
	var own []core.Published
	for _, e := range experiments {
		for _, p := range e.Published {
			if e.Name == r.Experiment && p.Dataset == r.Judge() {
				own = append(own, p)
			}
		}
	}
	return own
}

// otherNames are the published scores that gander does not have.
func (c Contest) otherNames() []string {
	var names []string
	for _, p := range c.Published {
		for _, v := range p.Others {
			if !slices.Contains(names, v.Name) {
				names = append(names, v.Name)
			}
		}
	}
	return names
}

// addOthers appends a column for each of the names, empty so far.
func (t *Table) addOthers(names []string, references ...*TableRow) {
	for _, name := range names {
		t.Header = append(t.Header, name+", published")
		for i := range t.Rows {
			t.Rows[i].Cells = append(t.Rows[i].Cells, TableCell{})
		}
		for _, r := range references {
			r.Cells = append(r.Cells, TableCell{})
		}
	}
}

// publishedRows have the cells of the contest's columns, then those of others.
func (c Contest) publishedRows(others []string) []TableRow {
	var rows []TableRow
	for _, p := range c.Published {
		row := newRow(publishedMark+p.Label, "")
		row.Reference = true
		for _, column := range c.Columns {
			row.Cells = append(row.Cells, reportedCell(p.Scores, column.Key))
		}
		for _, name := range others {
			row.Cells = append(row.Cells, reportedCell(p.Others, name))
		}
		rows = append(rows, row)
	}
	return rows
}

// reportedCell is the number of that name with the digits that it was given;
// empty if there is none.
func reportedCell(all []core.Reported, name string) TableCell {
	i := slices.IndexFunc(all, func(v core.Reported) bool { return v.Name == name })
	if i < 0 {
		return TableCell{}
	}
	cell := TableCell{Text: digits(all[i].Value)}
	if s := all[i].Spread; s != nil {
		cell.Spread = " ± " + digits(*s)
	}
	return cell
}

func digits(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// publishedNotes say where the published numbers stand, once for each source.
func (c Contest) publishedNotes() []string {
	if len(c.Published) == 0 {
		return nil
	}
	var sources []string
	labels := map[string][]string{}
	for _, p := range c.Published {
		if labels[p.Source] == nil {
			sources = append(sources, p.Source)
		}
		labels[p.Source] = append(labels[p.Source], p.Label)
	}
	var notes []string
	for _, source := range sources {
		notes = append(notes, fmt.Sprintf("%s%s = %s", publishedMark, strings.Join(labels[source], "; "), source))
	}
	return append(notes, "published numbers were read, not computed here, and are compared with nothing")
}

package eval

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A stratum is a part of the conditions that is judged on its own.
type stratum struct {
	conditions []int  // indices of conditions
	reference  []int  // indices of reference rows
	name       string // of the domain or the attributes that all of it asks for; empty if that is neither
}

// fewest is how many rows a style needs in either split to be judged on its
// own: with fewer the score is mostly chance.
const fewest = 16

// strata divides translations by the style that they ask for: handed back
// unchanged, the sources of all styles together would be distributed as the
// targets are. Other tasks, and data with too few rows of every style, make one
// stratum.
func (c conditions) strata(train, test *data.File) []stratum {
	var list []stratum
	if translates(c.task) {
		learned := map[string]int{}
		for row := range train.Rows() {
			learned[ask(train, row, c.task)]++
		}
		styles := c.styles(test)
		for _, style := range slices.Sorted(maps.Keys(styles)) {
			if s := styles[style]; min(len(s.reference), learned[style]) >= fewest {
				s.name = styleName(test, c.targets[s.conditions[0]], c.task)
				list = append(list, s)
			}
		}
	}
	if len(list) == 0 {
		return []stratum{{conditions: sequence(len(c.targets)), reference: sequence(len(c.reference(test)))}}
	}
	return list
}

// styleName is the style of a row as a person would say it: its domain, or the
// attributes that it has.
func styleName(f *data.File, row int, task variant.Task) string {
	h := f.Header()
	if task == variant.DomainToDomain {
		return h.Domains[f.Domain(row)]
	}
	var has []string
	for k, v := range f.Attributes(row) {
		if v == 1 {
			has = append(has, h.Attributes[k])
		}
	}
	return cmp.Or(strings.Join(has, "+"), "none")
}

// styles sorts the conditions by what they ask for.
func (c conditions) styles(test *data.File) map[string]stratum {
	styles := map[string]stratum{}
	n := len(c.reference(test))
	for i, t := range c.targets {
		style := ask(test, t, c.task)
		s := styles[style]
		s.conditions = append(s.conditions, i)
		if i < n {
			s.reference = append(s.reference, i)
		}
		styles[style] = s
	}
	return styles
}

// among are the stratum's conditions among those of some samples, as indices
// of the samples.
func (s stratum) among(indices []int) []int {
	var rows []int
	for row, i := range indices {
		if _, ok := slices.BinarySearch(s.conditions, i); ok {
			rows = append(rows, row)
		}
	}
	return rows
}

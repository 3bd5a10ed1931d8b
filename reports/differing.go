package reports

import "fmt"

// Parameters is the table of the parameters in which contenders differ, those
// alone; false if they differ in none. A variant that lacks one has a dash.
func (c Contest) Parameters() (Table, bool) {
	t := Table{Title: c.Dataset.Name + ", parameters that differ", Header: []string{"label"}}
	for _, k := range c.Contenders {
		t.Rows = append(t.Rows, TableRow{Cells: []TableCell{{Text: k.Label}}})
	}
	for _, name := range c.Differing() {
		t.Header = append(t.Header, name)
		for i, k := range c.Contenders {
			text := none
			if v, ok := k.Params[name]; ok {
				text = fmt.Sprint(v)
			}
			t.Rows[i].Cells = append(t.Rows[i].Cells, TableCell{Text: text})
		}
	}
	return t, len(t.Header) > 1
}

// Differing names the parameters that two contenders have with different
// values.
func (c Contest) Differing() []string {
	var names []string
	for _, name := range parameterNames(c.Contenders) {
		has := func(k Contender) bool { _, ok := k.Params[name]; return ok }
		if distinct(c.Contenders, name, has) > 1 {
			names = append(names, name)
		}
	}
	return names
}

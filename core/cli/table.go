package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
)

// print writes value as JSON if --json was given, or else the rows as a table
// under the heads.
func (a *app) print(value any, heads []string, rows [][]string) error {
	if a.json {
		return a.printJSON(value)
	}
	w := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(heads, "\t"))
	for _, row := range rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	return w.Flush()
}

func (a *app) printJSON(value any) error {
	e := json.NewEncoder(a.Stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(value)
}

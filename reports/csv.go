package reports

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

// csvHeader names the columns of CSV.
var csvHeader = []string{
	"dataset", "label", "variant", "seed", "run", "status", "score", "identity", "scored_on",
	"direction", "unit", "weights", "value", "floor", "ceiling", "images", "seconds", "experiment",
}

// CSV writes one line for each run and score of its last step, in full
// precision, and one with an empty score for each run without a result. Behind
// the fixed columns comes one for each parameter in which labels differ.
func (c *Comparison) CSV(w io.Writer) error {
	out := csv.NewWriter(w)
	differing := c.differing()
	header := slices.Clone(csvHeader)
	for _, name := range differing {
		header = append(header, "param."+name)
	}
	if err := out.Write(header); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	for _, contest := range c.Contests {
		for _, k := range contest.Contenders {
			for _, r := range k.Runs {
				if err := out.WriteAll(contest.csvLines(r, differing)); err != nil {
					return fmt.Errorf("write csv: %w", err)
				}
			}
		}
	}
	return nil
}

// differing names the parameters in which contenders of a contest differ.
func (c *Comparison) differing() []string {
	var names []string
	for _, contest := range c.Contests {
		for _, name := range contest.Differing() {
			names = appendNew(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (c Contest) csvLines(r Run, differing []string) [][]string {
	head := []string{c.Dataset.Name, r.Label, r.Variant, strconv.FormatUint(r.Seed, 10), r.ID, string(r.Status)}
	tail := []string{strconv.FormatInt(r.Progress.Images, 10), number(&r.Progress.Seconds), r.Experiment}
	for _, name := range differing {
		text := ""
		if v, ok := r.Params[name]; ok {
			text = fmt.Sprint(v)
		}
		tail = append(tail, text)
	}
	var lines [][]string
	for _, column := range c.Columns {
		s, ok := r.Final(column)
		if !ok {
			continue
		}
		line := append(head[:len(head):len(head)],
			column.Key, column.Identity, column.Dataset, string(column.Direction), column.Unit, s.Weights,
			number(&s.Value), number(column.Floor), number(column.Ceiling))
		lines = append(lines, append(line, tail...))
	}
	if lines == nil {
		empty := make([]string, len(csvHeader)+len(differing)-len(head)-len(tail))
		lines = [][]string{append(append(head, empty...), tail...)}
	}
	return lines
}

// number writes all digits; nothing for nil or NaN.
func number(v *float64) string {
	if v == nil || math.IsNaN(*v) {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}

package reports

import (
	"fmt"
	"slices"
	"strings"

	"gander/core/eval"
)

// Refusals say which contenders are not ranked against each other, and why: a
// sentence for each score of one key whose identities differ, and for each
// dataset name that stands for different data.
func (c *Comparison) Refusals() []string {
	var list []string
	for i, contest := range c.Contests {
		list = append(list, contest.refusals()...)
		for _, other := range c.Contests[i+1:] {
			if other.Named == contest.Named {
				list = append(list, fmt.Sprintf("%s and %s are not ranked together: they are different data.", contest.Dataset.Name, other.Dataset.Name))
			}
		}
	}
	return list
}

// refusals has a sentence for each reason; it speaks of the first score that it
// is the reason for and names the others.
func (c Contest) refusals() []string {
	var done, reasons []string
	sentences, further := map[string]string{}, map[string][]string{}
	for _, column := range c.Columns {
		if slices.Contains(done, column.Key) {
			continue
		}
		done = append(done, column.Key)
		same := c.namesakes(column.Key)
		if len(same) < 2 || !c.divided(same) {
			continue
		}
		reason := c.reason(same)
		if sentences[reason] == "" {
			reasons = append(reasons, reason)
			sentences[reason] = c.refusal(same)
			continue
		}
		further[reason] = append(further[reason], column.Key)
	}
	list := make([]string, len(reasons))
	for i, reason := range reasons {
		list[i] = sentences[reason]
		if more := further[reason]; len(more) > 0 {
			list[i] += " For the same reason not ranked: " + enumerate(more) + "."
		}
	}
	return list
}

// reason is equal for scores that the same labels have with the same
// differences.
func (c Contest) reason(same []Column) string {
	var sides []string
	for _, column := range same {
		sides = append(sides, fmt.Sprint(c.having(column)))
	}
	differences := eval.Differences(same[0].Identity, same[1].Identity)
	slices.Sort(sides)
	slices.Sort(differences)
	for i, d := range differences {
		words := strings.Fields(d)
		slices.Sort(words) // 512 and 1024, or 1024 and 512
		differences[i] = strings.Join(words, " ")
	}
	return fmt.Sprint(sides, differences)
}

// namesakes are the columns of one key.
func (c Contest) namesakes(key string) []Column {
	var same []Column
	for _, column := range c.Columns {
		if column.Key == key {
			same = append(same, column)
		}
	}
	return same
}

// divided says that some contenders have one of the columns and some another,
// so that a reader might want to rank them.
func (c Contest) divided(same []Column) bool {
	for i := range same {
		if len(c.having(same[i])) < len(c.Contenders) {
			return true
		}
	}
	return false
}

// having are the labels with a value in a column.
func (c Contest) having(column Column) []string {
	var labels []string
	for i, cell := range c.Cells(column) {
		if len(cell.Values) > 0 {
			labels = append(labels, c.Contenders[i].Label)
		}
	}
	return labels
}

// refusal says why the columns are not one.
func (c Contest) refusal(same []Column) string {
	parts := make([]string, len(same))
	for i, column := range same {
		parts[i] = fmt.Sprintf("%s of %s", column.Identity, enumerate(c.having(column)))
	}
	why := eval.Differences(same[0].Identity, same[1].Identity)
	if len(why) == 0 {
		why = []string{fmt.Sprintf("the datasets %s and %s", same[0].Dataset, same[1].Dataset)}
	}
	return fmt.Sprintf("On %s, %s is not ranked over all labels: %s differ in %s.",
		c.Dataset.Name, same[0].Key, strings.Join(parts, " and "), strings.Join(why, ", "))
}

// enumerate writes the first few of many words.
func enumerate(words []string) string {
	const most = 6
	if len(words) == 0 {
		return "none"
	}
	if more := len(words) - most; more > 1 {
		words = append(words[:most:most], fmt.Sprintf("%d more", more))
	}
	return strings.Join(words, ", ")
}

package spec

import (
	"strings"
	"unicode/utf8"
)

// suggest says which of names was meant, or else which there are. what is
// their plural: "variants".
func suggest(misspelt, what string, names []string) string {
	if best := Nearest(misspelt, names); best != "" {
		return "did you mean " + best + "?"
	}
	if longer := beginning(misspelt, names); len(longer) > 0 {
		return "did you mean " + strings.Join(longer, " or ") + "?"
	}
	if len(names) == 0 {
		return "there are no " + what
	}
	return "the " + what + " are " + list(names)
}

// list joins names, and cuts a list that nobody would read.
func list(names []string) string {
	const most = 20
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// beginning are the first names that prefix is the beginning of.
func beginning(prefix string, names []string) []string {
	const most = 3
	var out []string
	for _, name := range names {
		if strings.HasPrefix(name, prefix) && prefix != "" && len(out) < most {
			out = append(out, name)
		}
	}
	return out
}

// Nearest is the name at the least edit distance from misspelt, or none if
// more than a third of it would have to change.
func Nearest(misspelt string, names []string) string {
	best, least := "", max(1, utf8.RuneCountInString(misspelt)/3)+1
	for _, name := range names {
		if d := editDistance(strings.ToLower(misspelt), name); d < least {
			best, least = name, d
		}
	}
	return best
}

// editDistance counts the insertions, deletions, replacements and swaps of
// neighbours that turn a into b (optimal string alignment).
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, previous, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before, previous, row = previous, row, before
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(previous[j]+cost, previous[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(y)]
}

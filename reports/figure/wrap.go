package figure

import "strings"

// wrap breaks a name into lines of at most width characters, preferably after a
// space or one of -_/,;= and ends it in "…" after the given number of lines.
func wrap(name string, width, lines int) string {
	rest := []rune(strings.Join(strings.Fields(name), " "))
	var out []string
	for len(rest) > width && len(out) < lines-1 {
		cut := breakBefore(rest, width)
		out = append(out, strings.TrimSpace(string(rest[:cut])))
		rest = rest[cut:]
	}
	if len(rest) > width {
		rest = append(rest[:width-1:width-1], '…')
	}
	return strings.Join(append(out, strings.TrimSpace(string(rest))), "\n")
}

// breakBefore is the last index up to width at which a line may end.
func breakBefore(text []rune, width int) int {
	for i := width; i > width/3; i-- {
		if strings.ContainsRune(" -_/,;=", text[i-1]) {
			return i
		}
	}
	return width
}

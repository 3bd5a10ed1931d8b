package spec

import "strings"

// A source is a text that nodes of the tree come from: the spec, or an override.
type source struct {
	name  string
	lines []string // none in an override, whose name is all of its text
}

func newSource(name, text string) *source {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], "\r")
	}
	return &source{name, lines}
}

// snippetWidth is how much of a long line a snippet shows, in characters.
const snippetWidth = 100

// snippet gives a line and, below, carets under width characters from column
// on. The carets keep their place below tabs.
func (s *source) snippet(line, column, width int) string {
	if line < 1 || line > len(s.lines) {
		return ""
	}
	text := []rune(s.lines[line-1])
	column = min(column, len(text)+1)
	first, last := 0, len(text)
	if last > snippetWidth {
		first = max(0, min(column-1-snippetWidth/2, last-snippetWidth))
		last = first + snippetWidth
	}
	blank := strings.Map(func(c rune) rune {
		if c == '\t' {
			return c
		}
		return ' '
	}, string(text[first:min(column-1, last)]))
	width = max(1, min(width, last-column+1))
	return string(text[first:last]) + "\n" + blank + strings.Repeat("^", width)
}

// from is the rest of a line, from column on.
func (s *source) from(line, column int) string {
	if line < 1 || line > len(s.lines) {
		return ""
	}
	text := []rune(s.lines[line-1])
	return string(text[min(max(column, 1)-1, len(text)):])
}

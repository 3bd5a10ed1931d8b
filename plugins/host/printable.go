package host

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// printable makes text of another program fit to be shown: valid, without
// characters that would move a terminal's cursor or more, and of limited length
// in bytes.
func printable(text string, limit int) string {
	if len(text) > limit {
		text = text[:limit]
		for !utf8.ValidString(text) && len(text) > limit-utf8.UTFMax {
			text = text[:len(text)-1]
		}
		text += "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) || r == '\t' {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// maxReason is how many bytes of a reason are kept.
const maxReason = 600

// sentence puts a reason into one line.
func sentence(text string) string {
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
	return printable(strings.Join(lines, "; "), maxReason)
}

package spec

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// text reads any scalar as it is written.
func (r *reader) text(n *yaml.Node) string {
	if n == nil || !r.is(n, yaml.ScalarNode, "a text") {
		return ""
	}
	return n.Value
}

// nameForm is that of folders and of variants.
var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// name reads the name of an experiment or dataset.
func (r *reader) name(n *yaml.Node) string {
	s := r.text(n)
	if n == nil || n.Kind != yaml.ScalarNode || nameForm.MatchString(s) {
		return s
	}
	f := flawf("%q is not a name", s)
	r.report(n, f.hinting("a name has lower case letters, digits and hyphens, 40 at most, and begins with no hyphen"))
	return ""
}

// labelExtra may stand in a label besides letters, digits and spaces; the
// label goes into tables, figures and the names of folders.
const labelExtra = "-_.,=+()"

// label reads the label of an entry.
func (r *reader) label(n *yaml.Node) string {
	s := r.text(n)
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	odd := strings.IndexFunc(s, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != ' ' && !strings.ContainsRune(labelExtra, c)
	})
	if odd < 0 && s != "" && len(s) <= 64 && s == strings.TrimSpace(s) && s[0] != '.' && s[0] != '-' {
		return s
	}
	r.report(n, flawf("%q is not a label", s).hinting("a label has letters, digits, spaces and %s, 64 bytes at most, and begins with neither . nor -", labelExtra))
	return ""
}

// oneOf reads a text that is one of choices.
func (r *reader) oneOf(n *yaml.Node, choices ...string) string {
	s := r.text(n)
	for _, c := range choices {
		if s == c {
			return s
		}
	}
	if n != nil && n.Kind == yaml.ScalarNode {
		r.report(n, flawf("%q is not one of %s", s, strings.Join(choices, ", ")).hinting("%s", suggest(s, "choices", choices)))
	}
	return ""
}

// whole reads a whole number from least to most.
func (r *reader) whole(n *yaml.Node, least, most float64) int {
	v, ok := r.number(n)
	switch {
	case !ok:
	case v != math.Trunc(v):
		r.report(n, flawf("%s is not a whole number", n.Value))
	case v < least:
		r.report(n, flawf("%s is less than the minimum %s", n.Value, brief(least)))
	case v > most:
		r.report(n, flawf("%s is more than the maximum %s", n.Value, brief(most)))
	default:
		return int(v)
	}
	return 0
}

// number reads a number that is not quoted.
func (r *reader) number(n *yaml.Node) (float64, bool) {
	if n == nil || !r.is(n, yaml.ScalarNode, "a number") {
		return 0, false
	}
	v, f := parseNumber(n.Value)
	if f == nil && n.Style != 0 {
		f = flawf("%q is a text, not a number", n.Value).hinting("remove the quotes")
	}
	if f != nil {
		r.report(n, f)
		return 0, false
	}
	return v, true
}

// numberForm is a decimal number, its exponent and an SI suffix.
var numberForm = regexp.MustCompile(`^([+-]?(?:[0-9][0-9_]*(?:\.[0-9]*)?|\.[0-9]+))(?:[eE]([+-]?[0-9]{1,4})|([a-zA-Z]))?$`)

// suffixes are powers of ten.
var suffixes = map[string]string{"": "0", "k": "3", "M": "6", "G": "9", "T": "12", "P": "15"}

// parseNumber reads 60000, 60_000, 1e-4, 60k, 1M and 2.5G. The number is the
// float64 next to what is written, also with a suffix.
func parseNumber(s string) (float64, *flaw) {
	m := numberForm.FindStringSubmatch(s)
	if m == nil {
		return 0, flawf("%q is not a number", s)
	}
	exponent, known := suffixes[m[3]]
	if !known {
		f := flawf("%q is not a number: %s is not a suffix", s, m[3])
		return 0, f.hinting("the suffixes are k, M, G, T and P, for thousands, millions and so on")
	}
	if m[2] != "" {
		exponent = m[2]
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(m[1], "_", "")+"e"+exponent, 64)
	if err != nil {
		return 0, flawf("%s is too large a number", s)
	}
	return v, nil
}

// brief writes a number without needless digits.
func brief(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

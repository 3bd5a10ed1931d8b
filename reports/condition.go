package reports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// operators in the order in which they are looked for.
var operators = []string{"<=", ">=", "!=", "==", "=", "<", ">", "~"}

// ParseFilter reads conditions joined by "and":
//
//	label=wgan-*,vanilla and seed<=3 and lr_g>=1e-4
//
// A value with a blank, a comma or a quote is written in double quotes.
func ParseFilter(text string) (Filter, error) {
	s := scanner{text: text, rest: text}
	var f Filter
	for {
		c, err := s.condition()
		if err != nil {
			return nil, fmt.Errorf("%q: %w", text, err)
		}
		f = append(f, c)
		s.blanks()
		if s.rest == "" {
			return f, nil
		}
		if !s.word("and") {
			return nil, fmt.Errorf("%q: behind %s comes %q, which is not \"and\"", text, c, s.rest)
		}
	}
}

// A scanner reads a filter from its beginning.
type scanner struct{ text, rest string }

func (s *scanner) blanks() { s.rest = strings.TrimLeft(s.rest, " \t\n") }

// word takes a word, which ends at a blank.
func (s *scanner) word(w string) bool {
	rest, ok := strings.CutPrefix(s.rest, w)
	if !ok || rest == "" || !strings.ContainsRune(" \t\n", rune(rest[0])) {
		return false
	}
	s.rest = rest
	return true
}

func (s *scanner) condition() (Condition, error) {
	s.blanks()
	var c Condition
	end := strings.IndexAny(s.rest, " \t\n=!<>~,\"")
	if end < 0 {
		end = len(s.rest)
	}
	c.Name, s.rest = s.rest[:end], s.rest[end:]
	if c.Name == "" {
		return c, fmt.Errorf("a condition is NAME=VALUE, and %q does not begin with a name", s.rest)
	}
	s.blanks()
	i := slices.IndexFunc(operators, func(o string) bool { return strings.HasPrefix(s.rest, o) })
	if i < 0 {
		return c, fmt.Errorf("behind %s must come one of = != < <= > >= ~", c.Name)
	}
	c.Operator = operators[i]
	s.rest = s.rest[len(c.Operator):]
	if c.Operator == "==" {
		c.Operator = "="
	}
	for {
		value, err := s.value()
		if err != nil {
			return c, fmt.Errorf("%s%s: %w", c.Name, c.Operator, err)
		}
		c.Values = append(c.Values, value)
		var more bool
		if s.rest, more = strings.CutPrefix(s.rest, ","); !more {
			break
		}
	}
	if c.ordered() && len(c.Values) > 1 {
		return c, fmt.Errorf("%s takes one value", c.Name+c.Operator)
	}
	return c, nil
}

// value reads a quoted value, or a bare one up to a comma or a blank.
func (s *scanner) value() (string, error) {
	s.blanks()
	if strings.HasPrefix(s.rest, `"`) {
		quoted, err := strconv.QuotedPrefix(s.rest)
		if err != nil {
			return "", fmt.Errorf("the quotes of %s do not end", s.rest)
		}
		s.rest = s.rest[len(quoted):]
		return strconv.Unquote(quoted)
	}
	end := strings.IndexAny(s.rest, " \t\n,")
	if end < 0 {
		end = len(s.rest)
	}
	value := s.rest[:end]
	s.rest = s.rest[end:]
	if value == "" {
		return "", fmt.Errorf("a value is missing; \"\" is the empty one")
	}
	return value, nil
}

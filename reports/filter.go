package reports

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A Filter is conditions that a run must all meet.
type Filter []Condition

// A Condition compares something of a run with values: NAME OP VALUE,… It holds
// if one of the values fits; with != if none does.
type Condition struct {
	Name     string // of a Field, or of a parameter or a score, maybe behind "param." or "score."
	Operator string // = != < <= > >= ~
	Values   []string
}

// apply keeps the runs that meet the filter. It tells all that is wrong with
// the filter: names that no run knows, numbers that are none.
func (f Filter) apply(runs []Run) ([]Run, error) {
	known := knownNames(runs)
	var problems []error
	for _, c := range f {
		problems = append(problems, c.check(runs, known))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	left := runs
	for _, c := range f {
		before := left
		left = slices.DeleteFunc(slices.Clone(left), func(r Run) bool { return !c.meets(r) })
		if len(left) == 0 && len(before) > 0 {
			return nil, fmt.Errorf("%s fits none of %s: %w", c, runCount(len(before)), ErrNothing)
		}
	}
	return left, nil
}

// knownNames are all names that a condition on the runs can have.
func knownNames(runs []Run) []string {
	names := map[string]bool{}
	for _, r := range runs {
		for name := range r.Params {
			names[name] = true
		}
		for _, s := range r.Scores {
			names[s.Key] = true
		}
	}
	return append(slices.Clone(Fields), slices.Sorted(maps.Keys(names))...)
}

func (c Condition) check(runs []Run, known []string) error {
	bare := strings.TrimPrefix(strings.TrimPrefix(c.Name, "param."), "score.")
	if !slices.Contains(known, bare) {
		return &UnknownName{"name to filter by", bare, known}
	}
	numeric := false
	for _, r := range runs {
		for _, v := range r.values(c.Name) {
			_, isNumber := v.(float64)
			numeric = numeric || isNumber
		}
	}
	if !numeric && c.ordered() {
		return &BadCondition{fmt.Sprintf("%s: %s is text, which = != and ~ compare", c, c.Name)}
	}
	if numeric && c.Operator != "~" {
		for _, v := range c.Values {
			if _, err := quantity(v); err != nil {
				return &BadCondition{fmt.Sprintf("%s: %q is not a number, and %s is one", c, v, c.Name)}
			}
		}
		return nil
	}
	return c.checkTexts(runs)
}

// A BadCondition is one that no run could ever meet.
type BadCondition struct{ problem string }

// Error implements error.
func (b *BadCondition) Error() string { return b.problem }

// checkTexts finds values that no run has, which are misspelt as a rule.
func (c Condition) checkTexts(runs []Run) error {
	if c.Operator != "=" && c.Operator != "!=" || c.Name == "run" {
		return nil
	}
	present := map[string]bool{}
	for _, r := range runs {
		for _, v := range r.values(c.Name) {
			present[fmt.Sprint(v)] = true
		}
	}
	var problems []error
	for _, v := range c.Values {
		if !present[v] && !strings.Contains(v, "*") {
			problems = append(problems, &UnknownName{c.Name, v, slices.Sorted(maps.Keys(present))})
		}
	}
	return errors.Join(problems...)
}

func (c Condition) ordered() bool { return strings.ContainsAny(c.Operator, "<>") }

// meets says that a run fits the condition. What a run lacks fits no condition
// but !=.
func (c Condition) meets(r Run) bool {
	fits := func(v any) bool {
		return slices.ContainsFunc(c.Values, func(want string) bool { return c.fits(v, want) })
	}
	if c.Operator == "!=" {
		return !slices.ContainsFunc(r.values(c.Name), fits)
	}
	return slices.ContainsFunc(r.values(c.Name), fits)
}

func (c Condition) fits(v any, want string) bool {
	got, isNumber := v.(float64)
	if !isNumber || c.Operator == "~" {
		text := fmt.Sprint(v)
		if c.Operator == "~" {
			return strings.Contains(text, want)
		}
		return matches(want, text) || c.Name == "run" && strings.HasPrefix(text, want)
	}
	number, err := quantity(want)
	if err != nil {
		return false
	}
	switch c.Operator {
	case "<":
		return got < number
	case "<=":
		return got <= number
	case ">":
		return got > number
	case ">=":
		return got >= number
	}
	return got == number
}

// matches compares text with a pattern in which * stands for anything.
func matches(pattern, text string) bool {
	if !strings.Contains(pattern, "*") {
		return pattern == text
	}
	// A slash is like any other character here.
	flat := strings.NewReplacer("/", "\x01", "[", `\[`, "?", `\?`, `\`, `\\`)
	ok, err := path.Match(flat.Replace(pattern), strings.ReplaceAll(text, "/", "\x01"))
	return ok && err == nil
}

// quantity reads 3, 1e-4, 60k, 1.5M or 2G.
func quantity(s string) (float64, error) {
	scale := 1.0
	for suffix, of := range map[string]float64{"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12} {
		if rest, ok := strings.CutSuffix(s, suffix); ok {
			s, scale = rest, of
		}
	}
	v, err := strconv.ParseFloat(s, 64)
	return v * scale, err
}

// String writes the condition as it can be read again.
func (c Condition) String() string {
	values := make([]string, len(c.Values))
	for i, v := range c.Values {
		if values[i] = v; v == "" || strings.ContainsAny(v, " ,\"") {
			values[i] = strconv.Quote(v)
		}
	}
	return c.Name + c.Operator + strings.Join(values, ",")
}

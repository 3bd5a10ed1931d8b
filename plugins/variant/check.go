package variant

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A DescriptionProblem says what is wrong with one field of a Description.
type DescriptionProblem struct {
	Field   string // "name", "params.default", "scalars.role"
	Problem string // continues a sentence: "is "Wgan": want lower case letters, …"
}

func (p DescriptionProblem) Error() string { return p.Field + " " + p.Problem }

var (
	namePattern   = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	keyPattern    = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	semverPattern = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)
)

// maxName is the most characters of a variant's name: folders and columns of
// tables bear it.
const maxName = 40

// ValidName reports whether a variant may be called so: lower case letters,
// digits and hyphens, 40 at most.
func ValidName(name string) bool { return len(name) <= maxName && namePattern.MatchString(name) }

// Check says everything that is wrong with a description as it stands. Tasks,
// abilities and roles of later minor versions are no problem.
func (d Description) Check() []DescriptionProblem {
	var c checker
	c.want(ValidName(d.Name), "name", "is %q: want lower case letters, digits and hyphens, %d at most", d.Name, maxName)
	c.want(semverPattern.MatchString(d.Version), "version", "is %q: want a semantic version such as 1.0.0", d.Version)
	c.want(d.Numerics != "", "numerics", "is missing")
	c.sentence("summary", "", d.Summary)
	c.sentence("source", "", d.Source)
	c.want(len(d.Tasks) > 0, "tasks", "are missing")
	c.once("tasks", texts(d.Tasks))
	c.once("abilities", texts(d.Abilities))
	for _, s := range d.Params {
		c.param(s)
	}
	c.once("params.name", names(d.Params, func(s ParamSpec) string { return s.Name }))
	c.want(len(d.Scalars) > 0, "scalars.key", "are missing")
	for _, s := range d.Scalars {
		c.want(keyPattern.MatchString(s.Key), "scalars.key", "%q: want lower case letters, digits and underscores", s.Key)
		c.sentence("scalars.doc", s.Key, s.Doc)
	}
	c.once("scalars.key", names(d.Scalars, func(s ScalarSpec) string { return s.Key }))
	c.once("scalars.role", names(d.Scalars, func(s ScalarSpec) string { return string(s.Role) }))
	return c.problems
}

// checker gathers problems.
type checker struct{ problems []DescriptionProblem }

func (c *checker) want(ok bool, field, format string, args ...any) {
	if !ok {
		c.problems = append(c.problems, DescriptionProblem{field, fmt.Sprintf(format, args...)})
	}
}

func (c *checker) param(s ParamSpec) {
	c.want(keyPattern.MatchString(s.Name), "params.name", "%q: want lower case letters, digits and underscores", s.Name)
	c.sentence("params.doc", s.Name, s.Doc)
	if !slices.Contains([]Kind{Int, Float, Bool, String, List}, s.Kind) {
		c.want(false, "params.kind", "of %s is %q: want int, float, bool, string or list", s.Name, s.Kind)
		return
	}
	if s.Min != nil && s.Max != nil && *s.Min > *s.Max {
		c.want(false, "params.bounds", "of %s leave nothing: the minimum is above the maximum", s.Name)
		return
	}
	if _, problem := s.convert(s.Default); problem != "" {
		c.want(false, "params.default", "of %s %s", s.Name, problem)
	}
}

// sentence wants one line of text.
func (c *checker) sentence(field, of, text string) {
	if of != "" {
		of = "of " + of + " "
	}
	c.want(strings.TrimSpace(text) != "", field, "%sis missing", of)
	c.want(!strings.ContainsAny(text, "\r\n"), field, "%shas several lines", of)
}

// once wants every word that is not empty at most once.
func (c *checker) once(field string, words []string) {
	seen := map[string]bool{"": true}
	for _, w := range words {
		c.want(w == "" || !seen[w], field, "%q comes twice", w)
		seen[w] = true
	}
}

func names[T any](all []T, name func(T) string) []string {
	out := make([]string, len(all))
	for i, a := range all {
		out[i] = name(a)
	}
	return out
}

func texts[T ~string](all []T) []string { return names(all, func(t T) string { return string(t) }) }

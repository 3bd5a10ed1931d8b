package variant

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ErrUnsupported marks a setup that is well formed but that the variant cannot
// do, such as an image size that its networks cannot reach.
var ErrUnsupported = errors.New("unsupported setup")

// A Kind is the type of a parameter.
type Kind string

// The kinds and the Go type of their values in Params.
const (
	Int    Kind = "int"    // int64
	Float  Kind = "float"  // float64
	Bool   Kind = "bool"   // bool
	String Kind = "string" // string; with Choices, one of them
	List   Kind = "list"   // []string
)

// A ParamSpec declares one parameter. Names are the papers' own: latent_dim,
// n_critic, lambda_gp, lr_g, beta1, batch_size.
type ParamSpec struct {
	Name    string
	Kind    Kind
	Default any      // of the kind's Go type
	Min     *float64 // inclusive bounds of an Int or Float
	Max     *float64
	Choices []string // of a String
	Doc     string   // one sentence
}

// Params are the values of a run's parameters by name.
type Params map[string]any

// Int is the value of an Int parameter. It panics if there is none of that
// name and kind: parameters are checked before a variant sees them.
func (p Params) Int(name string) int { return int(get[int64](p, name)) }

// Float is the value of a Float parameter.
func (p Params) Float(name string) float64 { return get[float64](p, name) }

// Bool is the value of a Bool parameter.
func (p Params) Bool(name string) bool { return get[bool](p, name) }

// String is the value of a String parameter.
func (p Params) String(name string) string { return get[string](p, name) }

// List is the value of a List parameter.
func (p Params) List(name string) []string { return get[[]string](p, name) }

func get[T any](p Params, name string) T {
	v, ok := p[name].(T)
	if !ok {
		panic(fmt.Sprintf("variant: parameter %q is %T, not %T", name, p[name], v))
	}
	return v
}

// A ParamError says what is wrong with one parameter.
type ParamError struct {
	Name    string // the parameter
	Problem string // "is 0, less than its minimum 1"
}

func (e *ParamError) Error() string { return fmt.Sprintf("parameter %s %s", e.Name, e.Problem) }

// Complete checks given against the specs and fills in defaults. Numbers may
// be given as any Go number: an integral float is taken for an Int, an integer
// for a Float. All problems are returned at once, each as a *ParamError.
func Complete(specs []ParamSpec, given map[string]any) (Params, []*ParamError) {
	p := make(Params, len(specs))
	var problems []*ParamError
	for _, s := range specs {
		v, ok := given[s.Name]
		if !ok {
			p[s.Name] = s.Default
			continue
		}
		value, problem := s.convert(v)
		if problem != "" {
			problems = append(problems, &ParamError{s.Name, problem})
			continue
		}
		p[s.Name] = value
	}
	return p, append(problems, unknown(specs, given)...)
}

func unknown(specs []ParamSpec, given map[string]any) []*ParamError {
	var problems []*ParamError
	for name := range given {
		if !slices.ContainsFunc(specs, func(s ParamSpec) bool { return s.Name == name }) {
			problems = append(problems, &ParamError{name, "is not known"})
		}
	}
	slices.SortFunc(problems, func(a, b *ParamError) int { return strings.Compare(a.Name, b.Name) })
	return problems
}

// convert turns a loosely typed value into the spec's Go type, or says why not.
func (s ParamSpec) convert(v any) (any, string) {
	switch s.Kind {
	case Int, Float:
		return s.number(v)
	case Bool:
		if b, ok := v.(bool); ok {
			return b, ""
		}
	case String:
		if t, ok := v.(string); ok {
			return t, s.choice(t)
		}
	case List:
		if l, ok := stringList(v); ok {
			return l, ""
		}
	}
	return nil, fmt.Sprintf("is %v, not %s", v, article(s.Kind))
}

func (s ParamSpec) number(v any) (any, string) {
	f, ok := toFloat(v)
	if !ok || math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, fmt.Sprintf("is %v, not %s", v, article(s.Kind))
	}
	if s.Kind == Int && f != math.Trunc(f) {
		return nil, fmt.Sprintf("is %v, not %s", v, article(s.Kind))
	}
	if s.Min != nil && f < *s.Min {
		return nil, fmt.Sprintf("is %v, less than its minimum %s", v, trim(*s.Min))
	}
	if s.Max != nil && f > *s.Max {
		return nil, fmt.Sprintf("is %v, more than its maximum %s", v, trim(*s.Max))
	}
	if s.Kind == Int {
		return int64(f), ""
	}
	return f, ""
}

func (s ParamSpec) choice(t string) string {
	if len(s.Choices) == 0 || slices.Contains(s.Choices, t) {
		return ""
	}
	return fmt.Sprintf("is %q, not one of %s", t, strings.Join(s.Choices, ", "))
}

func toFloat(v any) (float64, bool) {
	switch n := v.(type) {
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case uint64:
		return float64(n), true
	case float32:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}

func stringList(v any) ([]string, bool) {
	switch l := v.(type) {
	case []string:
		return slices.Clone(l), true
	case []any:
		out := make([]string, len(l))
		for i, e := range l {
			t, ok := e.(string)
			if !ok {
				return nil, false
			}
			out[i] = t
		}
		return out, true
	}
	return nil, false
}

func article(k Kind) string {
	switch k {
	case Int:
		return "a whole number"
	case Float:
		return "a number"
	case Bool:
		return "true or false"
	case List:
		return "a list of names"
	}
	return "a " + string(k)
}

func trim(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// Bound is a pointer to f, for the Min and Max of a ParamSpec.
func Bound(f float64) *float64 { return &f }

package spec

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"gander/core"
)

// maxEntries bounds what runs and sweep expand to.
const maxEntries = 1000

// An axis is one parameter of the sweep with its values. A parameter that is
// set for all entries is an axis of one value.
type axis struct {
	name   string
	key    *yaml.Node
	values []*yaml.Node
	swept  bool
}

// A draft is an entry with the line that it comes from.
type draft struct {
	core.Entry
	line     *line
	settings []setting // the line's and those of the axes
	swept    []string  // names of those that vary
	sound    bool      // its variant is known and its parameters are right
}

// axes reads the parameters that are for all entries and the sweep.
func (r *reader) axes(params, sweep *yaml.Node) []axis {
	var out []axis
	add := func(a axis) {
		i := slices.IndexFunc(out, func(other axis) bool { return other.name == a.name })
		if i >= 0 {
			r.report(a.key, flawf("%s is here twice", a.name).hinting("it is on line %d already", out[i].key.Line))
		} else if len(a.values) > 0 {
			out = append(out, a)
		}
	}
	for _, s := range r.settings("", r.fields(params, "params").open) {
		add(axis{s.name, s.key, []*yaml.Node{s.value}, false})
	}
	for _, p := range r.fields(sweep, "sweep").open {
		add(axis{p.key.Value, p.key, r.different(p.value), true})
	}
	return out
}

// different are the values of a list, each once.
func (r *reader) different(n *yaml.Node) []*yaml.Node {
	var values []*yaml.Node
	seen := make(map[string]bool)
	for _, v := range r.some(n, "values", "[1e-4, 2e-4]") {
		if v.Kind == yaml.ScalarNode && seen[v.Value] {
			r.report(v, flawf("%s is here twice", quoted(v)))
			continue
		}
		seen[v.Value] = true
		values = append(values, v)
	}
	return values
}

// takes says that an axis is for a line: its variant has the parameter and the
// line leaves it open.
func (l *line) takes(a axis) bool {
	if l.declared == nil {
		return false
	}
	_, has := l.declared.spec(a.name)
	pinned := slices.ContainsFunc(l.params, func(s setting) bool { return s.name == a.name })
	return has && !pinned
}

// expand gives the entries of lines for every combination of the axes.
func (r *reader) expand(lines []line, axes []axis) []draft {
	r.checkAxes(lines, axes)
	if count := entries(lines, axes); count > maxEntries {
		at := lines[0].node
		if len(axes) > 0 {
			at = axes[0].key
		}
		r.report(at, flawf("there are %s entries, more than %d", brief(count), maxEntries))
		return nil
	}
	var drafts []draft
	for i := range lines {
		l := &lines[i]
		drafts = append(drafts, r.combine(l.axes(axes), draft{line: l, settings: l.params})...)
	}
	return drafts
}

// entries counts what lines expand to.
func entries(lines []line, axes []axis) float64 {
	count := 0.0
	for i := range lines {
		product := 1.0
		for _, a := range lines[i].axes(axes) {
			product *= float64(len(a.values))
		}
		count += product
	}
	return count
}

func (l *line) axes(axes []axis) []axis {
	return slices.DeleteFunc(slices.Clone(axes), func(a axis) bool { return !l.takes(a) })
}

// combine goes through the values of the first axis, and for each of them
// through those of the others. The last axis turns fastest.
func (r *reader) combine(axes []axis, d draft) []draft {
	if len(axes) == 0 {
		return []draft{r.completed(d)}
	}
	a := axes[0]
	if a.swept {
		d.swept = append(slices.Clone(d.swept), a.name)
	}
	var drafts []draft
	settings := d.settings
	for _, v := range a.values {
		d.settings = append(slices.Clone(settings), setting{a.name, a.key, v})
		drafts = append(drafts, r.combine(axes[1:], d)...)
	}
	return drafts
}

// completed turns a draft's settings into its parameters.
func (r *reader) completed(d draft) draft {
	l := d.line
	d.Entry = core.Entry{Variant: l.variant, Datasets: l.datasets, Budget: l.budget, Limits: l.limits}
	if before := len(r.problems); l.declared != nil {
		d.Params = r.complete(*l.declared, d.settings, l.node)
		d.sound = len(r.problems) == before
	}
	return d
}

// checkAxes reports an axis that no line varies along.
func (r *reader) checkAxes(lines []line, axes []axis) {
	var names []string
	if len(lines) == 0 {
		return
	}
	for _, l := range lines {
		if l.declared == nil {
			return // the axis may be meant for it
		}
		names = append(names, l.declared.names()...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	for _, a := range axes {
		switch {
		case slices.ContainsFunc(lines, func(l line) bool { return l.takes(a) }):
		case slices.Contains(names, a.name):
			r.report(a.key, flawf("every run sets %s itself, so this is for none", a.name))
		default:
			hint := suggest(a.name, "parameters of these variants", names)
			r.report(a.key, flawf("no variant of these runs has a parameter %s", a.name).hinting("%s", hint))
		}
	}
}

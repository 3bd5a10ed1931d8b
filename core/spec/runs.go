package spec

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"gander/core"
	"gander/plugins/variant"
)

// A line is one element of runs as it is written.
type line struct {
	node     *yaml.Node
	label    string // as written, or else the variant
	labelled bool
	variant  string
	declared *declaration // nil for an unknown variant
	datasets []string
	params   []setting
	budget   core.Budget // its own, its dataset's or the experiment's
	limits   core.Limits // its own or the experiment's
}

// lines reads the elements of runs.
func (r *reader) lines(n *yaml.Node, e core.Experiment) []line {
	elements := r.some(n, "runs", "[{variant: vanilla, dataset: glyphs}]")
	out := make([]line, len(elements))
	for i, element := range elements {
		out[i] = r.line(element, e)
	}
	return out
}

func (r *reader) line(n *yaml.Node, e core.Experiment) line {
	f := r.fields(n, "runs[]")
	l := line{node: n, variant: r.text(f.get("variant"))}
	l.label = l.variant
	if written := f.get("label"); written != nil {
		l.label, l.labelled = r.label(written), true
	}
	l.declared = r.variant(f.get("variant"))
	l.datasets = r.chosen(f.get("dataset"), e.Datasets)
	r.able(f.get("dataset"), l, e.Datasets)
	l.params = r.settings("", r.fields(f.get("params"), "runs[].params").open)
	l.limits = r.limits(f.get("limits"), "runs[].limits", e.Limits)
	l.budget = e.Budget
	if own := f.get("budget"); own != nil {
		l.budget = r.amount(own)
	} else if judge := find(e.Datasets, first(l.datasets)); judge != nil && judge.Budget != nil {
		l.budget = *judge.Budget
	}
	return l
}

// variant is what a known variant declares.
func (r *reader) variant(n *yaml.Node) *declaration {
	if n == nil || n.Kind != yaml.ScalarNode {
		return nil
	}
	d, ok := r.known.Variants[n.Value]
	if !ok {
		hint := suggest(n.Value, "variants", sortedKeys(r.known.Variants))
		r.report(n, flawf("there is no variant %q", n.Value).hinting("%s", hint))
		return nil
	}
	return &declaration{what: "parameters of " + n.Value, specs: d.Params, tasks: d.Tasks}
}

// able reports a dataset that serves no task of the variant.
func (r *reader) able(n *yaml.Node, l line, datasets []core.DatasetSpec) {
	judge := find(datasets, first(l.datasets))
	if judge == nil || l.declared == nil {
		return
	}
	served := r.known.Sources[judge.Source].Tasks
	learns := l.declared.tasks
	if len(served) == 0 || len(learns) == 0 || slices.ContainsFunc(learns, func(t variant.Task) bool { return slices.Contains(served, t) }) {
		return
	}
	r.report(n, flawf("%s cannot learn from %s", l.variant, judge.Name).hinting("it learns %s; the source %s serves %s", tasks(learns), judge.Source, tasks(served)))
}

func tasks(all []variant.Task) string {
	names := make([]string, len(all))
	for i, t := range all {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}

// chosen reads the name of a dataset, or a list of different ones.
func (r *reader) chosen(n *yaml.Node, datasets []core.DatasetSpec) []string {
	if n == nil {
		return nil
	}
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	if len(nodes) == 0 {
		r.report(n, flawf("there is no dataset"))
	}
	var out []string
	for _, element := range nodes {
		name := r.defined(element, datasets)
		if slices.Contains(out, name) {
			r.report(element, flawf("the dataset %s is here twice", name))
			continue
		}
		out = append(out, name)
	}
	return out
}

// defined reads the name of one of the datasets.
func (r *reader) defined(n *yaml.Node, datasets []core.DatasetSpec) string {
	name := r.text(n)
	if n == nil || n.Kind != yaml.ScalarNode || find(datasets, name) != nil {
		return name
	}
	names := make([]string, len(datasets))
	for i, d := range datasets {
		names[i] = d.Name
	}
	r.report(n, flawf("there is no dataset %q", name).hinting("%s", suggest(name, "datasets", names)))
	return name
}

func find(datasets []core.DatasetSpec, name string) *core.DatasetSpec {
	i := slices.IndexFunc(datasets, func(d core.DatasetSpec) bool { return d.Name == name })
	if i < 0 {
		return nil
	}
	return &datasets[i]
}

func first(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[0]
}

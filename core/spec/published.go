package spec

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"gander/core"
)

// published reads what others reported.
func (r *reader) published(n *yaml.Node, drafts []draft, datasets []core.DatasetSpec) []core.Published {
	var out []core.Published
	for _, element := range r.elements(n, "published results", "[{label: GAN, source: 'Lin et al. 2018, table 1', dataset: ring, scores: {modes: 6.3 ± 0.5}}]") {
		f := r.fields(element, "published[]")
		p := core.Published{
			Label:   r.label(f.get("label")),
			Source:  r.text(f.get("source")),
			Dataset: r.defined(f.get("dataset"), datasets),
			Scores:  r.reportedAll(f.get("scores"), "published[].scores"),
			Others:  r.reportedAll(f.get("others"), "published[].others"),
		}
		r.scored(f.get("scores"))
		r.shown(f, p, drafts, datasets)
		out = append(out, p)
	}
	return out
}

// reportedAll reads the numbers of a mapping, in its order.
func (r *reader) reportedAll(n *yaml.Node, section string) []core.Reported {
	var out []core.Reported
	for _, p := range r.fields(n, section).open {
		v, ok := r.reported(p.value)
		if v.Name = p.key.Value; ok {
			out = append(out, v)
		}
	}
	return out
}

// reported reads 6.3 and 6.3 ± 0.5.
func (r *reader) reported(n *yaml.Node) (core.Reported, bool) {
	if !r.is(n, yaml.ScalarNode, "a number") {
		return core.Reported{}, false
	}
	value, spread, spreads := strings.Cut(n.Value, "±")
	v, f := parseNumber(strings.TrimSpace(value))
	out := core.Reported{Value: v}
	if f == nil && spreads {
		var s float64
		s, f = parseNumber(strings.TrimSpace(spread))
		out.Spread = &s
	}
	if f != nil {
		r.report(n, flawf("%q is no number that somebody reported", n.Value).hinting("write 6.3 or 6.3 ± 0.5"))
	}
	return out, f == nil
}

// scored reports scores that gander does not have.
func (r *reader) scored(n *yaml.Node) {
	if n == nil || r.known.Scores == nil || n.Kind != yaml.MappingNode {
		return
	}
	for _, p := range pairs(n) {
		if !slices.Contains(r.known.Scores, p.key.Value) {
			hint := suggest(p.key.Value, "scores", r.known.Scores)
			r.report(p.key, flawf("there is no score %q", p.key.Value).hinting("%s; what gander does not compute goes into others", hint))
		}
	}
}

// shown reports a result without a number, or that no table will show.
func (r *reader) shown(f fields, p core.Published, drafts []draft, datasets []core.DatasetSpec) {
	if f.node.Kind == yaml.MappingNode && f.get("scores") == nil && f.get("others") == nil {
		r.report(f.node, flawf("no number was published").hinting("add scores: {modes: 6.3 ± 0.5}"))
	}
	judged := func(d draft) bool { return first(d.Datasets) == p.Dataset }
	if find(datasets, p.Dataset) != nil && drafts != nil && !slices.ContainsFunc(drafts, judged) {
		r.report(f.get("dataset"), flawf("no run is judged on %s, so nothing of it is shown", p.Dataset))
	}
}

package spec

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"gander/core"
)

// expectations reads what the spec claims of its entries.
func (r *reader) expectations(n *yaml.Node, drafts []draft, datasets []core.DatasetSpec) []core.Expectation {
	var out []core.Expectation
	for _, element := range r.elements(n, "expectations", "[{score: modes, of: wgan, at_least: 8}]") {
		f := r.fields(element, "expect[]")
		x := core.Expectation{
			Score:   r.score(f.get("score")),
			Of:      r.text(f.get("of")),
			Dataset: r.defined(f.get("dataset"), datasets),
			AtLeast: r.bound(f.get("at_least")),
			AtMost:  r.bound(f.get("at_most")),
			Measure: r.oneOf(f.get("measure"), "value", core.GapClosed, core.ShareOfReal),
			Seeds:   r.oneOf(f.get("seeds"), "mean", core.EverySeed),
			Line:    element.Line,
		}
		r.bounded(f, x)
		r.held(f, x, drafts)
		out = append(out, x)
	}
	return out
}

func (r *reader) bound(n *yaml.Node) *float64 {
	v, ok := r.number(n)
	if !ok {
		return nil
	}
	return &v
}

// bounded reports an expectation that always holds, or never.
func (r *reader) bounded(f fields, x core.Expectation) {
	least, most := f.get("at_least"), f.get("at_most")
	switch {
	case f.node.Kind == yaml.MappingNode && least == nil && most == nil:
		r.report(f.node, flawf("nothing is expected of the score").hinting("add at_least or at_most"))
	case x.AtLeast != nil && x.AtMost != nil && *x.AtLeast > *x.AtMost:
		r.report(least, flawf("at_least is more than at_most: nothing can meet this"))
	}
}

// held reports an expectation about a label or dataset that no entry is for.
func (r *reader) held(f fields, x core.Expectation, drafts []draft) {
	of := f.get("of")
	if of == nil || drafts == nil {
		return
	}
	var labels, judges []string
	for _, d := range drafts {
		labels = append(labels, d.Label)
		if d.Label == x.Of {
			judges = append(judges, first(d.Datasets))
		}
	}
	slices.Sort(labels)
	labels = slices.Compact(labels)
	switch {
	case len(judges) == 0:
		r.report(of, flawf("no run has the label %q", x.Of).hinting("%s", suggest(x.Of, "labels", labels)))
	case x.Dataset != "" && !slices.Contains(judges, x.Dataset):
		r.report(f.get("dataset"), flawf("%s is not judged on %s", x.Of, x.Dataset).hinting("it is on %s", list(slices.Compact(judges))))
	}
}

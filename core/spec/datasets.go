package spec

import (
	"go.yaml.in/yaml/v4"

	"gander/core"
)

// datasets reads the datasets in the order in which they are written.
func (r *reader) datasets(n *yaml.Node) []core.DatasetSpec {
	if n == nil {
		return nil
	}
	entries := r.fields(n, "datasets").open
	if n.Kind == yaml.MappingNode && len(n.Content) == 0 {
		r.report(n, flawf("there is no dataset").hinting("for example datasets: {glyphs: {source: glyphs}}"))
	}
	out := make([]core.DatasetSpec, len(entries))
	for i, p := range entries {
		r.name(p.key)
		out[i] = r.dataset(p)
	}
	return out
}

func (r *reader) dataset(p pair) core.DatasetSpec {
	f := r.fields(p.value, "datasets.<name>")
	d := core.DatasetSpec{Name: p.key.Value, Source: r.text(f.get("source"))}
	if own := f.get("budget"); own != nil {
		b := r.amount(own)
		d.Budget = &b
	}
	source, known := r.known.Sources[d.Source]
	switch {
	case known:
		declared := declaration{"options of " + d.Source, source.Options, source.Tasks, source.Check}
		d.Options = r.complete(declared, r.settings("", f.open), p.key)
		r.fromSpec(d.Options)
	case d.Source != "":
		hint := suggest(d.Source, "sources", sortedKeys(r.known.Sources))
		r.report(f.get("source"), flawf("there is no source %q", d.Source).hinting("%s", hint))
	}
	return d
}

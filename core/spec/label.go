package spec

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// label gives drafts their labels: what is written or else the variant, and
// behind it the parameters that tell a draft from the others: those that are
// swept, and where several lines leave the label to the variant, those in which
// they differ.
func label(drafts []draft) {
	for i := range drafts {
		d := &drafts[i]
		telling := slices.Clone(d.swept)
		for j := range drafts {
			telling = append(telling, d.differs(&drafts[j])...)
		}
		slices.Sort(telling)
		d.Label = d.line.label + d.suffix(slices.Compact(telling))
	}
}

// differs names the parameters that tell d from another line's unlabelled draft
// of its variant on one of its datasets.
func (d *draft) differs(other *draft) []string {
	if d.line == other.line || d.line.labelled || other.line.labelled || d.Variant != other.Variant || !d.meets(other) {
		return nil
	}
	var names []string
	for name, v := range d.Params {
		if !reflect.DeepEqual(v, other.Params[name]) {
			names = append(names, name)
		}
	}
	return names
}

// meets says that two drafts are on one dataset.
func (d *draft) meets(other *draft) bool {
	return slices.ContainsFunc(d.Datasets, func(name string) bool {
		return slices.Contains(other.Datasets, name)
	})
}

// suffix is " lr_g=0.0001, penalty=clip".
func (d *draft) suffix(names []string) string {
	if len(names) == 0 {
		return ""
	}
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = name + "=" + short(d.Params[name])
	}
	return " " + strings.Join(values, ", ")
}

// short writes a parameter's value.
func short(v any) string {
	switch v := v.(type) {
	case float64:
		return brief(v)
	case []string:
		return strings.Join(v, "+")
	}
	return fmt.Sprint(v)
}

// distinct reports runs that are there twice, and labels that two entries on
// one dataset bear.
func (r *reader) distinct(drafts []draft) {
	runs, labels := make(map[string]*draft), make(map[string]*draft)
	for i := range drafts {
		d := &drafts[i]
		if before, twice := runs[d.run()]; twice && d.sound {
			r.report(d.line.node, flawf("this run is here twice").hinting("it is the one on line %d again", before.line.node.Line))
			continue
		}
		if d.sound {
			runs[d.run()] = d
		}
		r.unlike(d, labels)
	}
}

// run is the same text for drafts that make the same runs.
func (d *draft) run() string { return fmt.Sprintf("%q %q %#v", d.Variant, d.Datasets, d.Params) }

// clashes says that two drafts of one label are to blame for it, and not for
// parameters that could not be read.
func (d *draft) clashes(other *draft) bool {
	written := d.line != other.line && d.line.labelled && other.line.labelled
	return d.Label != "" && (written || d.sound && other.sound)
}

// unlike reports that a label is taken on one of the draft's datasets.
func (r *reader) unlike(d *draft, labels map[string]*draft) {
	for _, dataset := range d.Datasets {
		key := dataset + "\n" + d.Label
		if before, taken := labels[key]; taken && d.clashes(before) {
			r.report(d.line.node, flawf("the label %s is taken", d.Label).hinting("by the run on line %d: give this one another label", before.line.node.Line))
			return
		}
		labels[key] = d
	}
}

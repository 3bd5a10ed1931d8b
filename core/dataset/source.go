package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A Source is one origin of datasets. Implementations hold no state.
type Source interface {
	// About describes the source. It is cheap and always the same.
	About() About
	// Check says what is wrong with options of the right types: a class that
	// does not exist, attributes that contradict each other. It reads no data.
	Check(variant.Params) []*variant.ParamError
	// Open finds the data for options that passed Check. Rows are not read before
	// they are asked for.
	Open(context.Context, variant.Params) (Reading, error)
}

// About is what a source says of itself.
type About struct {
	Name    string // as specs call it: "glyphs"
	Summary string // one sentence
	Licence string // of the data, one line
	// Version changes when the same options give other bytes than before.
	Version string
	Kind    string         // data.KindImage or data.KindPoint
	Tasks   []variant.Task // that its data can serve, given fitting options
	// Options are those of a spec. A dot in a name stands for nesting:
	// "domains.attribute" is written domains: {attribute: …}.
	Options []variant.ParamSpec
}

// A Reading is a source opened with options.
type Reading struct {
	// Fingerprint names what the bytes depend on beyond version and options:
	// the contents of files. Empty when there is nothing.
	Fingerprint string
	// Splits lists train, validation and test. It may read much, and is asked
	// only when the dataset is not in the cache.
	Splits func(context.Context) ([]Split, error)
	// Close releases what Open took; nil for nothing.
	Close func() error
}

// close releases what was only read, so that its error tells nothing.
func (r Reading) close() {
	if r.Close != nil {
		r.Close()
	}
}

// A Split is what one prepared file will hold.
type Split struct {
	// Header is without Format, SHA256 and Sections; its Rows are 0 where they
	// are known only when all is read.
	Header data.Header
	Rows   int  // how many to expect, 0 if that is not known
	Skip   bool // rows that are unreadable are left out
	// Samples are the rows. An error that is an *Unreadable is that of one row.
	Samples iter.Seq2[data.Sample, error]
}

// known is the Splits of a reading that has nothing to look up.
func known(splits ...Split) func(context.Context) ([]Split, error) {
	for i := range splits {
		splits[i].Rows = splits[i].Header.Rows
	}
	return func(context.Context) ([]Split, error) { return splits, nil }
}

// Sources are all there are, by name.
func Sources() []Source {
	all := []Source{
		diracSource{}, glyphSource{}, gridSource{}, ringSource{}, shapeSource{}, polygonSource{},
		stackedSource{}, idxSource{}, cifarSource{}, folderSource{}, unpairedSource{}, celebaSource{}, npySource{}, videoSource{},
	}
	for _, d := range catalogue {
		if d.Name != "celeba" { // celebaSource reads that as well
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b Source) int { return cmp.Compare(a.About().Name, b.About().Name) })
	return all
}

// Find is the source of the given name.
func Find(name string) (Source, error) {
	var names []string
	for _, s := range Sources() {
		if s.About().Name == name {
			return s, nil
		}
		names = append(names, s.About().Name)
	}
	return nil, fmt.Errorf("no dataset source is called %q; there are %s", name, strings.Join(names, ", "))
}

// Check completes the options of a source with its defaults and reports
// everything that is wrong with them. It reads no data.
func Check(s Source, options map[string]any) (variant.Params, []*variant.ParamError) {
	specs := s.About().Options
	params, problems := variant.Complete(specs, options)
	for _, o := range specs {
		if o.Default == nil && options[o.Name] == nil {
			problems = append(problems, &variant.ParamError{Name: o.Name, Problem: "is missing: " + o.Doc})
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return params, s.Check(params)
}

// open finds and checks everything that a preparation begins with.
func open(ctx context.Context, name string, options map[string]any) (Source, variant.Params, Reading, error) {
	s, err := Find(name)
	if err != nil {
		return nil, nil, Reading{}, err
	}
	params, problems := Check(s, options)
	if len(problems) > 0 {
		all := make([]error, len(problems))
		for i, p := range problems {
			all[i] = p
		}
		return nil, nil, Reading{}, errors.Join(all...)
	}
	r, err := s.Open(ctx, params)
	return s, params, r, err
}

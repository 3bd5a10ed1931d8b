package spec

import (
	"maps"
	"slices"

	"gander/plugins/variant"
)

// Known are the names that a spec may use, so that a spec can be checked
// without any data or process.
type Known struct {
	Variants map[string]variant.Description
	Sources  map[string]Source
	// Scores are the short keys of scores; nil leaves them unchecked.
	Scores []string
}

// A Source is what a spec must know of a source of datasets.
type Source struct {
	// Options are what it takes. One without a default must be given. The
	// option "path" is relative to the spec's folder. A dotted name,
	// "domains.attribute", is written as a mapping, "domains: {attribute: bold}".
	Options []variant.ParamSpec
	// Tasks are those that its data can serve; none leaves them unchecked.
	Tasks []variant.Task
	// Check says what is wrong with complete options of the right types; nil
	// for nothing.
	Check func(variant.Params) []*variant.ParamError
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

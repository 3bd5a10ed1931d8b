package spec

import "strings"

// A Key is one row of the reference of a spec's keys.
type Key struct {
	// Path leads to the key from the top. "<name>" stands for a name of the
	// author's choice and "[]" for every element of a list.
	Path     string `json:"path"`
	Type     Type   `json:"type"`
	Required bool   `json:"required,omitempty"`
	Default  string `json:"default,omitempty"` // in YAML; empty for none
	Doc      string `json:"doc"`
}

// A Type is what may stand at a key.
type Type string

// The types.
const (
	Name     Type = "name" // lower case letters, digits and hyphens, 40 at most
	Text     Type = "text"
	Whole    Type = "whole number" // with a suffix k, M, G, T or P if need be
	Number   Type = "number"       // likewise
	Reported Type = "number or number ± spread"
	Amount   Type = "amount"          // {images: 60k}, 60k images, 90s
	Memory   Type = "memory"          // 2GB, 500MB, 1.5GiB
	Moment   Type = "amount or end"   // how often: each so much, or at the end alone
	Mapping  Type = "mapping"         // of further keys
	List     Type = "list"            // of mappings
	Names    Type = "name or names"   // one text or a list
	Numbers  Type = "list of numbers" // whole ones
	Any      Type = "value"           // as the variant or source declares it
	Choices  Type = "list of values"  // likewise
)

// reference is the one place that says which keys there are and what they
// default to; the reader asks it.
var reference = []Key{
	{Path: "name", Type: Name, Required: true, Doc: "Names the experiment and its folder of results."},
	{Path: "question", Type: Text, Doc: "What the experiment answers, for people."},
	{Path: "seeds", Type: Numbers, Default: "[1, 2, 3]", Doc: "Every entry of runs is trained once with each seed."},
	{Path: "budget", Type: Amount, Required: true, Doc: "How much every run trains, in steps (updates of the discriminator), images (seen by it), macs (multiply-adds) or time (in training steps alone: 90s, 10m, 2h)."},

	{Path: "datasets", Type: Mapping, Required: true, Doc: "The datasets that runs name."},
	{Path: "datasets.<name>", Type: Mapping, Doc: "One dataset; its name decides the order of its batches."},
	{Path: "datasets.<name>.source", Type: Text, Required: true, Doc: "Where its samples come from."},
	{Path: "datasets.<name>.budget", Type: Amount, Doc: "For runs on it, instead of the experiment's."},
	{Path: "datasets.<name>.<option>", Type: Any, Doc: "An option of the source; a path is relative to the spec's folder."},

	{Path: "runs", Type: List, Required: true, Doc: "What is compared."},
	{Path: "runs[].variant", Type: Text, Required: true, Doc: "The kind of GAN."},
	{Path: "runs[].dataset", Type: Names, Required: true, Doc: "The dataset to learn from; of several, the first one judges."},
	{Path: "runs[].label", Type: Text, Doc: "Names the entry in tables and figures; unique on its dataset. Otherwise the variant, with the parameters that tell it from others."},
	{Path: "runs[].params", Type: Mapping, Default: "{}", Doc: "Parameters that differ from the variant's defaults."},
	{Path: "runs[].params.<parameter>", Type: Any, Doc: "A parameter of the variant."},
	{Path: "runs[].budget", Type: Amount, Doc: "For this entry, instead of the dataset's or experiment's."},

	{Path: "runs[].limits", Type: Mapping, Default: "{}", Doc: "For this entry, key by key, instead of the experiment's."},
	{Path: "runs[].limits.memory", Type: Memory, Doc: "See limits.memory."},
	{Path: "runs[].limits.threads", Type: Whole, Doc: "See limits.threads."},

	{Path: "params", Type: Mapping, Default: "{}", Doc: "Parameters of all entries whose variants have them and whose params leave them open."},
	{Path: "params.<parameter>", Type: Any, Doc: "The value of one parameter."},

	{Path: "sweep", Type: Mapping, Default: "{}", Doc: "Entries are trained with every combination of these values, as far as their variants have the parameters and their params leave them open."},
	{Path: "sweep.<parameter>", Type: Choices, Doc: "The values of one parameter."},

	{Path: "evaluate", Type: Mapping, Default: "{}", Doc: "When and how runs are scored; the first step and the last are scored in any case."},
	{Path: "evaluate.every", Type: Moment, Default: "20k images", Doc: "How often, in any currency but time, or end."},
	{Path: "evaluate.samples", Type: Whole, Default: "2048", Doc: "How many samples are scored each time."},
	{Path: "evaluate.weights", Type: Text, Default: "ema", Doc: "Which weights draw them: ema (the moving average, where a variant keeps one) or raw."},
	{Path: "evaluate.extractors", Type: Names, Default: "[]", Doc: "Networks in whose features images are scored besides gander's own: .onnx or .safetensors files, relative to the spec's folder, or pixels."},

	{Path: "checkpoint", Type: Mapping, Default: "{}", Doc: "When runs save their state, to go on from there."},
	{Path: "checkpoint.every", Type: Moment, Default: "20k images", Doc: "How often, or end."},
	{Path: "checkpoint.keep", Type: Whole, Default: "2", Doc: "How many states of a run are kept."},

	{Path: "log_every", Type: Whole, Default: "10", Doc: "How many steps one recorded point condenses."},

	{Path: "limits", Type: Mapping, Default: "{}", Doc: "What every run may take of the machine. It never changes a result."},
	{Path: "limits.memory", Type: Memory, Doc: "Memory of a run's processes together, as 2GB or 1.5GiB, without files that they map. A run that takes more is ended and counts as failed. By default there is no limit."},
	{Path: "limits.threads", Type: Whole, Doc: "How many threads a run computes with, and on how many processors it runs. By default runs share the machine's cores."},

	{Path: "expect", Type: List, Default: "[]", Doc: "Claims about the result; one that fails makes gander exit with 4."},
	{Path: "expect[].score", Type: Text, Required: true, Doc: "The score that is claimed of."},
	{Path: "expect[].of", Type: Text, Required: true, Doc: "The label of the entry."},
	{Path: "expect[].dataset", Type: Text, Doc: "The dataset that judges; by default each one that the label is on."},
	{Path: "expect[].at_least", Type: Number, Doc: "The score's lower bound."},
	{Path: "expect[].at_most", Type: Number, Doc: "Its upper bound; one of the two is needed."},
	{Path: "expect[].measure", Type: Text, Doc: "What of the score keeps the bounds: value, which is the default; gap, the share of the way from what noise gets to what real data get; or share of real, the score divided by what real data get, of errors the share of right answers divided."},
	{Path: "expect[].seeds", Type: Text, Doc: "What keeps the bounds: mean, the mean over seeds, which is the default; or every, each seed by itself, all of which must finish."},

	{Path: "published", Type: List, Default: "[]", Doc: "Results of others, shown below those of the runs; they were not computed here and take no part in any comparison."},
	{Path: "published[].label", Type: Text, Required: true, Doc: "What the source calls it."},
	{Path: "published[].source", Type: Text, Required: true, Doc: "Where it stands, over how many trials, and what the spread is."},
	{Path: "published[].dataset", Type: Text, Required: true, Doc: "The dataset below whose results it is shown."},
	{Path: "published[].scores", Type: Mapping, Doc: "Scores that gander has as well."},
	{Path: "published[].scores.<score>", Type: Reported, Doc: "The number, with its spread if there is one: 6.3 ± 0.5."},
	{Path: "published[].others", Type: Mapping, Doc: "Scores that gander has not, each in a column of its own."},
	{Path: "published[].others.<name>", Type: Reported, Doc: "Likewise."},

	{Path: "report", Type: Mapping, Default: "{}", Doc: "What the report shows."},
	{Path: "report.headline", Type: Text, Doc: "The score to show first; by default the task's."},
}

// Reference lists all keys of a spec with their defaults. Parameters and
// dataset options are declared by their variants and sources.
func Reference() []Key { return append([]Key(nil), reference...) }

// keysOf are the keys right under a section ("" for the top).
func keysOf(section string) []Key {
	prefix := section
	if section != "" {
		prefix += "."
	}
	var keys []Key
	for _, k := range reference {
		if rest, ok := strings.CutPrefix(k.Path, prefix); ok && rest != "" && !strings.ContainsAny(rest, ".[") {
			keys = append(keys, k)
		}
	}
	return keys
}

// last is the key itself, without the way to it.
func (k Key) last() string { return k.Path[strings.LastIndexByte(k.Path, '.')+1:] }

// open says that the author chooses the key.
func (k Key) open() bool { return strings.HasPrefix(k.last(), "<") }

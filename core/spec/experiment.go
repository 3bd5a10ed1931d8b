package spec

import (
	"math"
	"path/filepath"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

	"gander/core"
)

// experiment reads the whole spec.
func (r *reader) experiment(root *yaml.Node) core.Experiment {
	f := r.fields(root, "")
	e := core.Experiment{
		Name:       r.name(f.get("name")),
		Question:   r.text(f.get("question")),
		Seeds:      r.seeds(f.get("seeds")),
		Budget:     r.amount(f.get("budget")),
		Evaluate:   r.evaluation(f.get("evaluate")),
		Checkpoint: r.checkpointing(f.get("checkpoint")),
		LogEvery:   r.whole(f.get("log_every"), 1, 1e9),
		Limits:     r.limits(f.get("limits"), "limits", core.Limits{}),
		Datasets:   r.datasets(f.get("datasets")),
		Report:     r.reportOptions(f.get("report")),
	}
	drafts := r.expand(r.lines(f.get("runs"), e), r.axes(f.get("params"), f.get("sweep")))
	label(drafts)
	r.distinct(drafts)
	r.fair(drafts)
	e.Expect = r.expectations(f.get("expect"), drafts, e.Datasets)
	e.Published = r.published(f.get("published"), drafts, e.Datasets)
	for _, d := range drafts {
		e.Entries = append(e.Entries, d.Entry)
	}
	return e
}

func (r *reader) reportOptions(n *yaml.Node) core.ReportOptions {
	return core.ReportOptions{Headline: r.score(r.fields(n, "report").get("headline"))}
}

// seeds reads a list of different seeds. They are read to the last digit,
// which a float64 would not.
func (r *reader) seeds(n *yaml.Node) []uint64 {
	const most = 1000
	elements := r.some(n, "seeds", "[1, 2, 3]")
	if len(elements) > most {
		r.report(n, flawf("there are %d seeds, more than %d", len(elements), most))
		return nil
	}
	var seeds []uint64
	for _, element := range elements {
		seed, err := strconv.ParseUint(element.Value, 10, 64)
		switch {
		case err != nil || element.Kind != yaml.ScalarNode || element.Style != 0:
			r.report(element, flawf("%s is not a seed", quoted(element)).hinting("a seed is a whole number from 0 to %d", uint64(math.MaxUint64)))
		case slices.Contains(seeds, seed):
			r.report(element, flawf("the seed %d is here twice", seed))
		default:
			seeds = append(seeds, seed)
		}
	}
	return seeds
}

func (r *reader) evaluation(n *yaml.Node) core.Evaluation {
	f := r.fields(n, "evaluate")
	every := f.get("every")
	e := core.Evaluation{
		Every:   r.moment(every),
		Samples: r.whole(f.get("samples"), 2, 1e6),
		Weights: r.oneOf(f.get("weights"), "ema", "raw"),

		Extractors: r.extractors(f.get("extractors")),
	}
	if e.Every.Currency == core.Seconds {
		r.report(every, flawf("runs cannot be evaluated by time").hinting("scores would belong to other steps each time: write 20k images"))
	}
	return e
}

// extractors reads one path or several, relative to the spec's folder.
func (r *reader) extractors(n *yaml.Node) []string {
	if n == nil {
		return nil
	}
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	var paths []string
	for _, element := range nodes {
		path := r.text(element)
		if ending := filepath.Ext(path); path != "pixels" && !slices.Contains([]string{".onnx", ".safetensors"}, ending) {
			r.report(element, flawf("%q is no extractor", path).hinting("an extractor is an .onnx or a .safetensors file, or pixels"))
			continue
		}
		if path != "pixels" && !filepath.IsAbs(path) {
			path = filepath.Join(r.dir, path)
		}
		paths = append(paths, path)
	}
	return paths
}

func (r *reader) checkpointing(n *yaml.Node) core.Checkpointing {
	f := r.fields(n, "checkpoint")
	return core.Checkpointing{
		Every: r.moment(f.get("every")),
		Keep:  r.whole(f.get("keep"), 1, 1e6),
	}
}

// score reads the short key of a score.
func (r *reader) score(n *yaml.Node) string {
	if n == nil || r.known.Scores == nil {
		return r.text(n)
	}
	s := r.text(n)
	if n.Kind == yaml.ScalarNode && !slices.Contains(r.known.Scores, s) {
		r.report(n, flawf("there is no score %q", s).hinting("%s", suggest(s, "scores", r.known.Scores)))
	}
	return s
}

package reports

import (
	"gander/core"
)

// A Comparison is everything that a report shows of one experiment, or of runs
// of several.
type Comparison struct {
	Experiment core.Experiment // with what several have together, if there are several
	Contests   []Contest       // one for each dataset that runs are judged on
	Results    string          // the results folder, as the caller named it
	// All has Text and Markdown show every score, not the first of them alone.
	All bool
}

// A Contest is the labels that were run on one dataset.
type Contest struct {
	Dataset core.DatasetSpec
	Named   string // the dataset's name in its spec; Dataset.Name tells namesakes apart
	Data    string // SHA-256 of the training split, empty before a run has begun
	// Columns are the scores that runs have, the headline first.
	Columns    []Column
	Contenders []Contender
	Published  []core.Published // of others, on the same dataset
}

// A Contender is one label with its runs, one for each seed.
type Contender struct {
	Label      string // unique in its contest
	Named      string // the label in its spec
	Experiment string
	Evaluate   core.Evaluation // how its experiment scores
	Variant    string
	Params     map[string]any
	// Varying are the parameters in which it differs from other contenders of
	// the same variant, as "name=value" in order of names.
	Varying []string
	// Style chooses colour, dashes and marker; equal labels have equal styles
	// in all contests.
	Style int
	Runs  []Run
}

// A Run is a run with what was recorded of it.
type Run struct {
	core.Run
	Attempts  []core.Attempt
	Points    []core.Point
	Scores    []core.Score
	Artifacts []core.Artifact
	Data      string // SHA-256 of the training split of the dataset that judges

	flags    []core.Flag
	examined bool // the flags are known
}

// Runs gives the runs of all contests.
func (c *Comparison) Runs() []Run {
	var all []Run
	for _, contest := range c.Contests {
		for _, contender := range contest.Contenders {
			all = append(all, contender.Runs...)
		}
	}
	return all
}

// Finished counts the runs that have a result.
func (k Contender) Finished() int {
	n := 0
	for _, r := range k.Runs {
		if r.Status == core.Done {
			n++
		}
	}
	return n
}

// Failed counts the runs that broke off.
func (k Contender) Failed() int {
	n := 0
	for _, r := range k.Runs {
		if r.Broken() {
			n++
		}
	}
	return n
}

// Broken says that the run ended without a result and was not stopped by hand.
func (r Run) Broken() bool {
	switch r.Status {
	case core.Diverged, core.Rejected, core.Failed, core.Crashed, core.Hung:
		return true
	}
	return false
}

// Judge is the dataset that the run is judged on, or empty.
func (r Run) Judge() string {
	if len(r.Datasets) == 0 {
		return ""
	}
	return r.Datasets[0]
}

// At gives how much of a currency the run had spent by a step. Between recorded
// points it interpolates.
func (r Run) At(step int, c core.Currency) float64 {
	before := core.Progress{}
	for _, p := range r.Points {
		if p.Step >= step {
			return between(before, p.Progress, step, c)
		}
		before = p.Progress
	}
	if r.Progress.Step == 0 {
		return float64(step) * r.perStep(c)
	}
	return between(core.Progress{}, r.Progress, step, c)
}

func between(a, b core.Progress, step int, c core.Currency) float64 {
	if b.Step == a.Step {
		return b.In(c)
	}
	share := float64(step-a.Step) / float64(b.Step-a.Step)
	return a.In(c) + share*(b.In(c)-a.In(c))
}

// perStep is the run's cost of a step as its learner declared it.
func (r Run) perStep(c core.Currency) float64 {
	switch c {
	case core.Steps:
		return float64(r.Info.DUpdatesPerStep)
	case core.Images:
		return float64(r.Info.ImagesPerStep)
	case core.MACs:
		return float64(r.Info.MACsPerStep)
	}
	return 0
}

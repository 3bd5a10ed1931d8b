package core

// An Experiment is one spec, checked and with all defaults filled in.
type Experiment struct {
	Name     string   `json:"name"`
	Question string   `json:"question,omitempty"` // what the experiment answers
	Seeds    []uint64 `json:"seeds"`
	Budget   Budget   `json:"budget"`

	Datasets []DatasetSpec `json:"datasets"`
	Entries  []Entry       `json:"runs"` // after expansion of the sweep

	Evaluate   Evaluation    `json:"evaluate"`
	Checkpoint Checkpointing `json:"checkpoint"`
	// LogEvery is how many steps one recorded point condenses, at least 1.
	LogEvery int           `json:"log_every"`
	Limits   Limits        `json:"limits,omitzero"` // of every run, unless its entry has its own
	Expect   []Expectation `json:"expect,omitempty"`
	// Published are results of others, shown beside those of the runs.
	Published []Published   `json:"published,omitempty"`
	Report    ReportOptions `json:"report"`

	Path string `json:"path,omitempty"` // where the spec was read from
	Text string `json:"-"`              // the spec as its author wrote it
}

// A Currency is what budgets and schedules are counted in.
type Currency string

// The currencies. Every run records all of them.
const (
	Steps   Currency = "steps"  // updates of the discriminator (critic)
	Images  Currency = "images" // real images that those updates consumed
	MACs    Currency = "macs"   // multiply-adds of training
	Seconds Currency = "time"   // seconds spent in training steps alone
)

// A Budget is an amount of training.
type Budget struct {
	Currency Currency `json:"currency"`
	Amount   float64  `json:"amount"`
}

// A DatasetSpec names a source and its options.
type DatasetSpec struct {
	Name    string         `json:"name"`
	Source  string         `json:"source"`
	Options map[string]any `json:"options,omitempty"`
	Budget  *Budget        `json:"budget,omitempty"` // of runs on it, instead of the experiment's
}

// An Entry is one line of the spec's runs: it becomes one Run for each seed.
type Entry struct {
	Label    string         `json:"label"` // unique for its datasets; "wgan-gp"
	Variant  string         `json:"variant"`
	Datasets []string       `json:"datasets"` // names of DatasetSpecs; the first one judges
	Params   map[string]any `json:"params"`   // complete
	Budget   Budget         `json:"budget"`
	Limits   Limits         `json:"limits,omitzero"` // its own, or else the experiment's
}

// Limits are what a run may take of the machine. They never change its bits.
type Limits struct {
	Memory  int64 `json:"memory,omitempty"`  // bytes of its processes together; 0 for any
	Threads int   `json:"threads,omitempty"` // to compute with, and processors to run on; 0 for its share
}

// An Evaluation says when and on how many samples runs are scored. Runs are
// scored before the first step and after the last one in any case.
type Evaluation struct {
	Every   Budget `json:"every"`   // an Amount of 0: at the end alone
	Samples int    `json:"samples"` // scored each time
	Weights string `json:"weights"` // "ema" or "raw"; raw where a variant has no average
	// Extractors are files of networks, or "pixels", in whose features images are
	// scored as well.
	Extractors []string `json:"extractors,omitempty"`
}

// Checkpointing says when runs save their state and how many states are kept.
type Checkpointing struct {
	Every Budget `json:"every"` // an Amount of 0: at the end alone
	Keep  int    `json:"keep"`
}

// An Expectation is a claim that the spec makes about its result.
type Expectation struct {
	Score   string   `json:"score"` // the short key of a score
	Of      string   `json:"of"`    // the label of an entry
	Dataset string   `json:"dataset,omitempty"`
	AtLeast *float64 `json:"at_least,omitempty"`
	AtMost  *float64 `json:"at_most,omitempty"`
	Measure string   `json:"measure,omitempty"` // of the score: GapClosed, ShareOfReal, or else its value
	Seeds   string   `json:"seeds,omitempty"`   // what keeps the bounds: EverySeed, or else the mean over seeds
	Line    int      `json:"line"`              // in the spec
}

// What an expectation may hold against its bounds in place of a score's value.
const (
	// GapClosed is the share of the way from what noise gets to what real data
	// get: 0 for noise, 1 for real data.
	GapClosed = "gap"
	// ShareOfReal is the score divided by what real data get. Of scores that
	// count errors it is the share of right answers that is divided.
	ShareOfReal = "share of real"
)

// EverySeed is the Seeds of an expectation that each run must meet by itself.
const EverySeed = "every"

// Published is what somebody else reported for one of the datasets. It is shown
// beside the results and takes no part in any comparison.
type Published struct {
	Label   string     `json:"label"`  // as the source calls it
	Source  string     `json:"source"` // where it stands, and over how many trials
	Dataset string     `json:"dataset"`
	Scores  []Reported `json:"scores,omitempty"` // under the short keys of scores
	Others  []Reported `json:"others,omitempty"` // under names of their own
}

// A Reported number is one that was read, not computed.
type Reported struct {
	Name   string   `json:"name"`
	Value  float64  `json:"value"`
	Spread *float64 `json:"spread,omitempty"` // as the source means it: see Published.Source
}

// ReportOptions choose what the report shows first.
type ReportOptions struct {
	Headline string `json:"headline,omitempty"` // the short key of a score; empty: by task
}

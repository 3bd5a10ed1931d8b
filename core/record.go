package core

// A Point is one recorded window of training steps.
type Point struct {
	Progress
	Scalars []Scalar `json:"scalars"`
}

// A Scalar is one reported value, condensed over the steps of a point.
type Scalar struct {
	Key  string  `json:"key"`
	Role string  `json:"role,omitempty"` // "loss_d", "loss_g", "grad_d", "grad_g" or empty
	Last float64 `json:"last"`
	Mean float64 `json:"mean"`
	Min  float64 `json:"min"`
	Max  float64 `json:"max"`
}

// Direction says which way a score is better.
type Direction string

// The directions.
const (
	Lower   Direction = "lower"
	Higher  Direction = "higher"
	Neither Direction = "neither" // a property, not a merit
)

// A Score is a value computed from the samples of a run at one step.
type Score struct {
	Step   int    `json:"step"`
	Images int64  `json:"images"` // real images seen by then
	Key    string `json:"key"`    // short, for tables and specs: "kd", "modes"
	// Identity names the statistic, extractor, layer, size and number of
	// samples: "KD[rand-conv.v1/gap:128]@2048". Scores of different identity
	// are never compared.
	Identity  string    `json:"identity"`
	Dataset   string    `json:"dataset"`
	Weights   string    `json:"weights"` // "ema" or "raw"
	Value     float64   `json:"value"`
	Direction Direction `json:"direction"`
	Unit      string    `json:"unit,omitempty"`
	// Floor is the score of real data against real data, Ceiling that of
	// noise; nil where a score has none.
	Floor   *float64 `json:"floor,omitempty"`
	Ceiling *float64 `json:"ceiling,omitempty"`
}

// GridColumns is how many samples a row of a grid has.
const GridColumns = 8

// An Artifact is a file that a run made.
type Artifact struct {
	Step   int    `json:"step"`
	Kind   string `json:"kind"` // see the constants
	Path   string `json:"path"` // relative to the results folder
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// The kinds of artifacts.
const (
	KindCheckpoint = "checkpoint" // a folder: the learner's whole state; SHA256 of its manifest
	KindWeights    = "weights"    // safetensors of one network
	KindGrid       = "grid"       // PNG of samples from fixed latents
	KindNeighbours = "neighbours" // PNG of samples beside the training images nearest to them
	KindDistances  = "distances"  // JSON of how far those are, see eval.Neighbourhoods
	KindPoints     = "points"     // CSV of 2-D samples from fixed latents
	KindHeader     = "header"     // JSON header of a dataset that the run learned from
	KindLog        = "log"        // the plugin's log
	KindConfusion  = "confusion"  // JSON of what samples are taken for, by what they were asked to show
	KindTradeoff   = "tradeoff"   // JSON of a curve of precision against recall
)

// A Checkpoint is a saved state that a run can go on from.
type Checkpoint struct {
	Progress
	Path   string `json:"path"` // the folder, relative to the results folder
	SHA256 string `json:"sha256"`
}

// An Ailment is a way in which adversarial training goes wrong.
type Ailment string

// A Flag says that a run began to ail at a step.
type Flag struct {
	Ailment Ailment `json:"ailment"`
	Step    int     `json:"step"`
	Detail  string  `json:"detail"` // what was seen, a phrase
}

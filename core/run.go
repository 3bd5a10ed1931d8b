package core

import "time"

// A Run is one variant with parameters on one dataset with one seed.
type Run struct {
	// ID is a hash of what decides the run's bits: spec, data, variant and its
	// numerics. Equal IDs are the same run, wherever they are computed.
	ID         string         `json:"id"`
	Experiment string         `json:"experiment"`
	Position   int            `json:"position"` // order of the plan, from 0
	Label      string         `json:"label"`
	Variant    string         `json:"variant"`
	Datasets   []string       `json:"datasets"`
	Params     map[string]any `json:"params"`
	Seed       uint64         `json:"seed"`
	Budget     Budget         `json:"budget"`
	Limits     Limits         `json:"limits,omitzero"` // of the next attempt; an Attempt has those that it ran under
	Spec       string         `json:"spec"`            // the resolved run as canonical JSON
	Dir        string         `json:"dir"`             // of its artifacts, relative to the results folder

	Status   RunStatus `json:"status"`
	Reason   string    `json:"reason,omitempty"`   // why the run ended as it did
	LogTail  []string  `json:"log_tail,omitempty"` // last lines of the plugin's log
	Progress Progress  `json:"progress"`           // of the last recorded point
	Info     RunInfo   `json:"info"`

	Created  time.Time `json:"created"`
	Started  time.Time `json:"started,omitzero"`  // the first attempt
	Finished time.Time `json:"finished,omitzero"` // the last attempt
}

// A RunStatus is where a run stands.
type RunStatus string

// The statuses. Of the ended ones, Done alone counts as a result; the others
// keep their reason and are tried again when the spec is run again, except that
// Diverged and Rejected, being reproducible, stay as they are.
const (
	Planned  RunStatus = "planned"
	Running  RunStatus = "running"
	Done     RunStatus = "done"
	Stopped  RunStatus = "stopped"  // the user interrupted it; it can go on
	Diverged RunStatus = "diverged" // its numbers became NaN or infinite
	Rejected RunStatus = "rejected" // the variant refused its parameters or data
	Failed   RunStatus = "failed"   // the variant or the host met an error
	Crashed  RunStatus = "crashed"  // the plugin process died
	Hung     RunStatus = "hung"     // the plugin process stopped answering
)

// Progress counts what a run has done since it began.
type Progress struct {
	Step     int     `json:"step"` // full iterations of the variant
	DUpdates int64   `json:"d_updates"`
	GUpdates int64   `json:"g_updates"`
	Images   int64   `json:"images"`
	MACs     int64   `json:"macs"`
	Seconds  float64 `json:"seconds"` // measured; outside the promise of equal bits
}

// In gives progress in a currency.
func (p Progress) In(c Currency) float64 {
	switch c {
	case Steps:
		return float64(p.DUpdates)
	case Images:
		return float64(p.Images)
	case MACs:
		return float64(p.MACs)
	case Seconds:
		return p.Seconds
	}
	panic("core: unknown currency " + string(c))
}

// RunInfo is what a learner said of itself when it was built.
type RunInfo struct {
	GeneratorParams     int64 `json:"generator_params"`
	DiscriminatorParams int64 `json:"discriminator_params"`
	MACsPerStep         int64 `json:"macs_per_step"`
	BytesResident       int64 `json:"bytes_resident"`
	ImagesPerStep       int   `json:"images_per_step"`
	DUpdatesPerStep     int   `json:"d_updates_per_step"`
	LatentDim           int   `json:"latent_dim"`
	SampleShape         []int `json:"sample_shape"`
}

// An Attempt is one time that a run was taken up: by which binary, where. It
// lies outside the run's ID.
type Attempt struct {
	Number         int       `json:"number"` // from 1; set by the store
	FromStep       int       `json:"from_step"`
	Started        time.Time `json:"started"`
	Finished       time.Time `json:"finished,omitzero"`
	Status         RunStatus `json:"status"`
	Reason         string    `json:"reason,omitempty"`
	GanderVersion  string    `json:"gander_version"`
	VariantVersion string    `json:"variant_version"`
	Numerics       string    `json:"numerics"`
	Binary         string    `json:"binary"` // the plugin's path, or "builtin"
	BinarySHA256   string    `json:"binary_sha256"`
	DatasetSHA256  []string  `json:"dataset_sha256"`
	Machine        string    `json:"machine"` // processor, cores, operating system
	Device         string    `json:"device"`
	Threads        int       `json:"threads"`
	Budget         Budget    `json:"budget"`
	Limits         Limits    `json:"limits,omitzero"`
	// Containment is what kept the variant from the rest of the machine:
	// "no new privileges, Landlock 7", or "none".
	Containment string  `json:"containment"`
	MaxRSS      int64   `json:"max_rss"`     // bytes; measured
	CPUSeconds  float64 `json:"cpu_seconds"` // measured
}

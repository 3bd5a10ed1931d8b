package runner

import (
	"context"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A Launcher starts variants as processes.
type Launcher interface {
	Launch(ctx context.Context, name string, o LaunchOptions) (Process, error)
}

// LaunchOptions are what a process gets from outside its contract.
type LaunchOptions struct {
	Threads int
	Dir     string // working folder, the only one that the variant writes to
	Log     string // file that its log is appended to
	// Read are the files that the variant is given to read beside its own:
	// datasets and checkpoints.
	Read []string
	// Limits are what it may take; Threads has regard to them.
	Limits core.Limits
}

// A Process is one running variant and its learner. After a method has failed
// because the process is gone, only Usage and Close make sense.
type Process interface {
	Describe(context.Context) (variant.Description, error)
	Open(context.Context, variant.Setup) (variant.Info, error)
	// Advance takes the learner from one step to another, see variant.Advance.
	Advance(ctx context.Context, from, to, every int, emit func(variant.Report) error) error
	// Sample gives images as uint8, points as float32.
	Sample(context.Context, variant.Sampling, []variant.Row) (sample.Batch, error)
	Save(ctx context.Context, dir string) error
	Load(ctx context.Context, dir string) error
	Export(ctx context.Context, dir string, w variant.Weights) ([]string, error)
	Binary() Binary
	Usage() Usage
	// Close ends the process. It is bounded in time, whatever the process does.
	Close() error
}

// A Binary is the file that a process runs.
type Binary struct{ Path, SHA256 string }

// Usage is what a process has used of the machine.
type Usage struct {
	MaxRSS     int64 // bytes
	CPUSeconds float64
}

// An End is how a run came to an end other than success.
type End struct {
	Status  core.RunStatus
	Reason  string
	LogTail []string // the last lines of the plugin's log
}

// A Judge scores samples of one dataset for one task. All runs of that task on
// the dataset meet the same judge and the same conditions.
type Judge interface {
	// Conditions are the rows to sample: the same ones every time.
	Conditions(n int) []variant.Row
	// Judge scores the samples of those rows. Key, Identity, Value, Direction,
	// Unit, Floor and Ceiling of the scores are set.
	Judge(context.Context, sample.Batch) ([]core.Score, error)
	// Final gives the scores that are too dear for every evaluation, of the
	// same samples. It is asked at the end of training, after Judge.
	Final(context.Context, sample.Batch) ([]core.Score, error)
}

// A Returner is a Judge of translations that are to lead back.
type Returner interface {
	// Return are the rows that ask for the way back of samples of Conditions,
	// nil where there is none.
	Return(context.Context, sample.Batch) ([]variant.Row, error)
	// Returned scores the samples of those rows.
	Returned(context.Context, sample.Batch) ([]core.Score, error)
	// ReturnNoisy and ReturnedNoisy are the same for samples with noise on them: of
	// ways back that must not depend on what nobody sees. They are asked for at the
	// end of training.
	ReturnNoisy(context.Context, sample.Batch) ([]variant.Row, error)
	ReturnedNoisy(context.Context, sample.Batch) ([]core.Score, error)
}

// A Chooser scores samples against the validation split: by its scores the best
// moment of a run is chosen, by those of the Judge it is reported.
type Chooser interface {
	// Conditions are the rows to sample: the same ones every time.
	Conditions(n int) []variant.Row
	// Choose scores the samples of those rows, under keys of its own.
	Choose(context.Context, sample.Batch) ([]core.Score, error)
}

// An Exhibitor is a Judge that has more to show than numbers, at the end of
// training.
type Exhibitor interface {
	// Exhibits of the samples that Final has scored.
	Exhibits(context.Context, sample.Batch) ([]Exhibit, error)
}

// An Exhibit is kept as an artifact, a file of JSON.
type Exhibit struct {
	Kind    string // see core.Artifact
	Content []byte
}

// Prepared is a dataset as runs meet it.
type Prepared struct {
	Header data.Header // of the training split
	Path   string      // of the training split
	Judge  func(variant.Task) Judge
	// Chooser may be nil, and give nil: then nothing is chosen.
	Chooser func(variant.Task) Chooser
}

// An Observer is told what happens, for progress bars and logs. Its methods are
// called from several goroutines and return quickly.
type Observer interface {
	Started(r core.Run, from, total int) // total is 0 while it is unknown
	Advanced(r core.Run, p core.Progress, total int)
	Scored(r core.Run, scores []core.Score)
	Ended(r core.Run)
}

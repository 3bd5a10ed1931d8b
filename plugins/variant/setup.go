package variant

import "gander/plugins/variant/data"

// A Purpose says what a learner is opened for.
type Purpose string

// The purposes. A learner opened to sample needs no training data: it gets the
// headers of its datasets alone, and only Load, Sample and Close are called.
const (
	Train      Purpose = "train"
	SampleOnly Purpose = "sample"
)

// A Setup is all that a learner needs to begin.
type Setup struct {
	Purpose Purpose
	Params  Params // complete: every parameter of Description has a value
	// Data are the datasets in the order of the spec, training split only.
	Data []Dataset
	Seed uint64
	// Threads is how many threads the learner may compute with, at least 1.
	// The results do not depend on it.
	Threads int
	// TotalSteps is the horizon of the run for schedules; 0 when Purpose is
	// SampleOnly.
	TotalSteps int
	// Scratch is an empty folder that belongs to the learner alone.
	Scratch string
}

// A Dataset is one prepared dataset of a setup.
type Dataset struct {
	Name   string      // as the spec calls it; names its streams of batches
	Header data.Header // shape, classes, attributes and domains
	Path   string      // the prepared file; empty when Purpose is SampleOnly
}

// Info is what a learner knows of itself once it is built.
type Info struct {
	GeneratorParams     int64 // trainable numbers in the generator(s)
	DiscriminatorParams int64 // trainable numbers in the discriminator(s)
	MACsPerStep         int64 // multiply-adds of one Step
	BytesResident       int64 // memory that the learner holds while training
	ImagesPerStep       int   // Progress.Images of every Step
	DUpdatesPerStep     int   // Progress.DUpdates of every Step
	LatentDim           int   // 0 for a variant that takes no noise
	SampleShape         []int // of one sample: {H, W, C}, or {2} for points
}

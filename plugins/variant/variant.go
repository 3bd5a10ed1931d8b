package variant

// A Variant is one kind of GAN: it describes itself and opens learners.
// Implementations hold no state of a run; all of it lives in the Learner.
type Variant interface {
	// Describe tells what the variant is and takes. It is cheap, has no side
	// effects and gives the same answer every time.
	Describe() Description
	// Open builds the networks for one run. Parameters have been checked
	// against Describe by then. A setup that the variant cannot do (an image
	// size, a dataset without labels) is an error that wraps ErrUnsupported.
	Open(Setup) (Learner, Info, error)
}

// A Learner is one run of a variant: its weights, optimisers and counters.
// It is used by one goroutine at a time.
type Learner interface {
	// Step does one full iteration as the paper's algorithm writes it: for
	// WGAN, n_critic critic updates and one generator update.
	Step() (Progress, error)
	// Sample gives one tensor row for each of rows, in order. Row i depends on
	// rows[i] and on nothing else: neither on its neighbours nor on len(rows).
	// Images are float32 NHWC in [-1, 1], points float32 (n, 2).
	Sample(Sampling, []Row) (Tensor, error)
	// Save writes all of the learner's state into dir, which exists and is
	// empty. Load restores it; the next Step then gives the same bits as if
	// the learner had never stopped.
	Save(dir string) error
	Load(dir string) error
	// Close frees what the learner holds. It is called once, last.
	Close() error
}

// Progress is what one Step did.
type Progress struct {
	DUpdates int // updates of the discriminator (critic)
	GUpdates int // updates of the generator
	Images   int // real images (or points) that discriminator updates consumed
	// Scalars are the step's values in the order of Description.Scalars; NaN
	// means a number that went wrong, not a missing one. The slice is the
	// learner's: it is valid until the next Step.
	Scalars []float64
}

// An Exporter is a Learner that can write its weights for other tools.
type Exporter interface {
	// Export writes the networks into dir as safetensors, one file a network
	// ("generator.safetensors"), and returns the names of the files.
	Export(dir string, weights Weights) ([]string, error)
}

// A Critic is a Learner that can judge samples.
type Critic interface {
	// Critique gives the discriminator's raw output (before any sigmoid) for
	// each row of a tensor shaped as Sample's result.
	Critique(Tensor) ([]float64, error)
}

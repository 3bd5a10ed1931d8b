package gan

import (
	"gander/core/nn"
	"gander/plugins/variant"
)

// A Model is a variant's mathematics for one setup.
type Model struct {
	Shape    []int // of one sample: {H, W, C}, or {2} for points
	Latent   int   // length of the noise, 0 without
	Images   int   // real images that the discriminator consumes in a step
	DUpdates int   // of a step
	GUpdates int

	// Stages builds the training step. Its scalars bear the keys of the
	// description. Networks whose name begins with "generator" count as such.
	Stages func(g *nn.Graph) []nn.Stage
	// Sample builds the sampling function in the given mode for batches of
	// SampleBatch rows: its output has the rows of samples, and Rows fills its
	// inputs.
	Sample func(g *nn.Graph, mode nn.Mode) (out *nn.Node, in []*nn.Node)
	// Rows gives the values of Sample's inputs for rows.
	Rows func(s variant.Sampling, rows []variant.Row) ([][]float32, error)
	// Critique builds the discriminator's raw output for samples; nil if the
	// variant is no critic.
	Critique func(g *nn.Graph) (out, in *nn.Node)
	// Average says that the generator's moving average is kept.
	Average bool
	// Close frees what the model holds, such as open files.
	Close func() error
}

// SampleBatch is the size of a batch of samples: large enough to keep several
// cores busy on small images, and small enough for memory on large ones.
const SampleBatch = 64

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
	// Linked, if there is one, is handed the compiled step, for sources that
	// take values from its earlier stages.
	Linked func(*nn.Program)
	// Sample builds the sampling function in the given mode for batches of
	// SampleBatch(Shape) rows: its output has the rows of samples, and Rows
	// fills its inputs. There is one function for each of Ways.
	Sample func(g *nn.Graph, mode nn.Mode, way int) (out *nn.Node, in []*nn.Node)
	// Ways are the ways that rows can go, such as through one generator or
	// through another, and Way tells which one a row goes, or what is wrong with
	// it. Without Way there is a single one.
	Ways int
	Way  func(row variant.Row) (int, error)
	// Rows gives the values of Sample's inputs for rows that go the same way.
	Rows func(s variant.Sampling, rows []variant.Row) ([][]float32, error)
	// Critique builds the discriminator's raw output for samples; nil if the
	// variant is no critic.
	Critique func(g *nn.Graph) (out, in *nn.Node)
	// Average says that the generator's moving average is kept.
	Average bool
	// Close frees what the model holds, such as open files.
	Close func() error
}

// SampleBatch is how many samples of a shape are made at once: 64, which keeps
// several cores busy, and fewer of images above 64×64 pixels, so that memory
// stays that of 64 such images.
func SampleBatch(shape []int) int {
	if len(shape) < 3 {
		return 64
	}
	return min(64, max(1, 64*64*64/(shape[0]*shape[1])))
}

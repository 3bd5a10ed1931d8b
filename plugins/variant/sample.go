package variant

// Weights chooses which weights of the generator a sample comes from.
type Weights string

// Raw weights are those of the last step; Average is their exponential moving
// average, for variants that have the ability HasAverage.
const (
	Raw     Weights = "raw"
	Average Weights = "ema"
)

// Sampling is what all rows of one request share.
type Sampling struct {
	// Seed names the stream that rows without a latent draw theirs from:
	// the row's Index-th draw, a pure function of Seed and Index (package num).
	Seed    uint64
	Weights Weights
	// Truncation scales drawn latents; 1 leaves them as they are.
	Truncation float64
}

// A Row is the condition of one sample.
type Row struct {
	// Index is the row's place in the seed's stream of latents; it is used
	// when Latent is nil.
	Index  uint64
	Latent []float32
	// Label is the class for label→image, -1 for none.
	Label int
	// Domain is the target domain for domain→domain, -1 for none.
	Domain int
	// Attributes are the target attributes for attribute→domain, 0 or 1 each.
	Attributes []float32
	// Source is the image to translate, NHWC without N, in [-1, 1].
	Source []float32
}

// A Tensor is a block of float32 numbers in row-major order.
type Tensor struct {
	Shape []int
	Data  []float32
}

// Rows is the length of the first dimension, 0 for an empty tensor.
func (t Tensor) Rows() int {
	if len(t.Shape) == 0 {
		return 0
	}
	return t.Shape[0]
}

// RowSize is how many numbers one row has.
func (t Tensor) RowSize() int {
	n := 1
	for _, d := range t.Shape[1:] {
		n *= d
	}
	return n
}

// Row is the i-th row, sharing memory with t.
func (t Tensor) Row(i int) []float32 {
	n := t.RowSize()
	return t.Data[i*n : (i+1)*n]
}

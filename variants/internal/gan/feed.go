package gan

import (
	"fmt"

	"gander/core/nn"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A Feed is where an unconditional model's samples and noise come from.
type Feed struct {
	Header data.Header
	Batch  int // rows of a batch: the parameter batch_size
	Latent int // length of the noise: the parameter latent_dim
	seed   uint64
	stream *Stream // nil when opened to sample
}

// NewFeed opens the setup's only dataset. Images must be between 16 and 256
// pixels along both sides. latent is the length of the noise where the
// parameter latent_dim is 0.
func NewFeed(s variant.Setup, latent Reference[int]) (Feed, error) {
	if len(s.Data) != 1 {
		return Feed{}, Unsupported("%d datasets for one run that learns from one; give each dataset a run of its own", len(s.Data))
	}
	d := s.Data[0]
	if err := checkShape(d.Header); err != nil {
		return Feed{}, err
	}
	f := Feed{Header: d.Header, Batch: s.Params.Int("batch_size"), seed: s.Seed}
	f.Latent = latent.Or(s.Params.Int("latent_dim"), d.Header)
	if s.Purpose != variant.Train {
		return f, nil
	}
	var err error
	f.stream, err = OpenStream(d, "", f.Batch, s.Seed)
	return f, err
}

// Close ends the reading of the dataset.
func (f Feed) Close() error {
	if f.stream == nil {
		return nil
	}
	return f.stream.Close()
}

// Unsupported is the error of a setup that a variant cannot do.
func Unsupported(format string, args ...any) error {
	return fmt.Errorf("%w: %w", variant.ErrUnsupported, fmt.Errorf(format, args...))
}

func checkShape(h data.Header) error {
	if h.Kind == data.KindPoint {
		return nil
	}
	for _, side := range h.Shape[:2] {
		if side < 16 || side > 256 {
			return Unsupported("images of %d×%d pixels, want 16 to 256", h.Shape[1], h.Shape[0])
		}
	}
	return nil
}

// Noise is the input of latents, (Batch, Latent).
func (f Feed) Noise(g *nn.Graph) *nn.Node {
	return g.Input("z", Normal(f.seed, "z"), f.Batch, f.Latent)
}

// Real is the input of batches of the dataset, (Batch, shape…).
func (f Feed) Real(g *nn.Graph) *nn.Node {
	return g.Input("real", f.stream.Images(), append([]int{f.Batch}, f.Header.Shape...)...)
}

// Labels is the input of the batches' classes, one-hot (Batch, classes). It is
// drawn in the same stages as Real.
func (f Feed) Labels(g *nn.Graph) *nn.Node {
	return g.Input("labels", f.stream.Facts(Label), f.Batch, len(f.Header.Classes))
}

// Alpha is the input of the gradient penalty's mixing weights, (Batch).
func (f Feed) Alpha(g *nn.Graph) *nn.Node {
	return g.Input("alpha", Uniform(f.seed, "alpha"), f.Batch)
}

// A Reference is what a parameter that is 0 stands for: the setting of the
// papers' code, which differs between images and points.
type Reference[T int | float64] struct{ Images, Points T }

// Or is value unless that is 0.
func (r Reference[T]) Or(value T, h data.Header) T {
	switch {
	case value != 0:
		return value
	case h.Kind == data.KindPoint:
		return r.Points
	}
	return r.Images
}

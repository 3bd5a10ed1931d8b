package stargan

import (
	"errors"
	"slices"

	"gander/core/nn"
	"gander/core/nn/op"
	"gander/plugins/variant"
	"gander/variants/internal/gan"
)

// Open builds the networks for one or several datasets with attributes.
func (v Variant) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	m, err := v.Model(s)
	if err != nil {
		return nil, variant.Info{}, err
	}
	return gan.Open(s, m, scalars)
}

// Model is the mathematics that Open makes a learner of.
func (Variant) Model(s variant.Setup) (gan.Model, error) {
	t := step{Params: s.Params, seed: s.Seed, steps: s.TotalSteps}
	if err := t.check(s.Data); err != nil {
		return gan.Model{}, err
	}
	if s.Purpose == variant.Train {
		for _, d := range s.Data {
			stream, err := gan.OpenStream(d, "", t.Int("batch_size"), s.Seed)
			if err != nil {
				return gan.Model{}, errors.Join(err, t.close())
			}
			t.streams = append(t.streams, stream)
		}
	}
	return t.model(), nil
}

// step builds the networks and the training step.
type step struct {
	variant.Params
	vocabulary
	shape   []int // of an image
	seed    uint64
	steps   int           // of the whole run
	streams []*gan.Stream // of the datasets
}

// check takes shape and attributes of the data, or says why they can't be
// learnt from.
func (t *step) check(d []variant.Dataset) error {
	if len(d) == 0 {
		return gan.Unsupported("no dataset")
	}
	t.shape = d[0].Header.Shape
	for _, dataset := range d {
		if err := gan.CheckImages(dataset.Header); err != nil {
			return err
		}
		if !slices.Equal(dataset.Header.Shape, t.shape) {
			return gan.Unsupported("dataset %s has images of %v and %s of %v; stargan learns images of one size", d[0].Name, t.shape, dataset.Name, dataset.Header.Shape)
		}
	}
	if most := t.halvings(); t.levels() > most {
		return gan.Unsupported("%d layers of the discriminator leave nothing of %d×%d pixels; n_layers is at most %d", t.levels(), t.shape[1], t.shape[0], most)
	}
	var err error
	t.vocabulary, err = newVocabulary(d, t.List("attributes"))
	return err
}

func (t step) model() gan.Model {
	updates := t.Int("n_critic")
	return gan.Model{
		Shape: t.shape, Average: true,
		Images: updates * t.Int("batch_size"), DUpdates: updates, GUpdates: 1,
		Stages:   t.stages,
		Sample:   t.sampler,
		Rows:     t.rows,
		Critique: t.critique,
		Close:    t.close,
	}
}

func (t step) sampler(g *nn.Graph, mode nn.Mode, _ int) (out *nn.Node, in []*nn.Node) {
	x := gan.ImageInput(g, t.shape)
	c := g.Input("c", nil, gan.SampleBatch(t.shape), t.width())
	return g.Network(gan.Generator, t.generator()...).ApplyGiven(x, c, mode), []*nn.Node{x, c}
}

func (t step) rows(s variant.Sampling, rows []variant.Row) ([][]float32, error) {
	x, err := gan.Images(t.shape)(s, rows)
	if err != nil {
		return nil, err
	}
	c, err := t.asked(rows)
	return append(x, c), err
}

// critique is the mean of the patches.
func (t step) critique(g *nn.Graph) (out, in *nn.Node) {
	x := gan.ImageInput(g, t.shape)
	answers := g.Network(gan.Discriminator, t.discriminator()...).Apply(x, nn.Sample)
	return op.Samples.Mean(op.Slice(answers, 1, 0, t.patches())), x
}

func (t step) close() error {
	var errs []error
	for _, s := range t.streams {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}

package cyclegan

import (
	"errors"
	"fmt"

	"gander/core/nn"
	"gander/plugins/variant"
	"gander/variants/internal/gan"
	"gander/variants/internal/nets"
)

// Open builds the networks for one dataset of two domains, called a and b here.
func (v Variant) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	m, err := v.Model(s)
	if err != nil {
		return nil, variant.Info{}, err
	}
	return gan.Open(s, m, scalars)
}

// Model is the mathematics that Open makes a learner of.
func (Variant) Model(s variant.Setup) (gan.Model, error) {
	t := step{Params: s.Params, steps: s.TotalSteps}
	if err := t.check(s.Data); err != nil {
		return gan.Model{}, err
	}
	if s.Purpose == variant.Train {
		var err error
		if t.a, t.b, err = open(s.Data[0], s.Params.Int("batch_size"), s.Seed); err != nil {
			return gan.Model{}, err
		}
	}
	return t.model(), nil
}

// open opens the streams of both domains.
func open(d variant.Dataset, batch int, seed uint64) (a, b *gan.Stream, err error) {
	if a, err = gan.OpenStream(d, d.Header.Domains[0], batch, seed); err != nil {
		return nil, nil, err
	}
	if b, err = gan.OpenStream(d, d.Header.Domains[1], batch, seed); err != nil {
		return nil, nil, errors.Join(err, a.Close())
	}
	return a, b, nil
}

// step builds the networks and the training step.
type step struct {
	variant.Params
	shape []int // of an image
	steps int   // of the whole run
	a, b  *gan.Stream
}

// check takes the shape of the data, or says why it can't be learnt from.
func (t *step) check(d []variant.Dataset) error {
	if len(d) != 1 {
		return gan.Unsupported("%d datasets; cyclegan takes one, with two domains", len(d))
	}
	h := d[0].Header
	if len(h.Domains) != 2 {
		return gan.Unsupported("dataset %s has %d domains; cyclegan translates between exactly two", d[0].Name, len(h.Domains))
	}
	if err := gan.CheckImages(h); err != nil {
		return err
	}
	t.shape = h.Shape
	if most := nets.MostPatchLevels(h.Shape[0], h.Shape[1]); t.levels() > most {
		return gan.Unsupported("%d layers of the discriminator leave nothing of %d×%d pixels; n_layers is at most %d", t.levels(), h.Shape[1], h.Shape[0], most)
	}
	return nil
}

// networks are the four of CycleGAN in a graph.
type networks struct{ ab, ba, a, b *nn.Network }

func (t step) networks(g *nn.Graph) networks {
	return networks{
		ab: g.Network(gan.Generator+"_ab", t.generator()...), ba: g.Network(gan.Generator+"_ba", t.generator()...),
		a: g.Network(gan.Discriminator+"_a", t.discriminator()...), b: g.Network(gan.Discriminator+"_b", t.discriminator()...),
	}
}

func (t step) model() gan.Model {
	program := new(*nn.Program)
	return gan.Model{
		Shape: t.shape, Average: true,
		Images: 2 * t.Int("batch_size"), DUpdates: 1, GUpdates: 1,
		Stages: func(g *nn.Graph) []nn.Stage { return t.stages(g, program) },
		Linked: func(p *nn.Program) { *program = p },
		Sample: t.sampler,
		Ways:   2, Way: t.way,
		Rows:  gan.Images(t.shape),
		Close: t.close,
	}
}

// sampler translates to domain a (way 0) or b (way 1).
func (t step) sampler(g *nn.Graph, mode nn.Mode, way int) (out *nn.Node, in []*nn.Node) {
	name := []string{"_ba", "_ab"}[way]
	x := gan.ImageInput(g, t.shape)
	return g.Network(gan.Generator+name, t.generator()...).Apply(x, mode), []*nn.Node{x}
}

// way is the domain that a row is to be translated to.
func (t step) way(row variant.Row) (int, error) {
	if row.Domain < 0 || row.Domain > 1 {
		return 0, fmt.Errorf("asks for domain %d, there are 0 and 1", row.Domain)
	}
	return row.Domain, nil
}

func (t step) close() error {
	if t.a == nil {
		return nil
	}
	return errors.Join(t.a.Close(), t.b.Close())
}

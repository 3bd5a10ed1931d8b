package parity

import (
	"maps"
	"testing"

	"gander/core/nn"
	"gander/plugins/variant"
	"gander/variants/internal/gan"
)

// A modelled variant tells its mathematics, for a learner on any registry.
type modelled interface {
	variant.Variant
	Model(variant.Setup) (gan.Model, error)
}

// A trial is one variant with parameters and data. Parameters that stand for a
// reference's setting are given in full: PyTorch's side knows no defaults.
type trial struct {
	variant modelled
	params  map[string]any
	data    func(t testing.TB) []variant.Dataset
	draws   func(d drawing)
	updates int  // of the discriminator a step, at most
	large   bool // so large that no single number shows in a gradient
}

// with is the trial with other parameters, which make it small.
func (c trial) with(params map[string]any) trial {
	all := maps.Clone(c.params)
	maps.Copy(all, params)
	c.params, c.large = all, false
	return c
}

// on is the trial on other data.
func (c trial) on(data func(t testing.TB) []variant.Dataset) trial {
	c.data = data
	return c
}

const seed = 7

// threads are two for what takes its time; for the rest they would only wait
// for each other.
func (c trial) threads() int {
	if c.large {
		return 2
	}
	return 1
}

// setup is that of a run of so many steps.
func (c trial) setup(t testing.TB, steps int) variant.Setup {
	t.Helper()
	params, problems := variant.Complete(c.variant.Describe().Params, c.params)
	for _, p := range problems {
		t.Fatal(p)
	}
	return variant.Setup{
		Purpose: variant.Train, Params: params, Data: c.data(t),
		Seed: seed, Threads: c.threads(), TotalSteps: steps, Scratch: t.TempDir(),
	}
}

// open opens the variant's learner on r. watched holds the gradients that its
// optimisers are given.
func (c trial) open(t testing.TB, r *nn.Registry, s variant.Setup) (l variant.Learner, watched *gradients) {
	t.Helper()
	m, err := c.variant.Model(s)
	if err != nil {
		t.Fatal(err)
	}
	watched = newGradients()
	stages := m.Stages
	m.Stages = func(g *nn.Graph) []nn.Stage { return watched.all(stages(g)) }
	l, _, err = gan.OpenOn(r, s, m, c.variant.Describe().Scalars)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l, watched
}

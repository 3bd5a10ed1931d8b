package main

import (
	"errors"
	"fmt"

	"gander/core/nn"
	"gander/core/nn/kernel"
	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A learner is one run of the variant.
type learner struct {
	params   variant.Params
	header   data.Header
	seed     uint64
	file     *data.File   // nil when opened to sample
	loader   *data.Loader // of the file's batches
	drawn    []int        // rows of the last batch
	registry *nn.Registry // all weights, moments and counters
	step     *nn.Program  // nil when opened to sample
	samplers map[variant.Weights]*nn.Function
}

// Open builds the networks for one dataset.
func (Variant) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	if len(s.Data) != 1 {
		return nil, variant.Info{}, fmt.Errorf("%w: %d datasets, want one", variant.ErrUnsupported, len(s.Data))
	}
	if err := kernel.SetThreads(s.Threads); err != nil {
		return nil, variant.Info{}, err
	}
	l := &learner{
		params: s.Params, header: s.Data[0].Header, seed: s.Seed,
		registry: nn.NewRegistry(nn.Float32, s.Seed), samplers: map[variant.Weights]*nn.Function{},
	}
	var err error
	if s.Purpose == variant.Train {
		err = l.buildStep(s.Data[0])
	} else { // Load has to know the weights
		for _, w := range []variant.Weights{variant.Raw, variant.Average} {
			_, sampler := l.sampler(w)
			err = errors.Join(err, sampler)
		}
	}
	if err != nil {
		return nil, variant.Info{}, errors.Join(err, l.Close())
	}
	return l, l.info(), nil
}

func (l *learner) buildStep(d variant.Dataset) error {
	var err error
	if l.file, err = data.Open(d.Path); err != nil {
		return err
	}
	batch := l.params.Int("batch_size")
	l.drawn = make([]int, batch)
	l.loader = data.NewLoader(l.file, data.NewBatches(l.file.Rows(), l.seed, d.Name, "batches"), batch, l.seed, d.Name)
	l.step, err = nn.Compile(l.registry, l.stages)
	return err
}

// rows is the source of the k-th batch of the dataset, noise that of the k-th
// batch of latents: both are pure functions of the seed and k, so that a run
// that stopped goes on with the same numbers.
func (l *learner) rows(dst []float32, k uint64) error {
	l.loader.Batch(k, dst, l.drawn)
	return nil
}

func (l *learner) noise(dst []float32, k uint64) error {
	num.NewStream(l.seed, "z").FillNormal(dst, k*uint64(len(dst)))
	return nil
}

func (l *learner) info() variant.Info {
	info := variant.Info{
		LatentDim: l.params.Int("latent_dim"), SampleShape: l.header.Shape, BytesResident: l.registry.Bytes(),
		ImagesPerStep: l.params.Int("batch_size"), DUpdatesPerStep: 1,
	}
	if l.step == nil {
		return info
	}
	info.MACsPerStep = l.step.MACs()
	info.BytesResident += l.step.Bytes()
	networks := l.step.Networks()
	info.GeneratorParams, info.DiscriminatorParams = networks[0].Size(), networks[1].Size()
	return info
}

// Step does one training step.
func (l *learner) Step() (variant.Progress, error) {
	if err := l.step.Step(); err != nil {
		if errors.Is(err, nn.ErrNotFinite) {
			err = fmt.Errorf("%w: %w", variant.ErrDiverged, err)
		}
		return variant.Progress{}, err
	}
	return variant.Progress{DUpdates: 1, GUpdates: 1, Images: l.params.Int("batch_size"), Scalars: l.step.Scalars()}, nil
}

// sampleBatch is how many rows the generator maps at once.
const sampleBatch = 64

// sampler is the generator with the given weights as a function of latents.
func (l *learner) sampler(w variant.Weights) (*nn.Function, error) {
	if f := l.samplers[w]; f != nil {
		return f, nil
	}
	mode := nn.Sample
	if w == variant.Average {
		mode = nn.Averaged
	}
	f, err := nn.NewFunction(l.registry, func(g *nn.Graph) (*nn.Node, []*nn.Node) {
		layers, _ := networks(l.params, l.header)
		z := g.Input("z", nil, sampleBatch, l.params.Int("latent_dim"))
		return g.Network("generator", layers...).Apply(z, mode), []*nn.Node{z}
	})
	if err == nil {
		l.samplers[w] = f
	}
	return f, err
}

// Sample maps the rows' latents through the generator.
func (l *learner) Sample(s variant.Sampling, rows []variant.Row) (variant.Tensor, error) {
	n := l.params.Int("latent_dim")
	z := make([]float32, n*len(rows))
	for i, row := range rows {
		if err := latent(z[i*n:(i+1)*n], s, row); err != nil {
			return variant.Tensor{}, fmt.Errorf("row %d: %w", i, err)
		}
	}
	f, err := l.sampler(s.Weights)
	if err != nil {
		return variant.Tensor{}, err
	}
	out := variant.Tensor{Shape: append([]int{len(rows)}, l.header.Shape...), Data: make([]float32, len(rows)*l.header.RowSize())}
	return out, f.Map(out.Data, z)
}

// latent is a row's own latent, or the one of its index.
func latent(dst []float32, s variant.Sampling, row variant.Row) error {
	if row.Latent == nil {
		num.Latent(s.Seed, row.Index, dst)
		for i := range dst {
			dst[i] *= float32(s.Truncation)
		}
		return nil
	}
	if len(row.Latent) != len(dst) {
		return fmt.Errorf("a latent of %d numbers, want %d", len(row.Latent), len(dst))
	}
	copy(dst, row.Latent)
	return nil
}

// Save writes all of the state; the registry knows it.
func (l *learner) Save(dir string) error { return l.registry.Save(dir) }

// Load restores it. To sample, only the generator's part is wanted.
func (l *learner) Load(dir string) error {
	if l.step == nil {
		return l.registry.LoadPart(dir)
	}
	return l.registry.Load(dir)
}

// Close frees everything.
func (l *learner) Close() error {
	if l.step != nil {
		l.step.Close()
	}
	for _, f := range l.samplers {
		f.Close()
	}
	l.registry.Close()
	if l.file == nil {
		return nil
	}
	if l.loader != nil {
		l.loader.Close()
	}
	return l.file.Close()
}

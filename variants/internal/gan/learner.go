package gan

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"gander/core/nn"
	"gander/core/nn/kernel"
	"gander/plugins/variant"
)

// A Learner runs a Model. It is a variant.Learner, a variant.Exporter and a
// variant.Critic.
type Learner struct {
	model    Model
	registry *nn.Registry
	program  *nn.Program // nil when opened to sample
	samplers map[sampling]*nn.Function
	critic   *nn.Function
	order    []int // of the description's scalars among the program's
	progress variant.Progress
}

var (
	_ variant.Learner  = (*Learner)(nil)
	_ variant.Exporter = (*Learner)(nil)
	_ variant.Critic   = (*Learner)(nil)
)

// Open builds the networks of m for a setup. scalars are those of the variant's
// description. The model is closed with the learner, or when Open fails.
func Open(s variant.Setup, m Model, scalars []variant.ScalarSpec) (variant.Learner, variant.Info, error) {
	return OpenOn(nn.NewRegistry(nn.Float32, s.Seed), s, m, scalars)
}

// OpenOn is Open with all that is learnt in r, a new registry of the setup's
// seed, which is closed with the learner. On one of Float64 the learner is the
// slow reference that its float32 twin is measured by.
func OpenOn(r *nn.Registry, s variant.Setup, m Model, scalars []variant.ScalarSpec) (variant.Learner, variant.Info, error) {
	l := &Learner{model: m, registry: r, samplers: map[sampling]*nn.Function{}}
	if err := l.build(s, scalars); err != nil {
		return nil, variant.Info{}, errors.Join(err, l.Close())
	}
	return l, l.info(), nil
}

// build makes what the purpose needs. A learner that trains builds its samplers
// when they are asked for; one that samples must know all its weights before
// they are loaded.
func (l *Learner) build(s variant.Setup, scalars []variant.ScalarSpec) error {
	if err := kernel.SetThreads(s.Threads); err != nil {
		return err
	}
	if s.Purpose == variant.Train {
		return l.buildStep(scalars)
	}
	for way := range l.ways() {
		if _, err := l.sampler(variant.Raw, way); err != nil {
			return err
		}
		if !l.model.Average {
			continue
		}
		if _, err := l.sampler(variant.Average, way); err != nil {
			return err
		}
	}
	return nil
}

func (l *Learner) buildStep(scalars []variant.ScalarSpec) error {
	p, err := nn.Compile(l.registry, l.model.Stages)
	if err != nil {
		return fmt.Errorf("build the training step: %w", err)
	}
	l.program = p
	if l.model.Linked != nil {
		l.model.Linked(p)
	}
	keys := p.Keys()
	for _, s := range scalars {
		i := slices.Index(keys, s.Key)
		if i < 0 {
			return fmt.Errorf("no stage reports %s", s.Key)
		}
		l.order = append(l.order, i)
	}
	l.progress = variant.Progress{
		DUpdates: l.model.DUpdates, GUpdates: l.model.GUpdates, Images: l.model.Images,
		Scalars: make([]float64, len(scalars)),
	}
	return nil
}

func (l *Learner) info() variant.Info {
	info := variant.Info{LatentDim: l.model.Latent, SampleShape: l.model.Shape, BytesResident: l.registry.Bytes()}
	for _, f := range l.samplers {
		info.BytesResident += f.Bytes()
	}
	if l.program == nil {
		return info
	}
	info.BytesResident += l.program.Bytes()
	info.MACsPerStep = l.program.MACs()
	info.ImagesPerStep, info.DUpdatesPerStep = l.model.Images, l.model.DUpdates
	for _, n := range l.program.Networks() {
		if isGenerator(n) {
			info.GeneratorParams += n.Size()
		} else {
			info.DiscriminatorParams += n.Size()
		}
	}
	return info
}

func isGenerator(n *nn.Network) bool { return strings.HasPrefix(n.Name(), Generator) }

// Step does one step of the model.
func (l *Learner) Step() (variant.Progress, error) {
	err := l.program.Step()
	if errors.Is(err, nn.ErrNotFinite) {
		err = fmt.Errorf("%w: %w", variant.ErrDiverged, err)
	}
	if err != nil {
		return variant.Progress{}, err
	}
	values := l.program.Scalars()
	for i, from := range l.order {
		l.progress.Scalars[i] = values[from]
	}
	return l.progress, nil
}

// Critique maps samples through the discriminator, which is built at the first
// call: few runs ask for it.
func (l *Learner) Critique(t variant.Tensor) ([]float64, error) {
	if l.model.Critique == nil {
		return nil, errors.New("critique by a discriminator that needs more than samples")
	}
	if !slices.Equal(t.Shape[1:], l.model.Shape) {
		return nil, fmt.Errorf("critique of rows %v, the discriminator takes %v", t.Shape[1:], l.model.Shape)
	}
	if l.program == nil {
		return nil, errors.New("critique by a learner that only samples")
	}
	if l.critic == nil {
		f, err := nn.NewFunction(l.registry, func(g *nn.Graph) (*nn.Node, []*nn.Node) {
			out, in := l.model.Critique(g)
			return out, []*nn.Node{in}
		})
		if err != nil {
			return nil, fmt.Errorf("build the critic: %w", err)
		}
		l.critic = f
	}
	values := make([]float32, t.Rows())
	if err := l.critic.Map(values, t.Data); err != nil {
		return nil, err
	}
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = float64(v)
	}
	return out, nil
}

// Save writes the registry into dir.
func (l *Learner) Save(dir string) error { return l.registry.Save(dir) }

// Load reads the registry from dir; a learner that only samples takes what it
// needs.
func (l *Learner) Load(dir string) error {
	if l.program != nil {
		return l.registry.Load(dir)
	}
	return l.registry.LoadPart(dir)
}

// Export writes one file a network into dir. Networks without a moving average
// export the weights of the last step in any case.
func (l *Learner) Export(dir string, weights variant.Weights) ([]string, error) {
	if l.program == nil {
		return nil, errors.New("export by a learner that only samples")
	}
	var names []string
	for _, n := range l.program.Networks() {
		mode := nn.Sample
		if weights == variant.Average && isGenerator(n) {
			mode = nn.Averaged
		}
		name := n.Name() + ".safetensors"
		if err := n.Export(filepath.Join(dir, name), mode); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// Close frees everything.
func (l *Learner) Close() error {
	if l.program != nil {
		l.program.Close()
	}
	for _, f := range l.samplers {
		f.Close()
	}
	if l.critic != nil {
		l.critic.Close()
	}
	l.registry.Close()
	return l.model.Close()
}

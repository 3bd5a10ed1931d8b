package runner_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"gander/core"
	"gander/core/runner"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// walker is the smallest variant that has state: a point that wanders, its path
// a function of the seed and of nothing else.
type walker struct{}

func (walker) Describe() variant.Description {
	return variant.Description{
		Name: "walker", Version: "1.0.0", Numerics: "walker-1", Tasks: []variant.Task{variant.Points},
		Scalars:   []variant.ScalarSpec{{Key: "loss_d", Role: variant.LossD}, {Key: "x"}},
		Abilities: []variant.Ability{variant.CanExport},
		Params: []variant.ParamSpec{
			{Name: "nan_at", Kind: variant.Int, Default: int64(0)},
			{Name: "batch_size", Kind: variant.Int, Default: int64(4), Min: variant.Bound(1)},
		},
	}
}

func (walker) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	w := &wanderer{batch: s.Params.Int("batch_size"), nanAt: s.Params.Int("nan_at"), scalars: make([]float64, 2)}
	w.State.X = float64(s.Seed)
	return w, variant.Info{ImagesPerStep: w.batch, DUpdatesPerStep: 1, MACsPerStep: 10, SampleShape: []int{2}}, nil
}

type wanderer struct {
	State   struct{ Steps, X float64 }
	batch   int
	nanAt   int
	scalars []float64
}

func (w *wanderer) Step() (variant.Progress, error) {
	w.State.Steps++
	w.State.X = math.Mod(w.State.X*1.7+w.State.Steps, 11)
	if w.nanAt > 0 && int(w.State.Steps) == w.nanAt {
		w.State.X = math.NaN()
	}
	w.scalars[0], w.scalars[1] = 1/w.State.Steps, w.State.X
	return variant.Progress{DUpdates: 1, GUpdates: 1, Images: w.batch, Scalars: w.scalars}, nil
}

// Sample gives points that another seed moves.
func (w *wanderer) Sample(s variant.Sampling, rows []variant.Row) (variant.Tensor, error) {
	t := variant.Tensor{Shape: []int{len(rows), 2}, Data: make([]float32, 2*len(rows))}
	for i, r := range rows {
		t.Data[2*i], t.Data[2*i+1] = float32(r.Index), float32(w.State.X)+float32(s.Seed%2)
	}
	return t, nil
}

func (w *wanderer) Save(dir string) error {
	text, err := json.Marshal(w.State)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "state.json"), text, 0o644)
}

func (w *wanderer) Load(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, "state.json"))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, &w.State)
}

func (w *wanderer) Export(dir string, _ variant.Weights) ([]string, error) {
	return []string{"generator.safetensors"}, os.WriteFile(filepath.Join(dir, "generator.safetensors"), fmt.Append(nil, w.State.X), 0o644)
}

func (w *wanderer) Close() error { return nil }

// inProcess runs walkers in this process. crashAt names a step after which a
// process of that seed is gone.
type inProcess struct {
	crashSeed uint64
	crashAt   int
	launched  int
	options   runner.LaunchOptions // of the last launch
}

func (l *inProcess) Launch(_ context.Context, name string, o runner.LaunchOptions) (runner.Process, error) {
	l.launched++
	l.options = o
	if name != "walker" {
		return nil, fmt.Errorf("no variant %q", name)
	}
	return &process{launcher: l}, nil
}

type process struct {
	launcher *inProcess
	learner  variant.Learner
	seed     uint64
	dead     bool
}

// crash is what a host says of a process that is gone.
type crash struct{}

func (crash) Error() string { return "killed by signal 9" }

func explain(err error) (runner.End, bool) {
	var c crash
	return runner.End{Status: core.Crashed, Reason: "killed by signal 9", LogTail: []string{"last words"}}, errors.As(err, &c)
}

func (p *process) Describe(context.Context) (variant.Description, error) {
	return walker{}.Describe(), nil
}

func (p *process) Open(_ context.Context, s variant.Setup) (info variant.Info, err error) {
	p.seed = s.Seed
	p.learner, info, err = walker{}.Open(s)
	return info, err
}

func (p *process) Advance(ctx context.Context, from, to, every int, emit func(variant.Report) error) error {
	err := variant.Advance(ctx, p.learner, walker{}.Describe().Scalars, from, to, every, func(r variant.Report) error {
		if p.seed == p.launcher.crashSeed && p.launcher.crashAt > 0 && r.Step >= p.launcher.crashAt {
			p.dead = true
			return crash{}
		}
		return emit(r)
	})
	return err
}

func (p *process) Sample(_ context.Context, s variant.Sampling, rows []variant.Row) (sample.Batch, error) {
	t, err := p.learner.Sample(s, rows)
	return sample.Of(t), err
}

func (p *process) Save(_ context.Context, dir string) error { return p.learner.Save(dir) }
func (p *process) Load(_ context.Context, dir string) error { return p.learner.Load(dir) }
func (p *process) Export(_ context.Context, dir string, w variant.Weights) ([]string, error) {
	return p.learner.(variant.Exporter).Export(dir, w)
}
func (p *process) Binary() runner.Binary { return runner.Binary{Path: "walker", SHA256: "feed"} }
func (p *process) Usage() runner.Usage   { return runner.Usage{MaxRSS: 1 << 20, CPUSeconds: 0.5} }
func (p *process) Close() error          { return nil }

// mean judges points by the mean of their second coordinate.
type mean struct{}

func (mean) Conditions(n int) []variant.Row {
	rows := make([]variant.Row, n)
	for i := range rows {
		rows[i].Index = uint64(i)
	}
	return rows
}

func (mean) Judge(_ context.Context, s sample.Batch) ([]core.Score, error) {
	if s.Rows() == 0 {
		return nil, errors.New("nothing to judge")
	}
	var sum float64
	for i := range s.Rows() {
		sum += float64(s.F32[2*i+1])
	}
	return []core.Score{{Key: "mean", Identity: "mean@" + fmt.Sprint(s.Rows()), Value: sum / float64(s.Rows()), Direction: core.Lower}}, nil
}

func (mean) Final(_ context.Context, s sample.Batch) ([]core.Score, error) {
	return []core.Score{{Key: "last", Identity: "last", Value: float64(s.F32[0]), Direction: core.Neither}}, nil
}

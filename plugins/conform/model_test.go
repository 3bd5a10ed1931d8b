package conform_test

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// model is a variant that keeps every rule, but for the one that fault names.
// It can do every task and learns nothing of use.
type model struct {
	tasks []variant.Task
	fault string
	step  func() // of every learner, before each of its steps; may be nil
}

func (m model) Describe() variant.Description {
	return variant.Description{
		Name: "model", Version: "1.0.0", Numerics: "1", Summary: "Keeps the rules.", Source: "Nobody 2026", Tasks: m.tasks,
		Params: []variant.ParamSpec{
			{Name: "batch_size", Kind: variant.Int, Default: int64(4), Min: variant.Bound(1), Max: variant.Bound(64), Doc: "Rows."},
			{Name: "rate", Kind: variant.Float, Default: 0.1, Min: variant.Bound(0), Max: variant.Bound(1), Doc: "Rate."},
			{Name: "loss", Kind: variant.String, Default: "hinge", Choices: []string{"hinge", "square"}, Doc: "Loss."},
			{Name: "note", Kind: variant.String, Default: "", Doc: "Anything."},
		},
		Scalars: []variant.ScalarSpec{
			{Key: "loss_d", Role: variant.LossD, Doc: "A number."}, {Key: "loss_g", Role: variant.LossG, Doc: "Another."},
		},
		Abilities: []variant.Ability{variant.CanExport, variant.CanCritique, variant.HasAverage},
	}
}

// latentDim is the length of the model's noise.
const latentDim = 3

func (m model) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	l := &learner{model: m}
	if len(s.Data) == 0 && m.fault == "open/no-data" {
		l.header.Shape = []int{16, 16, 3}
	} else if len(s.Data) != 1 {
		return nil, variant.Info{}, fmt.Errorf("%d datasets: %w", len(s.Data), variant.ErrUnsupported)
	} else {
		l.header = s.Data[0].Header
	}
	if points := l.header.Kind == data.KindPoint; points != slices.Contains(m.tasks, variant.Points) && len(m.tasks) == 1 && m.fault != "open/unsupported" {
		return nil, variant.Info{}, fmt.Errorf("a dataset of kind %s: %w", l.header.Kind, variant.ErrUnsupported)
	}
	if s.Purpose == variant.Train && len(s.Data) > 0 {
		if err := m.read(s.Data[0].Path); err != nil {
			return nil, variant.Info{}, err
		}
	}
	l.begin(s)
	info := variant.Info{
		GeneratorParams: 4, DiscriminatorParams: 4, MACsPerStep: 8, BytesResident: 64,
		ImagesPerStep: 4, DUpdatesPerStep: 2, LatentDim: latentDim, SampleShape: l.header.Shape,
	}
	if l.translates() {
		info.LatentDim = 0
	}
	return l, info, nil
}

func (m model) read(path string) error {
	if m.fault == "leaks/descriptors" {
		leak()
	}
	f, err := data.Open(path)
	switch missing := errors.Is(err, fs.ErrNotExist); {
	case missing && m.fault == "open/missing-file", !missing && m.fault == "open/damaged-file":
		return nil
	case err != nil:
		return err
	case m.fault == "files/dataset":
		return errors.Join(f.Close(), spoil(path))
	}
	return f.Close()
}

// leaked keeps files from being closed by the garbage collector.
var leaked []*os.File

// leak opens two files for good.
func leak() {
	for range 2 {
		if f, err := os.Open(os.DevNull); err == nil {
			leaked = append(leaked, f)
		}
	}
}

// spoil changes the first pixel of a dataset.
func spoil(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	var length [4]byte
	if _, err := f.ReadAt(length[:], 12); err != nil {
		return err
	}
	body := (64 + int64(binary.LittleEndian.Uint32(length[:])) + 63) / 64 * 64
	_, err = f.WriteAt([]byte{99}, body)
	return err
}

type learner struct {
	model
	header data.Header
	state
}

type state struct {
	Seed, Salt uint64
	Process    int
	Step       int
	W, A       [4]float64 // weights and their average
}

func (l *learner) begin(s variant.Setup) {
	l.Seed = s.Seed
	weights := s.Seed
	switch l.fault {
	case "seed/other":
		l.Seed = 7
	case "seed/other-weights":
		weights = 7
	case "seed/threads":
		l.Salt = uint64(s.Threads) - 1
	case "seed/process":
		l.Salt = uint64(os.Getpid())
	case "loading/process":
		l.Process = os.Getpid()
	}
	for i := range l.W {
		l.W[i] = 0.5 + uniform(weights, uint64(i))
	}
	l.A = l.W
}

func (l *learner) translates() bool { return translates(l.tasks[0]) }

func translates(t variant.Task) bool { return t == variant.DomainToDomain || t == variant.AttributeTo }

// uniform is in [0, 1) and depends on all of its arguments.
func uniform(words ...uint64) float64 {
	x := uint64(0x9E3779B97F4A7C15)
	for _, w := range words {
		x ^= w + 0xBF58476D1CE4E5B9 + x<<6 + x>>2
		x *= 0x94D049BB133111EB
		x ^= x >> 29
	}
	return float64(x>>11) * 0x1p-53
}

func (l *learner) Step() (variant.Progress, error) {
	if l.step != nil {
		l.step()
	}
	l.move()
	return variant.Progress{DUpdates: 2, GUpdates: 1, Images: 4, Scalars: []float64{
		uniform(l.Seed, uint64(l.state.Step), 1) + float64(l.Salt), uniform(l.Seed, uint64(l.state.Step), 2),
	}}, nil
}

// move changes the weights.
func (l *learner) move() {
	l.state.Step++
	for i := range l.W {
		l.W[i] += uniform(l.Seed, uint64(l.state.Step), uint64(i)+10) - 0.5
		l.A[i] = 0.9*l.A[i] + 0.1*l.W[i]
	}
}

func (l *learner) Sample(s variant.Sampling, rows []variant.Row) (variant.Tensor, error) {
	t := variant.Tensor{Shape: append([]int{len(rows)}, l.header.Shape...)}
	for _, r := range rows {
		if err := l.check(r); err != nil {
			return t, err
		}
		t.Data = append(t.Data, l.sample(s, r)...)
	}
	return t, nil
}

func (l *learner) check(r variant.Row) error {
	switch {
	case r.Latent != nil && len(r.Latent) != latentDim:
		return fmt.Errorf("a latent of %d numbers, want %d", len(r.Latent), latentDim)
	case r.Label >= max(len(l.header.Classes), 1):
		return fmt.Errorf("label %d of %d", r.Label, len(l.header.Classes))
	case r.Domain >= max(len(l.header.Domains), 1):
		return fmt.Errorf("domain %d of %d", r.Domain, len(l.header.Domains))
	case r.Attributes != nil && len(r.Attributes) != len(l.header.Attributes):
		return fmt.Errorf("%d attributes of %d", len(r.Attributes), len(l.header.Attributes))
	case r.Source != nil && len(r.Source) != l.header.RowSize():
		return fmt.Errorf("a source of %d numbers", len(r.Source))
	}
	return nil
}

func (l *learner) sample(s variant.Sampling, r variant.Row) []float32 {
	w := l.W
	if s.Weights == variant.Average {
		w = l.A
	}
	x := w[3] * float64(r.Label+2*r.Domain)
	for i := range latentDim {
		z := s.Truncation * (2*uniform(s.Seed, r.Index, uint64(i)) - 1)
		if r.Latent != nil {
			z = float64(r.Latent[i])
		}
		if !l.translates() {
			x += w[i] * z
		}
	}
	for i, a := range r.Attributes {
		x += w[i] * float64(a)
	}
	out := make([]float32, l.header.RowSize())
	for i := range out {
		if r.Source != nil {
			out[i] = r.Source[i]
		}
		out[i] = float32(math.Tanh(x/4 + float64(out[i])*w[0] + float64(i)/1000))
	}
	return out
}

func (l *learner) Save(dir string) error {
	text, err := json.Marshal(l.state)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "state.json"), text, 0o666)
}

func (l *learner) Load(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, "state.json"))
	if errors.Is(err, fs.ErrNotExist) && l.fault == "loading/empty" {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &l.state); err != nil && l.fault != "loading/damaged" {
		return err
	}
	if l.fault == "loading/process" && l.Process != os.Getpid() {
		l.Salt++
	}
	return nil
}

func (*learner) Close() error { return nil }

func (*learner) Critique(t variant.Tensor) ([]float64, error) {
	return make([]float64, t.Rows()), nil
}

func (*learner) Export(dir string, _ variant.Weights) ([]string, error) {
	const name = "generator.safetensors"
	return []string{name}, os.WriteFile(filepath.Join(dir, name), []byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"), 0o666)
}

// Package faulty is a variant for tests: it learns next to nothing, in no time,
// and fails on request.
package faulty

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"gander/plugins/variant"
)

// The troubles that the parameter "trouble" asks for. Most of them come at the
// step that the parameter "at" says.
const (
	None        = "none"
	Panic       = "panic"       // in Step
	Exit        = "exit"        // of the process, with code 3
	Kill        = "kill"        // of the process, with SIGKILL
	NaN         = "nan"         // as the value of a scalar
	Error       = "error"       // of Step
	Hang        = "hang"        // in Step
	Unsupported = "unsupported" // by Open
	Pair        = "pair"        // of parameters that Open refuses together
	BadSample   = "bad sample"  // of NaN, always
	BadClose    = "bad close"   // an error of Close
	Print       = "print"       // to stdout, in every step
	Flood       = "flood"       // of file descriptor 1 with a line that never ends, as C code might
)

// New is the variant.
func New() variant.Variant { return faulty{} }

type faulty struct{}

func (faulty) Describe() variant.Description {
	return variant.Description{
		Name: "faulty", Version: "1.2.3", Numerics: "faulty-1",
		Summary: "Learns nothing and fails on request.", Source: "none",
		Tasks: []variant.Task{variant.Image, variant.Points},
		Params: []variant.ParamSpec{
			{Name: "trouble", Kind: variant.String, Default: None, Doc: "What goes wrong."},
			{Name: "at", Kind: variant.Int, Default: int64(3), Min: variant.Bound(1), Doc: "The step at which it does."},
			{Name: "size", Kind: variant.Int, Default: int64(8), Min: variant.Bound(0), Max: variant.Bound(512), Doc: "Side of an image, 0 for points."},
			{Name: "pause", Kind: variant.Float, Default: 0.0, Doc: "Seconds that a step takes."},
		},
		Scalars: []variant.ScalarSpec{
			{Key: "loss_d", Role: variant.LossD, Doc: "A number."},
			{Key: "loss_g", Role: variant.LossG, Doc: "Another number."},
		},
		Abilities: []variant.Ability{variant.CanExport, variant.CanCritique},
	}
}

func (faulty) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	l := &learner{params: s.Params, state: state{Seed: s.Seed}}
	switch l.trouble() {
	case Unsupported:
		return nil, variant.Info{}, fmt.Errorf("images of %d pixels: %w", s.Params.Int("size"), variant.ErrUnsupported)
	case Pair:
		return nil, variant.Info{}, errors.Join(
			&variant.ParamError{Name: "size", Problem: "does not go with at"},
			&variant.ParamError{Name: "at", Problem: "does not go with size"})
	}
	return l, variant.Info{
		GeneratorParams: 2, DiscriminatorParams: 1, MACsPerStep: 10, BytesResident: 1 << 10,
		ImagesPerStep: 4, DUpdatesPerStep: 2, LatentDim: 2, SampleShape: l.shape(),
	}, nil
}

type learner struct {
	params variant.Params
	state  state
}

// state is all that a learner has learnt.
type state struct {
	Seed uint64
	Step int
}

func (l *learner) trouble() string { return l.params.String("trouble") }

func (l *learner) shape() []int {
	if n := l.params.Int("size"); n > 0 {
		return []int{n, n, 1}
	}
	return []int{2}
}

func (l *learner) Step() (variant.Progress, error) {
	time.Sleep(time.Duration(l.params.Float("pause") * float64(time.Second)))
	l.state.Step++
	scalars := []float64{l.value(1), l.value(2)}
	if err := l.print(); err != nil {
		return variant.Progress{}, err
	}
	if l.state.Step == l.params.Int("at") {
		if err := l.fail(scalars); err != nil {
			return variant.Progress{}, err
		}
	}
	return variant.Progress{DUpdates: 2, GUpdates: 1, Images: 4, Scalars: scalars}, nil
}

func (l *learner) print() error {
	switch l.trouble() {
	case Print:
		fmt.Println("a stray print")
	case Flood:
		_, err := stdout.Write(bytes.Repeat([]byte{'.'}, 200_000))
		return err
	}
	return nil
}

// stdout is file descriptor 1, whatever becomes of os.Stdout.
var stdout = os.Stdout

func (l *learner) fail(scalars []float64) error {
	switch l.trouble() {
	case Panic:
		panic("faulty: as you wished")
	case Exit:
		os.Exit(3)
	case Kill:
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Signal(syscall.SIGKILL)
		}
		time.Sleep(time.Minute)
		return err
	case NaN:
		scalars[1] = math.NaN()
	case Error:
		return errors.New("no more ideas")
	case Hang:
		time.Sleep(time.Hour)
	}
	return l.exceed()
}

// value is a number in [0, 1) that depends on the state and k.
func (l *learner) value(k uint64) float64 {
	x := (l.state.Seed+1)*0x9E3779B97F4A7C15 + uint64(l.state.Step)*0xBF58476D1CE4E5B9 + k*0x94D049BB133111EB
	x ^= x >> 31
	return float64(x%1000003) / 1000003
}

func (l *learner) Sample(s variant.Sampling, rows []variant.Row) (variant.Tensor, error) {
	t := variant.Tensor{Shape: append([]int{len(rows)}, l.shape()...)}
	for _, r := range rows {
		x := float32(2*l.value(s.Seed+r.Index) - 1)
		if len(r.Latent) > 0 {
			x = r.Latent[0]
		}
		if len(r.Source) > 0 {
			x = r.Source[len(r.Source)-1]
		}
		if l.trouble() == BadSample {
			x = float32(math.NaN())
		}
		for range t.RowSize() {
			t.Data = append(t.Data, x)
		}
	}
	return t, nil
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
	if err != nil {
		return err
	}
	return json.Unmarshal(text, &l.state)
}

func (l *learner) Close() error {
	if l.trouble() == BadClose {
		return errors.New("could not let go")
	}
	return nil
}

func (l *learner) Export(dir string, _ variant.Weights) ([]string, error) {
	return []string{"state.json"}, l.Save(dir)
}

// Critique gives the first number of every sample.
func (l *learner) Critique(t variant.Tensor) ([]float64, error) {
	values := make([]float64, t.Rows())
	for i := range values {
		values[i] = float64(t.Row(i)[0])
	}
	return values, nil
}

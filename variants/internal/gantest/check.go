package gantest

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gander/core/checkpoint"
	"gander/plugins/variant"
)

// Check runs every check of a variant, on datasets and with parameters that make
// a step take milliseconds.
func Check(t *testing.T, v variant.Variant, params map[string]any, d ...variant.Dataset) {
	t.Helper()
	c := subject{v, d, params}
	t.Run("progress is what the description says", c.progress)
	t.Run("a resumed run is the same run", c.resume)
	t.Run("the seed decides everything", c.seed)
	t.Run("the threads decide nothing", c.threads)
	t.Run("Gorgonia's machine gives the same bits", c.tape)
	t.Run("rows of samples are independent", c.rows)
	t.Run("a learner that samples gives the same samples", c.sampleOnly)
	t.Run("weights are exported", c.export)
	if slices.Contains(v.Describe().Abilities, variant.CanCritique) {
		t.Run("samples are judged", c.critique)
	}
}

type subject struct {
	variant.Variant
	data   []variant.Dataset
	params map[string]any
}

func (c subject) open(t *testing.T, seed uint64) variant.Learner {
	t.Helper()
	return Open(t, c.Variant, seed, c.params, c.data...)
}

// samples are the first n that the first dataset asks for.
func (c subject) samples(t *testing.T, l variant.Learner, n int, weights variant.Weights) variant.Tensor {
	t.Helper()
	return SamplesOf(t, l, Rows(t, c.data[0], n), weights)
}

// takesNoise tells variants with a latent from those that translate images.
func (c subject) takesNoise() bool {
	return !slices.ContainsFunc(c.Describe().Tasks, func(k variant.Task) bool {
		return k == variant.DomainToDomain || k == variant.AttributeTo
	})
}

// state is all that a learner saves.
func state(t *testing.T, l variant.Learner) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(save(t, l), "state.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func save(t *testing.T, l variant.Learner) string {
	t.Helper()
	dir := t.TempDir()
	if err := l.Save(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func (c subject) progress(t *testing.T) {
	l, info, err := c.Open(Setup(t, c.Variant, 1, c.params, c.data...))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p := Steps(t, l, 2)
	if len(p.Scalars) != len(c.Describe().Scalars) {
		t.Errorf("%d scalars, the description has %d", len(p.Scalars), len(c.Describe().Scalars))
	}
	for i, s := range c.Describe().Scalars {
		if math.IsNaN(p.Scalars[i]) || (s.Role == variant.GradD || s.Role == variant.GradG) && p.Scalars[i] <= 0 {
			t.Errorf("%s = %v", s.Key, p.Scalars[i])
		}
	}
	if p.Images != info.ImagesPerStep || p.DUpdates != info.DUpdatesPerStep || p.GUpdates < 1 {
		t.Errorf("a step of %+v, announced as %+v", p, info)
	}
	if info.GeneratorParams <= 0 || info.DiscriminatorParams <= 0 || info.MACsPerStep <= 0 || info.BytesResident <= 0 || c.takesNoise() != (info.LatentDim > 0) {
		t.Errorf("info %+v has zeros", info)
	}
	if !slices.Equal(info.SampleShape, c.data[0].Header.Shape) {
		t.Errorf("samples of shape %v from data of shape %v", info.SampleShape, c.data[0].Header.Shape)
	}
}

func (c subject) resume(t *testing.T) {
	whole := c.open(t, 1)
	Steps(t, whole, 2)
	dir := save(t, whole)
	Steps(t, whole, 2)
	resumed := c.open(t, 1)
	if err := resumed.Load(dir); err != nil {
		t.Fatal(err)
	}
	Steps(t, resumed, 2)
	if !bytes.Equal(state(t, resumed), state(t, whole)) {
		t.Error("two steps, a restart and two steps are not four steps")
	}
}

func (c subject) seed(t *testing.T) {
	run := func(seed uint64) []byte {
		l := c.open(t, seed)
		Steps(t, l, 2)
		return state(t, l)
	}
	one := run(1)
	if !bytes.Equal(run(1), one) {
		t.Error("one seed gave two results")
	}
	if bytes.Equal(run(2), one) {
		t.Error("two seeds gave one result")
	}
}

func (c subject) threads(t *testing.T) {
	run := func(threads int) []byte {
		s := Setup(t, c.Variant, 1, c.params, c.data...)
		s.Threads = threads
		l, _, err := c.Open(s)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		Steps(t, l, 2)
		return state(t, l)
	}
	if !bytes.Equal(run(1), run(3)) {
		t.Error("one thread and three give different results")
	}
}

func (c subject) tape(t *testing.T) {
	direct := c.open(t, 1)
	Steps(t, direct, 2)
	t.Setenv("GANDER_EXEC", "tape")
	tape := c.open(t, 1)
	Steps(t, tape, 2)
	if !bytes.Equal(state(t, tape), state(t, direct)) {
		t.Error("the executors give different results")
	}
}

func (c subject) rows(t *testing.T) {
	l := c.open(t, 1)
	Steps(t, l, 2)
	if slices.Equal(c.samples(t, l, 1, variant.Raw).Data, c.samples(t, l, 1, variant.Average).Data) {
		t.Error("samples of the average are those of the last weights")
	}
	for _, weights := range []variant.Weights{variant.Raw, variant.Average} {
		all := c.samples(t, l, 70, weights)
		alone, err := l.Sample(variant.Sampling{Weights: weights, Truncation: 1}, Rows(t, c.data[0], 70)[66:67])
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(alone.Row(0), all.Row(66)) {
			t.Errorf("row 66 of 70 and row 66 alone differ (%s)", weights)
		}
		if slices.Equal(all.Row(0), all.Row(1)) {
			t.Errorf("rows 0 and 1 are equal (%s)", weights)
		}
	}
}

func (c subject) sampleOnly(t *testing.T) {
	trained := c.open(t, 1)
	Steps(t, trained, 2)
	s := Setup(t, c.Variant, 9, c.params, c.data...)
	s.Purpose = variant.SampleOnly
	for i := range s.Data {
		s.Data[i].Path = ""
	}
	l, info, err := c.Open(s)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Load(save(t, trained)); err != nil {
		t.Fatal(err)
	}
	if c.takesNoise() != (info.LatentDim > 0) {
		t.Errorf("info %+v", info)
	}
	if _, err := l.(variant.Exporter).Export(t.TempDir(), variant.Raw); err == nil {
		t.Error("it exports what it never had")
	}
	for _, weights := range []variant.Weights{variant.Raw, variant.Average} {
		if !slices.Equal(c.samples(t, l, 3, weights).Data, c.samples(t, trained, 3, weights).Data) {
			t.Errorf("samples differ (%s)", weights)
		}
	}
}

func (c subject) export(t *testing.T) {
	l := c.open(t, 1)
	Steps(t, l, 2)
	generator := map[variant.Weights][]byte{}
	for _, weights := range []variant.Weights{variant.Raw, variant.Average} {
		dir := t.TempDir()
		names, err := l.(variant.Exporter).Export(dir, weights)
		if err != nil {
			t.Fatal(err)
		}
		if first, last := names[0], names[len(names)-1]; !strings.HasPrefix(first, "generator") || !strings.HasPrefix(last, "discriminator") {
			t.Errorf("exported %v, want generators, then discriminators", names)
		}
		for _, name := range names {
			tensors, err := checkpoint.Read(filepath.Join(dir, name))
			if err != nil || len(tensors) == 0 {
				t.Errorf("%s holds %d tensors: %v", name, len(tensors), err)
			}
		}
		if generator[weights], err = os.ReadFile(filepath.Join(dir, names[0])); err != nil {
			t.Fatal(err)
		}
	}
	if bytes.Equal(generator[variant.Raw], generator[variant.Average]) {
		t.Error("the average is the last weights")
	}
}

func (c subject) critique(t *testing.T) {
	l := c.open(t, 1)
	Steps(t, l, 2)
	samples := c.samples(t, l, 5, variant.Raw)
	values, err := l.(variant.Critic).Critique(samples)
	if err != nil {
		t.Fatal(err)
	}
	if len(values) != 5 || slices.Min(values) == slices.Max(values) {
		t.Errorf("five samples are judged %v", values)
	}
	samples.Shape[1]++
	if _, err := l.(variant.Critic).Critique(samples); err == nil {
		t.Error("samples of another shape are judged")
	}
}

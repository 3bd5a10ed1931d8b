package cyclegan_test

import (
	"errors"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"gander/core/checkpoint"
	"gander/plugins/variant"
	"gander/variants/cyclegan"
	"gander/variants/internal/gantest"
)

// small makes a step take milliseconds, and fills the pool within one or two.
func small(more map[string]any) map[string]any {
	p := map[string]any{"base_width": 3, "blocks": 1, "batch_size": 2, "pool_size": 3}
	maps.Copy(p, more)
	return p
}

func TestCycleGAN(t *testing.T) {
	gantest.Check(t, cyclegan.Variant{}, small(nil), gantest.Bars(t, 16, 3))
}

func TestSetups(t *testing.T) {
	for name, test := range map[string]struct {
		size   int
		params map[string]any
	}{
		"one image, blocks and layers by rule": {64, map[string]any{"blocks": 0, "batch_size": 1}},
		"three layers":                         {28, map[string]any{"n_layers": 3}},
		"an odd size":                          {45, nil},
		"no pool and no identity":              {16, map[string]any{"pool_size": 0, "lambda_identity": 0.0}},
	} {
		t.Run(name, func(t *testing.T) {
			d := gantest.Bars(t, test.size, 1)
			l := gantest.Open(t, cyclegan.Variant{}, 1, small(test.params), d)
			gantest.Steps(t, l, 1)
			out := gantest.SamplesOf(t, l, gantest.Rows(t, d, 2), variant.Average)
			if !slices.Equal(out.Shape, []int{2, test.size, test.size, 1}) {
				t.Errorf("samples of shape %v", out.Shape)
			}
		})
	}
}

// The pools fill with generated images and belong to what is saved.
func TestPoolsAreSaved(t *testing.T) {
	l := gantest.Open(t, cyclegan.Variant{}, 1, small(nil), gantest.Bars(t, 16, 1))
	gantest.Steps(t, l, 3) // of two images each
	dir := t.TempDir()
	if err := l.Save(dir); err != nil {
		t.Fatal(err)
	}
	tensors, err := checkpoint.Read(filepath.Join(dir, "state.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"extra/pool/a", "extra/pool/b"} {
		i := slices.IndexFunc(tensors, func(c checkpoint.Tensor) bool { return c.Name == name })
		if i < 0 {
			t.Fatalf("%s is not saved", name)
		}
		values, err := checkpoint.Values[float32](tensors[i])
		if err != nil {
			t.Fatal(err)
		}
		for image := range slices.Chunk(values, 16*16) {
			if slices.Min(image) == 0 && slices.Max(image) == 0 {
				t.Errorf("%s has an empty place", name)
			}
		}
	}
}

// brightness is the mean pixel of samples that are to go to a domain.
func brightness(t *testing.T, l variant.Learner, d variant.Dataset, domain int) (mean float64) {
	rows := gantest.Rows(t, d, 64)
	for i := range rows {
		rows[i].Domain = domain
	}
	out := gantest.SamplesOf(t, l, rows, variant.Raw)
	for _, v := range out.Data {
		mean += float64(v) / float64(len(out.Data))
	}
	return mean
}

// Thin bars become thick and thick ones thin, so images that are to be thick
// become brighter.
func TestLearnsTheDomains(t *testing.T) {
	d := gantest.Bars(t, 16, 1)
	l := gantest.Open(t, cyclegan.Variant{}, 1, map[string]any{"base_width": 8, "blocks": 1, "batch_size": 4, "lr_g": 1e-3}, d)
	before := brightness(t, l, d, 1) - brightness(t, l, d, 0)
	gantest.Steps(t, l, 100)
	after := brightness(t, l, d, 1) - brightness(t, l, d, 0)
	t.Logf("thick images are brighter by %v, untrained by %v", after, before)
	if after < 0.25 || after < before+0.2 { // the data differ by 0.37
		t.Errorf("thick images are brighter by %v, untrained by %v", after, before)
	}
}

func TestUnsupportedSetups(t *testing.T) {
	v := cyclegan.Variant{}
	bars := gantest.Bars(t, 16, 1)
	one, three := bars, bars
	one.Header.Domains = one.Header.Domains[:1]
	three.Header.Domains = append(slices.Clone(three.Header.Domains), "thickest")
	for name, test := range map[string]struct {
		params map[string]any
		data   []variant.Dataset
	}{
		"one domain":           {nil, []variant.Dataset{one}},
		"three domains":        {nil, []variant.Dataset{three}},
		"no domains":           {nil, []variant.Dataset{gantest.Squares(t, 16, 16, 1)}},
		"two datasets":         {nil, []variant.Dataset{bars, bars}},
		"points":               {nil, []variant.Dataset{gantest.Ring(t)}},
		"images of 8×8":        {nil, []variant.Dataset{gantest.Bars(t, 8, 1)}},
		"a deep discriminator": {map[string]any{"n_layers": 3}, []variant.Dataset{bars}},
	} {
		_, _, err := v.Open(gantest.Setup(t, v, 1, small(test.params), test.data...))
		if !errors.Is(err, variant.ErrUnsupported) {
			t.Errorf("%s: Open = %v, want ErrUnsupported", name, err)
		}
	}
}

func TestRowsAreChecked(t *testing.T) {
	d := gantest.Bars(t, 16, 1)
	l := gantest.Open(t, cyclegan.Variant{}, 1, small(nil), d)
	for name, spoil := range map[string]func(*variant.Row){
		"no domain":       func(r *variant.Row) { r.Domain = -1 },
		"an unknown one":  func(r *variant.Row) { r.Domain = 2 },
		"no image":        func(r *variant.Row) { r.Source = nil },
		"a smaller image": func(r *variant.Row) { r.Source = r.Source[1:] },
	} {
		row := gantest.Rows(t, d, 1)[0]
		spoil(&row)
		if _, err := l.Sample(variant.Sampling{Weights: variant.Raw}, []variant.Row{row}); err == nil {
			t.Errorf("a row with %s is taken", name)
		}
	}
}

// The weights move by the learning rate at first, whatever the gradient (Adam),
// and no more at all at the end of the run.
func TestRatesFallToNothing(t *testing.T) {
	d := gantest.Bars(t, 16, 1)
	s := gantest.Setup(t, cyclegan.Variant{}, 1, small(map[string]any{"beta1": 0.0, "decay_from": 0.0}), d)
	s.TotalSteps = 4
	l, _, err := cyclegan.Variant{}.Open(s)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	change := func() float64 {
		before := gantest.SamplesOf(t, l, gantest.Rows(t, d, 1), variant.Raw).Data
		gantest.Steps(t, l, 1)
		after := gantest.SamplesOf(t, l, gantest.Rows(t, d, 1), variant.Raw).Data
		sum := 0.0
		for i := range after {
			sum += math.Abs(float64(after[i] - before[i]))
		}
		return sum
	}
	first := change()
	gantest.Steps(t, l, 3)
	if last := change(); first == 0 || last != 0 {
		t.Errorf("the first step changes a sample by %v, one after the end by %v", first, last)
	}
}

package stargan_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"gander/plugins/variant"
	"gander/variants/internal/gantest"
	"gander/variants/stargan"
)

// small makes a step take milliseconds.
func small(more map[string]any) map[string]any {
	p := map[string]any{"base_width": 3, "blocks": 1, "batch_size": 4, "n_critic": 2}
	maps.Copy(p, more)
	return p
}

// tall is a second dataset, which shares one of the attributes.
func tall(t *testing.T) variant.Dataset {
	d := gantest.Bars(t, 16, 1)
	d.Name = "tall"
	d.Header.Attributes = []string{"fat", "bright"}
	return d
}

func TestStarGAN(t *testing.T) {
	gantest.Check(t, stargan.Variant{}, small(nil), gantest.Bars(t, 16, 3))
}

func TestTwoDatasets(t *testing.T) {
	gantest.Check(t, stargan.Variant{}, small(nil), gantest.Bars(t, 16, 1), tall(t))
}

func TestSetups(t *testing.T) {
	for name, test := range map[string]struct {
		size   int
		params map[string]any
	}{
		"blocks and layers by rule": {64, map[string]any{"blocks": 0}},
		"an odd size":               {45, nil},
		"a size of 28":              {28, nil},
		"one attribute":             {16, map[string]any{"attributes": []string{"bright"}}},
		"a plane of one pixel":      {16, map[string]any{"n_layers": 4}},
	} {
		t.Run(name, func(t *testing.T) {
			d := gantest.Bars(t, test.size, 1)
			l := gantest.Open(t, stargan.Variant{}, 1, small(test.params), d)
			gantest.Steps(t, l, 1)
			out := gantest.SamplesOf(t, l, gantest.Rows(t, d, 2), variant.Average)
			if !slices.Equal(out.Shape, []int{2, test.size, test.size, 1}) {
				t.Errorf("samples of shape %v", out.Shape)
			}
		})
	}
}

// brightness is the mean pixel of samples of the given attributes.
func brightness(t *testing.T, l variant.Learner, d variant.Dataset, attributes ...float32) (mean float64) {
	rows := gantest.Rows(t, d, 64)
	for i := range rows {
		rows[i].Attributes = attributes
	}
	out := gantest.SamplesOf(t, l, rows, variant.Raw)
	for _, v := range out.Data {
		mean += float64(v) / float64(len(out.Data))
	}
	return mean
}

// Thick bars have more bright pixels than thin ones, and bright bars brighter
// ones.
func TestLearnsTheAttributes(t *testing.T) {
	d := gantest.Bars(t, 16, 1)
	l := gantest.Open(t, stargan.Variant{}, 1, map[string]any{
		"base_width": 8, "blocks": 1, "batch_size": 8, "n_critic": 2, "lr_g": 2e-3, "lr_d": 2e-3, "decay_from": 1.0,
	}, d)
	gantest.Steps(t, l, 90)
	neither, thick, bright := brightness(t, l, d, 0, 0), brightness(t, l, d, 1, 0), brightness(t, l, d, 0, 1)
	t.Logf("means %.3f, thick %.3f, bright %.3f", neither, thick, bright)
	if thick < neither+0.15 || bright < neither+0.05 {
		t.Errorf("mean pixel of %v, of thick images %v, of bright ones %v", neither, thick, bright)
	}
}

func TestAttributesAreHonoured(t *testing.T) {
	d := gantest.Bars(t, 16, 1)
	l := gantest.Open(t, stargan.Variant{}, 1, small(map[string]any{"attributes": []string{"bright"}}), d)
	rows := gantest.Rows(t, d, 1)
	sample := func(attributes ...float32) []float32 {
		rows[0].Attributes = attributes
		return gantest.SamplesOf(t, l, rows, variant.Raw).Data
	}
	if slices.Equal(sample(0, 0), sample(0, 1)) {
		t.Error("bright changes nothing")
	}
	if !slices.Equal(sample(0, 0), sample(1, 0)) {
		t.Error("thick changes something, though it is not learnt")
	}
}

func TestUnsupportedSetups(t *testing.T) {
	v := stargan.Variant{}
	bars, large := gantest.Bars(t, 16, 1), gantest.Bars(t, 32, 1)
	for name, test := range map[string]struct {
		params map[string]any
		data   []variant.Dataset
		says   string
	}{
		"an attribute that nobody knows": {map[string]any{"attributes": []string{"smiling"}}, []variant.Dataset{bars}, "smiling"},
		"an attribute twice":             {map[string]any{"attributes": []string{"thick", "thick"}}, []variant.Dataset{bars}, "twice"},
		"no attributes":                  {nil, []variant.Dataset{gantest.Squares(t, 16, 16, 1)}, "none of the attributes"},
		"a dataset without any of them":  {map[string]any{"attributes": []string{"thick"}}, []variant.Dataset{bars, tall(t)}, "tall"},
		"no dataset":                     {nil, nil, "no dataset"},
		"points":                         {nil, []variant.Dataset{gantest.Ring(t)}, "images"},
		"images of two sizes":            {nil, []variant.Dataset{bars, large}, "one size"},
		"images of 8×8":                  {nil, []variant.Dataset{gantest.Bars(t, 8, 1)}, "8×8"},
		"a deep discriminator":           {map[string]any{"n_layers": 5}, []variant.Dataset{bars}, "n_layers"},
	} {
		_, _, err := v.Open(gantest.Setup(t, v, 1, small(test.params), test.data...))
		if !errors.Is(err, variant.ErrUnsupported) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: Open = %v, want ErrUnsupported with %q", name, err, test.says)
		}
	}
}

func TestRowsAreChecked(t *testing.T) {
	d := gantest.Bars(t, 16, 1)
	l := gantest.Open(t, stargan.Variant{}, 1, small(nil), d)
	for name, spoil := range map[string]func(*variant.Row){
		"no attributes": func(r *variant.Row) { r.Attributes = nil },
		"too many":      func(r *variant.Row) { r.Attributes = append(r.Attributes, 1) },
		"no image":      func(r *variant.Row) { r.Source = nil },
		"half an image": func(r *variant.Row) { r.Source = r.Source[1:] },
	} {
		row := gantest.Rows(t, d, 1)[0]
		spoil(&row)
		if _, err := l.Sample(variant.Sampling{Weights: variant.Raw}, []variant.Row{row}); err == nil {
			t.Errorf("a row with %s is taken", name)
		}
	}
}

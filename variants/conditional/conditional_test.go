package conditional_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"gander/plugins/variant"
	"gander/variants/conditional"
	"gander/variants/internal/gantest"
)

// small makes a step take milliseconds.
func small(more map[string]any) map[string]any {
	p := map[string]any{"base_width": 4, "latent_dim": 6, "batch_size": 4}
	maps.Copy(p, more)
	return p
}

// setups are one of each kind.
var setups = map[string]map[string]any{
	"concat":               {},
	"concat embedded":      {"embedding_dim": 3, "loss": "least_squares"},
	"concat residual":      {"architecture": "resnet"},
	"auxiliary classifier": {"method": "acgan", "n_critic": 2},
	"projection":           {"method": "projection", "n_critic": 2},
	"projection on dcgan":  {"method": "projection", "architecture": "dcgan", "n_critic": 1},
}

func TestConditional(t *testing.T) {
	d := gantest.Bars(t, 16, 3)
	for name, params := range setups {
		t.Run(name, func(t *testing.T) { gantest.Check(t, conditional.Variant{}, small(params), d) })
	}
}

func TestSizes(t *testing.T) {
	for name, params := range setups {
		for _, size := range []int{28, 45} {
			l := gantest.Open(t, conditional.Variant{}, 1, small(params), gantest.Bars(t, size, 1))
			gantest.Steps(t, l, 1)
			if out := gantest.SamplesOf(t, l, []variant.Row{{Label: 1}}, variant.Average); !slices.Equal(out.Shape, []int{1, size, size, 1}) {
				t.Errorf("%s at %d pixels makes %v", name, size, out.Shape)
			}
		}
	}
}

// One latent makes different images for different labels.
func TestLabelsAreHonoured(t *testing.T) {
	d := gantest.Bars(t, 16, 1)
	for name, params := range setups {
		l := gantest.Open(t, conditional.Variant{}, 1, small(params), d)
		gantest.Steps(t, l, 2)
		out := gantest.SamplesOf(t, l, []variant.Row{{Index: 3, Label: 0}, {Index: 3, Label: 1}, {Index: 3, Label: 0}}, variant.Raw)
		if slices.Equal(out.Row(0), out.Row(1)) {
			t.Errorf("%s: both labels give the same image", name)
		}
		if !slices.Equal(out.Row(0), out.Row(2)) {
			t.Errorf("%s: one latent and label give two images", name)
		}
	}
}

// standing tells whether an image's bars go from top to bottom: its columns
// then differ more than its rows.
func standing(pixels []float32, size int) bool {
	rows, columns := make([]float64, size), make([]float64, size)
	for i, v := range pixels {
		rows[i/size] += float64(v)
		columns[i%size] += float64(v)
	}
	return variance(columns) > variance(rows)
}

func variance(x []float64) (v float64) {
	mean := 0.0
	for _, a := range x {
		mean += a / float64(len(x))
	}
	for _, a := range x {
		v += (a - mean) * (a - mean)
	}
	return v
}

func TestLearnsTheClasses(t *testing.T) {
	const size = 16
	d := gantest.Bars(t, size, 1)
	for name, params := range map[string]map[string]any{
		"concat":     {},
		"acgan":      {"method": "acgan"},
		"projection": {"method": "projection", "architecture": "dcgan", "n_critic": 1},
	} {
		t.Run(name, func(t *testing.T) {
			maps.Copy(params, map[string]any{"batch_size": 16, "base_width": 8, "lr_d": 1e-3, "lr_g": 1e-3})
			l := gantest.Open(t, conditional.Variant{}, 1, params, d)
			before := right(t, l, d, size)
			gantest.Steps(t, l, 1000)
			after := right(t, l, d, size)
			t.Logf("%d of 64 before, %d after", before, after)
			if after < 48 { // four standard deviations above chance
				t.Errorf("%d of 64 samples are of the class asked for; untrained it was %d", after, before)
			}
		})
	}
}

// right counts samples of the class that they were asked for.
func right(t *testing.T, l variant.Learner, d variant.Dataset, size int) (n int) {
	rows := gantest.Rows(t, d, 64)
	out := gantest.SamplesOf(t, l, rows, variant.Raw)
	for i, row := range rows {
		if standing(out.Row(i), size) == (row.Label == 1) {
			n++
		}
	}
	return n
}

func TestUnsupportedSetups(t *testing.T) {
	v := conditional.Variant{}
	for name, data := range map[string]variant.Dataset{
		"images without labels": gantest.Squares(t, 16, 16, 1),
		"points":                gantest.Ring(t),
		"images of 8×8":         gantest.Bars(t, 8, 1),
	} {
		_, _, err := v.Open(gantest.Setup(t, v, 1, small(nil), data))
		if !errors.Is(err, variant.ErrUnsupported) {
			t.Errorf("%s: Open = %v, want ErrUnsupported", name, err)
		}
	}
}

func TestUnknownLabelsAreRefused(t *testing.T) {
	l := gantest.Open(t, conditional.Variant{}, 1, small(nil), gantest.Bars(t, 16, 1))
	for _, label := range []int{-1, 2} {
		if _, err := l.Sample(variant.Sampling{Weights: variant.Raw}, []variant.Row{{Label: label}}); err == nil {
			t.Errorf("label %d is taken", label)
		}
	}
}

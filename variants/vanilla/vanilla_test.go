package vanilla_test

import (
	"errors"
	"testing"

	"gander/plugins/variant"
	"gander/variants/internal/gantest"
	"gander/variants/vanilla"
)

// small makes a step on images take milliseconds.
func small(more map[string]any) map[string]any {
	p := map[string]any{"base_width": 4, "latent_dim": 6, "batch_size": 8, "hidden": 16, "depth": 2}
	for k, v := range more {
		p[k] = v
	}
	return p
}

func TestImages(t *testing.T) {
	gantest.Check(t, vanilla.Variant{}, small(nil), gantest.Squares(t, 16, 16, 3))
}

func TestPoints(t *testing.T) {
	gantest.Check(t, vanilla.Variant{}, small(nil), gantest.Ring(t))
}

func TestSetups(t *testing.T) {
	grey := gantest.Squares(t, 28, 28, 1)
	tests := map[string]struct {
		data   variant.Dataset
		params map[string]any
	}{
		"minimax":         {grey, small(map[string]any{"loss": "minimax"})},
		"least squares":   {grey, small(map[string]any{"loss": "least_squares"})},
		"hinge":           {grey, small(map[string]any{"loss": "hinge"})},
		"infogan":         {grey, small(map[string]any{"architecture": "infogan", "base_width": 2})},
		"unrolled":        {grey, small(map[string]any{"architecture": "unrolled", "base_width": 2, "width_d": 2})},
		"perceptrons":     {grey, small(map[string]any{"architecture": "mlp"})},
		"an odd size":     {gantest.Squares(t, 100, 100, 1), small(map[string]any{"base_width": 1})},
		"a wide image":    {gantest.Squares(t, 16, 50, 3), small(nil)},
		"the usual width": {gantest.Squares(t, 64, 64, 1), small(map[string]any{"base_width": 2})},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l := gantest.Open(t, vanilla.Variant{}, 1, test.params, test.data)
			gantest.Steps(t, l, 1)
			for _, v := range gantest.Samples(t, l, 2, variant.Raw).Data {
				if v < -1 || v > 1 {
					t.Fatalf("a pixel of %v", v)
				}
			}
		})
	}
}

func TestUnsupportedSetups(t *testing.T) {
	tiny := gantest.Squares(t, 8, 8, 1)
	v := vanilla.Variant{}
	for name, data := range map[string][]variant.Dataset{
		"images of 8×8": {tiny}, "no dataset": nil, "two datasets": {tiny, tiny},
	} {
		s := gantest.Setup(t, v, 1, nil, tiny)
		s.Data = data
		if _, _, err := v.Open(s); !errors.Is(err, variant.ErrUnsupported) {
			t.Errorf("%s: Open = %v, want ErrUnsupported", name, err)
		}
	}
}

func TestArchitecturesOfOtherData(t *testing.T) {
	ring, odd := gantest.Ring(t), gantest.Squares(t, 45, 28, 1)
	for name, test := range map[string]struct {
		data   variant.Dataset
		params map[string]any
	}{
		"pacgan on images":        {odd, map[string]any{"architecture": "pacgan"}},
		"dirac on images":         {odd, map[string]any{"architecture": "dirac"}},
		"infogan on odd sides":    {odd, map[string]any{"architecture": "infogan"}},
		"infogan on points":       {ring, map[string]any{"architecture": "infogan"}},
		"unrolled on points":      {ring, map[string]any{"architecture": "unrolled"}},
		"packed perceptrons":      {ring, map[string]any{"packing": 2}},
		"packs that do not go in": {ring, map[string]any{"architecture": "pacgan", "packing": 3, "batch_size": 8}},
	} {
		v := vanilla.Variant{}
		if _, _, err := v.Open(gantest.Setup(t, v, 1, test.params, test.data)); !errors.Is(err, variant.ErrUnsupported) {
			t.Errorf("%s: Open = %v, want ErrUnsupported", name, err)
		}
	}
}

func TestPackedPoints(t *testing.T) {
	gantest.Check(t, vanilla.Variant{}, map[string]any{"architecture": "pacgan", "hidden": 16, "depth": 2, "batch_size": 8}, gantest.Ring(t))
	l := gantest.Open(t, vanilla.Variant{}, 1, map[string]any{"architecture": "pacgan", "hidden": 16, "packing": 2, "batch_size": 8}, gantest.Ring(t))
	gantest.Steps(t, l, 2)
	if _, err := l.(variant.Critic).Critique(gantest.Samples(t, l, 4, variant.Raw)); err == nil {
		t.Error("a discriminator of pairs judges single samples")
	}
}

func TestLearnsTheRing(t *testing.T) {
	d := gantest.Ring(t)
	l := gantest.Open(t, vanilla.Variant{}, 1, map[string]any{"hidden": 64, "depth": 2}, d)
	before, _ := gantest.FromModes(gantest.Samples(t, l, 500, variant.Raw), d)
	gantest.Steps(t, l, 1500)
	after, modes := gantest.FromModes(gantest.Samples(t, l, 500, variant.Raw), d)
	if after > before/4 || modes < 6 {
		t.Errorf("distance to the nearest mode went from %v to %v, with %d modes", before, after, modes)
	}
}

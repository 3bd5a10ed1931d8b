package wgan_test

import (
	"math"
	"path/filepath"
	"strings"
	"testing"

	"gander/core/checkpoint"
	"gander/plugins/variant"
	"gander/variants/internal/gantest"
	"gander/variants/wgan"
)

// small makes a step on images take milliseconds.
func small(more map[string]any) map[string]any {
	p := map[string]any{"base_width": 4, "latent_dim": 6, "batch_size": 8, "hidden": 16, "depth": 2, "n_critic": 2}
	for k, v := range more {
		p[k] = v
	}
	return p
}

func TestImages(t *testing.T) {
	gantest.Check(t, wgan.Variant{}, small(nil), gantest.Squares(t, 16, 16, 3))
}

func TestClippedImages(t *testing.T) {
	gantest.Check(t, wgan.Variant{}, small(map[string]any{"penalty": "clip", "clip_value": 0.1}), gantest.Squares(t, 28, 28, 1))
}

func TestPoints(t *testing.T) {
	gantest.Check(t, wgan.Variant{}, small(nil), gantest.Ring(t))
}

func TestWeightsAreClipped(t *testing.T) {
	l := gantest.Open(t, wgan.Variant{}, 1, small(map[string]any{"penalty": "clip", "clip_value": 0.005}), gantest.Squares(t, 16, 16, 1))
	gantest.Steps(t, l, 1)
	dir := t.TempDir()
	if _, err := l.(variant.Exporter).Export(dir, variant.Raw); err != nil {
		t.Fatal(err)
	}
	tensors, err := checkpoint.Read(filepath.Join(dir, "discriminator.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tensor := range tensors {
		if strings.Contains(tensor.Name, "running") {
			continue
		}
		values, err := checkpoint.Values[float32](tensor)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			if math.Abs(float64(v)) > 0.005 {
				t.Fatalf("%s has a weight of %v", tensor.Name, v)
			}
		}
	}
}

// The critic of a penalised WGAN judges every sample by itself.
func TestPenalisedCriticHasNoBatchNorm(t *testing.T) {
	l := gantest.Open(t, wgan.Variant{}, 1, small(nil), gantest.Squares(t, 16, 16, 1))
	dir := t.TempDir()
	if _, err := l.(variant.Exporter).Export(dir, variant.Raw); err != nil {
		t.Fatal(err)
	}
	tensors, err := checkpoint.Read(filepath.Join(dir, "discriminator.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tensor := range tensors {
		if strings.Contains(tensor.Name, "running") {
			t.Errorf("the critic has %s", tensor.Name)
		}
	}
}

func TestLearnsTheRing(t *testing.T) {
	d := gantest.Ring(t)
	l := gantest.Open(t, wgan.Variant{}, 1, map[string]any{"hidden": 64, "depth": 2, "lambda_gp": 1}, d)
	before, _ := gantest.FromModes(gantest.Samples(t, l, 500, variant.Raw), d)
	gantest.Steps(t, l, 400)
	after, modes := gantest.FromModes(gantest.Samples(t, l, 500, variant.Raw), d)
	if after > before/2 || modes < 6 {
		t.Errorf("distance to the nearest mode went from %v to %v, with %d modes", before, after, modes)
	}
}

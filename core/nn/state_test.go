package nn_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gander/core/checkpoint"
	"gander/core/nn"
	"gander/core/nn/num"
	"gander/core/nn/op"
)

func TestInitDependsOnSeedAndNameAlone(t *testing.T) {
	r := nn.NewRegistry(nn.Float32, 1)
	a := r.Values(r.Param("a", nn.Normal(0, 1), 8))
	other := nn.NewRegistry(nn.Float32, 1)
	other.Param("b", nn.Normal(0, 1), 3)
	if got := other.Values(other.Param("a", nn.Normal(0, 1), 8)); !slices.Equal(got, a) {
		t.Error("a tensor made before changes the values")
	}
	if got := r.Values(r.Param("b", nn.Normal(0, 1), 8)); slices.Equal(got, a) {
		t.Error("two names have the same values")
	}
	elsewhere := nn.NewRegistry(nn.Float32, 2)
	if got := elsewhere.Values(elsewhere.Param("a", nn.Normal(0, 1), 8)); slices.Equal(got, a) {
		t.Error("two seeds have the same values")
	}
}

func TestInits(t *testing.T) {
	shape := []int{5, 5, 16, 25} // fan-in 400
	tests := map[string]struct {
		init                nn.Init
		mean, std, furthest float64
	}{
		"normal":          {nn.Normal(1, 0.02), 1, 0.02, 0.12},
		"kaiming uniform": {nn.KaimingUniform, 0, 0.05 / math.Sqrt(3), 0.05},
		"he":              {nn.He, 0, math.Sqrt(2. / 400), math.Sqrt(6. / 400)},
		"zeros":           {nn.Zeros, 0, 0, 0},
		"ones":            {nn.Ones, 1, 0, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			values := make([]float32, 10000)
			test.init(values, num.NewStream(1, name), shape)
			var mean, variance, furthest float64
			for _, v := range values {
				mean += float64(v) / float64(len(values))
			}
			for _, v := range values {
				d := float64(v) - mean
				variance += d * d / float64(len(values))
				furthest = max(furthest, math.Abs(float64(v)-test.mean))
			}
			// Three standard errors of the mean and of the standard deviation.
			if math.Abs(mean-test.mean) > 0.03*test.std+1e-9 || math.Abs(math.Sqrt(variance)-test.std) > 0.03*test.std+1e-9 || furthest > test.furthest+1e-6 {
				t.Errorf("mean %v, deviation %v, furthest %v; want %v, %v, %v", mean, math.Sqrt(variance), furthest, test.mean, test.std, test.furthest)
			}
		})
	}
}

func TestSaveAndLoad(t *testing.T) {
	dir := t.TempDir()
	saved := nn.NewRegistry(nn.Float32, 1)
	w := saved.Param("w", nn.Normal(0, 1), 2, 3)
	saved.Counter("steps").N = 41
	saved.Extra("pool", 2).Values[1] = 7
	if err := saved.Save(dir); err != nil {
		t.Fatal(err)
	}

	loaded := nn.NewRegistry(nn.Float32, 9)
	p, steps, pool := loaded.Param("w", nn.Zeros, 2, 3), loaded.Counter("steps"), loaded.Extra("pool", 2)
	if err := loaded.Load(dir); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(loaded.Values(p), saved.Values(w)) || steps.N != 41 || pool.Values[1] != 7 {
		t.Errorf("loaded %v, %d, %v", loaded.Values(p), steps.N, pool.Values)
	}

	part := nn.NewRegistry(nn.Float32, 9)
	p = part.Param("w", nn.Zeros, 2, 3)
	if err := part.LoadPart(dir); err != nil || !slices.Equal(part.Values(p), saved.Values(w)) {
		t.Errorf("LoadPart = %v, %v", part.Values(p), err)
	}
}

// A third has no float32: the reference device's numbers come back as they were.
func TestFloat64IsSavedAsItIs(t *testing.T) {
	dir, third := t.TempDir(), 1./3
	saved, loaded := nn.NewRegistry(nn.Float64, 1), nn.NewRegistry(nn.Float64, 2)
	p, err := nn.Compile(saved, func(g *nn.Graph) []nn.Stage {
		net := g.Network("net", nn.Linear{Out: 1, Init: nn.Ones, NoBias: true})
		loss := op.Sum(net.Apply(g.Constant(1, 1, 1), nn.Train))
		return []nn.Stage{{Name: "fit", Loss: loss, Train: []*nn.Network{net}, By: nn.SGD{Rate: nn.Constant(third)}}}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if err := errors.Join(p.Step(), saved.Save(dir)); err != nil {
		t.Fatal(err)
	}
	tensors, err := checkpoint.Read(filepath.Join(dir, "state.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(tensors, func(t checkpoint.Tensor) bool { return t.Name == "net.0.weight" })
	if values, err := checkpoint.Values[float64](tensors[i]); err != nil || values[0] != 1-third {
		t.Errorf("saved %v (%v), want %v", values, err, 1-third)
	}

	loaded.Param("net.0.weight", nn.Zeros, 1, 1)
	loaded.Param("moment/fit/net.0.weight/m", nn.Zeros, 1, 1)
	loaded.Counter("updates/fit")
	again := t.TempDir()
	if err := errors.Join(loaded.Load(dir), loaded.Save(again)); err != nil {
		t.Fatal(err)
	}
	want, _ := os.ReadFile(filepath.Join(dir, "state.safetensors"))
	if got, err := os.ReadFile(filepath.Join(again, "state.safetensors")); err != nil || !bytes.Equal(got, want) {
		t.Errorf("what was loaded is saved otherwise (%v)", err)
	}
}

func TestLoadListsAllMisfits(t *testing.T) {
	dir := t.TempDir()
	saved := nn.NewRegistry(nn.Float32, 1)
	saved.Param("kept", nn.Ones, 1)
	saved.Param("reshaped", nn.Ones, 2, 3)
	saved.Param("unknown", nn.Ones, 1)
	saved.Param("count/steps", nn.Ones)
	if err := saved.Save(dir); err != nil {
		t.Fatal(err)
	}
	r := nn.NewRegistry(nn.Float32, 1)
	kept := r.Param("kept", nn.Zeros, 1)
	r.Param("reshaped", nn.Zeros, 3, 2)
	r.Param("missing", nn.Zeros, 1)
	r.Counter("steps")
	err := r.Load(dir)
	for _, want := range []string{"reshaped is F32 [2 3], want F32 [3 2]", "missing is missing", "unknown is not known", "count/steps is F32 [], want U64 []"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
	if got := r.Values(kept); got[0] != 0 {
		t.Errorf("a refused file changed a value to %v", got[0])
	}
}

package data

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"gander/core/nn/num"
)

// readVectors reads a file of testdata; its README.md describes them all.
func readVectors[T any](t *testing.T, name string) T {
	t.Helper()
	var v T
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

func TestStreamVectors(t *testing.T) {
	type vector struct {
		Seed    uint64
		Stream  []string
		First   uint64
		Uint32  []uint32
		Uint64  []uint64
		Float64 []float64
		Float32 []float32
		Normal  []float64
	}
	vectors := readVectors[[]vector](t, "streams.json")
	if len(vectors) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range vectors {
		s := num.NewStream(v.Seed, v.Stream...)
		checkDraws(t, v.Stream, v.First, s.Uint32, v.Uint32)
		checkDraws(t, v.Stream, v.First, s.Uint64, v.Uint64)
		checkDraws(t, v.Stream, v.First, s.Float64, v.Float64)
		checkDraws(t, v.Stream, v.First, s.Float32, v.Float32)
		checkDraws(t, v.Stream, v.First, s.Normal, v.Normal)
	}
}

func checkDraws[T comparable](t *testing.T, stream []string, first uint64, draw func(uint64) T, want []T) {
	t.Helper()
	if len(want) == 0 {
		t.Errorf("%q: no draws of %T", stream, want)
	}
	for i, w := range want {
		if got := draw(first + uint64(i)); got != w {
			t.Errorf("%q: %T number %d is %v, want %v", stream, got, first+uint64(i), got, w)
		}
	}
}

// A whole batch of dots.gds, as a learner sees it.
func TestLoaderVectors(t *testing.T) {
	type vector struct {
		Seed    uint64
		Dataset string
		N       int
		Batch   uint64
		Flip    bool
		Crop    int
		Jitter  float64
		Rows    []int
		Numbers []float32
	}
	vectors := readVectors[[]vector](t, "loader.json")
	if len(vectors) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range vectors {
		f := mustOpen(t, "testdata/dots.gds")
		f.header.Augment = &Augment{Flip: v.Flip, Crop: v.Crop, Jitter: v.Jitter}
		l := NewLoader(f, NewBatches(f.Rows(), v.Seed, v.Dataset, "batches"), v.N, v.Seed, v.Dataset)
		numbers, rows := make([]float32, len(v.Numbers)), make([]int, v.N)
		l.Batch(v.Batch, numbers, rows)
		l.Close()
		if !slices.Equal(rows, v.Rows) || !slices.Equal(numbers, v.Numbers) {
			t.Errorf("batch %d of %s is %v of rows %v, want %v of %v", v.Batch, v.Dataset, numbers, rows, v.Numbers, v.Rows)
		}
	}
}

// Another program in another language finds the same vectors.
func TestVectorsAgreeWithASecondImplementation(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("python3 is missing")
		}
		t.Skip("install python3: the second implementation is in Python")
	}
	out, err := exec.Command(python, "testdata/check_vectors.py").CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "all vectors agree" {
		t.Errorf("%v: %s", err, out)
	}
}

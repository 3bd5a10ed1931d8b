package parity

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"gander/core/checkpoint"
)

// tensors are the numbers of a file by their names.
type tensors map[string][]float64

func read(t testing.TB, path string) tensors {
	t.Helper()
	file, err := checkpoint.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return numbered(t, file)
}

// numbered leaves counters out.
func numbered(t testing.TB, file []checkpoint.Tensor) tensors {
	t.Helper()
	all := tensors{}
	for _, x := range file {
		var err error
		switch x.DType {
		case checkpoint.F64:
			all[x.Name], err = checkpoint.Values[float64](x)
		case checkpoint.F32:
			var values []float32
			values, err = checkpoint.Values[float32](x)
			all[x.Name] = widen(values)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// under are those whose names begin so.
func (x tensors) under(prefix string) tensors {
	part := tensors{}
	for name, values := range x {
		if strings.HasPrefix(name, prefix) {
			part[name] = values
		}
	}
	return part
}

func (x tensors) names() []string { return slices.Sorted(maps.Keys(x)) }

func widen(values []float32) []float64 {
	wide := make([]float64, len(values))
	for i, v := range values {
		wide[i] = float64(v)
	}
	return wide
}

func narrow(values []float64) []float32 {
	thin := make([]float32, len(values))
	for i, v := range values {
		thin[i] = float32(v)
	}
	return thin
}

// norm is the Euclidean norm.
func norm(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum)
}

// minus is x − y, and x where there is no y.
func minus(x, y []float64) []float64 {
	if y == nil {
		return x
	}
	d := make([]float64, len(x))
	for i := range x {
		d[i] = x[i] - y[i]
	}
	return d
}

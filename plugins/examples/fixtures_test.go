package examples

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"iter"
	"math"
	"os"
	"path/filepath"
	"testing"

	"gander/core/checkpoint"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant/data"
)

// writeFixtures writes what the Python tests compare with: files as Go writes
// them, and what Go reads in them.
func writeFixtures(t *testing.T, dir string) {
	t.Helper()
	writeJSON(t, filepath.Join(dir, "normals.json"), manyNormals())
	writeJSON(t, filepath.Join(dir, "file.json"), map[string]any{"points": writePoints(t, dir)}, writeDots(t, dir))
	writeTensors(t, dir)
	writeQuantised(t, dir)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// writeJSON writes the union of objects.
func writeJSON(t *testing.T, path string, objects ...map[string]any) {
	t.Helper()
	all := map[string]any{}
	for _, o := range objects {
		for k, v := range o {
			all[k] = v
		}
	}
	text, err := json.Marshal(all)
	check(t, err)
	check(t, os.WriteFile(path, text, 0o666))
}

func manyNormals() map[string]any {
	const seed, first, count = 11, 1<<33 + 1, 4_000_000
	numbers := make([]float32, count)
	num.NewStream(seed, "many").FillNormal(numbers, first)
	h := sha256.New()
	for _, x := range numbers {
		h.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(x)))
	}
	return map[string]any{"seed": seed, "first": int64(first), "count": count, "sha256": hex.EncodeToString(h.Sum(nil))}
}

// writeDots writes a file with every section and tells what is in it.
func writeDots(t *testing.T, dir string) map[string]any {
	t.Helper()
	h := data.Header{
		Name: "dots", Split: data.Train, Kind: data.KindImage, DType: data.U8, Shape: []int{3, 5, 3}, Rows: 7, Groups: 4,
		Classes: []string{"größe", "two", "three"}, Attributes: []string{"bright", "red"}, Domains: []string{"left", "right"},
		Augment: &data.Augment{Flip: true, Crop: 1, Jitter: 0.25},
	}
	var samples iter.Seq2[data.Sample, error] = func(yield func(data.Sample, error) bool) {
		for i := range h.Rows {
			pixels := make([]byte, 45)
			for j := range pixels {
				pixels[j] = byte(41*i + 7*j)
			}
			yield(data.Sample{Pixels: pixels, Label: i % 3, Attributes: []uint8{uint8(i % 2), uint8(i / 2 % 2)}, Domain: 1 - i%2, Group: i % 4}, nil)
		}
	}
	path := filepath.Join(dir, "dots.gds")
	h, err := data.Write(path, h, samples)
	check(t, err)
	f, err := data.Open(path)
	check(t, err)
	defer f.Close()
	return describe(f)
}

// describe reads all of a file by the Go half.
func describe(f *data.File) map[string]any {
	n := f.Rows()
	all, floats := make([]int, n), make([]float32, n*f.Header().RowSize())
	var labels, domains, groups []int
	var attributes [][]int
	for i := range n {
		all[i] = i
		labels, domains, groups = append(labels, f.Label(i)), append(domains, f.Domain(i)), append(groups, f.Group(i))
		a := f.Attributes(i)
		attributes = append(attributes, []int{int(a[0]), int(a[1])})
	}
	f.Floats(floats, all)
	var draws [2][]int
	for d, b := range data.DomainBatches(f, 7, "dots") {
		draws[d] = make([]int, 9)
		b.At(5, draws[d])
	}
	return map[string]any{
		"header": f.Header(), "floats": floats, "labels": labels, "domains": domains, "groups": groups,
		"attributes": attributes, "domain_draws": draws, "batches": batches(f),
	}
}

func batches(f *data.File) []map[string]any {
	const n = 4
	loader := data.NewLoader(f, data.NewBatches(f.Rows(), 7, "dots", "batches"), n, 7, "dots")
	defer loader.Close()
	var all []map[string]any
	for k := range uint64(5) {
		rows, numbers := make([]int, n), make([]float32, n*f.Header().RowSize())
		loader.Batch(k, numbers, rows)
		all = append(all, map[string]any{"rows": rows, "numbers": numbers})
	}
	return all
}

func writePoints(t *testing.T, dir string) [][]float32 {
	t.Helper()
	points := [][]float32{{1, -2}, {0.1, 3e-30}, {-7.25, 1e30}}
	h := data.Header{Name: "points", Split: data.Train, Kind: data.KindPoint, DType: data.F32, Shape: []int{2}, Rows: len(points)}
	_, err := data.Write(filepath.Join(dir, "points.gds"), h, func(yield func(data.Sample, error) bool) {
		for _, p := range points {
			yield(data.Sample{Point: p}, nil)
		}
	})
	check(t, err)
	return points
}

func writeTensors(t *testing.T, dir string) {
	t.Helper()
	var numbers []byte
	for _, x := range []float32{1.5, -2, 0, 3.25, 1e-30, 7} {
		numbers = binary.LittleEndian.AppendUint32(numbers, math.Float32bits(x))
	}
	check(t, checkpoint.Write(filepath.Join(dir, "go.safetensors"), []checkpoint.Tensor{
		{Name: "a", DType: "F32", Shape: []int{3, 2}, Data: numbers},
		{Name: "steps", DType: "I64", Shape: []int{}, Data: binary.LittleEndian.AppendUint64(nil, 1<<40)},
	}))
}

// writeQuantised writes the bytes of numbers from −1.2 to 1.2, as numpy.linspace
// spaces them.
func writeQuantised(t *testing.T, dir string) {
	t.Helper()
	const n = 2001
	pixels := make([]byte, n)
	for i := range pixels {
		x := float64(i)*(2.4/(n-1)) - 1.2
		if i == n-1 {
			x = 1.2
		}
		pixels[i] = sample.Quantise(float32(x))
	}
	check(t, os.WriteFile(filepath.Join(dir, "quantised.bin"), pixels, 0o666))
}

package eval

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// peers is what testdata/peers.py prints.
type peers struct {
	Values  map[string]float64 `json:"values"`
	Seconds map[string]float64 `json:"seconds"`
	Missing map[string]string  `json:"missing"`
}

// TestPeers holds scores against Python's reference implementations on the same
// numbers, and their speed against gander's in the same minutes: make eval-peers.
// $GANDER_PEERS is an interpreter that has them.
func TestPeers(t *testing.T) {
	python := os.Getenv("GANDER_PEERS")
	if python == "" {
		t.Skip("GANDER_PEERS names no Python with prdc, torch-fidelity, clean-fid and vendi-score: make eval-peers")
	}
	dir := t.TempDir()
	x, y, logits := skewed(cloud("peers x", 1500, 48), 1.1, 0.2), skewed(cloud("peers y", 1500, 48), 1, 0), cloud("peers logits", 600, 10)
	largeX, largeY := cloud("bench x", 10_000, 128), cloud("bench y", 10_000, 128)
	for name, f := range map[string]Features{"x": x, "y": y, "logits": logits, "large_x": largeX, "large_y": largeY} {
		must(t, os.WriteFile(filepath.Join(dir, name+".npy"), npy(f), 0o666))
	}
	began := time.Now()
	FrechetDistance(largeX, largeY)
	byStyle(largeX, newManifold(largeY, usual.most()))
	own := time.Since(began).Seconds()

	p := runPeers(t, python, dir)
	for name, why := range p.Missing {
		t.Logf("%s is left out: %s", name, why)
	}
	precision, recall := PrecisionRecall(x, y, 5)
	density, coverage := DensityCoverage(x, y, 5)
	probabilities := logits.pick(sequence(logits.Rows))
	probabilities.softmax()
	gander := map[string]float64{
		"fd": FrechetDistance(x, y), "kd": KernelDistance(x, y), "cs": ClassifierScore(probabilities), "vendi": Vendi(x, 1),
		"precision": precision, "recall": recall, "density": density, "coverage": coverage,
	}
	for _, name := range slices.Sorted(maps.Keys(p.Values)) {
		key, _, _ := strings.Cut(name, " by ")
		got, want := gander[key], p.Values[name]
		apart := math.Abs(got-want) / math.Abs(want)
		t.Logf("%-26s %.12g, gander %.12g, apart %.1e", name, want, got, apart)
		if !(apart <= 1e-6) {
			t.Errorf("%s: gander has %v, the reference %v", name, got, want)
		}
	}
	if len(p.Seconds) == 0 {
		t.Fatal("prdc is missing, so nothing was timed")
	}
	total := 0.0
	for name, s := range p.Seconds {
		t.Logf("%s of 10,000 against 10,000 in 128 features: %.1f s in Python", name, s)
		total += s
	}
	t.Logf("all of it: gander %.1f s, Python %.1f s, %.1f times", own, total, total/own)
	if total < 2*own {
		t.Errorf("gander took %.1f s, Python %.1f s: not twice as fast", own, total)
	}
}

func runPeers(t *testing.T, python, dir string) (p peers) {
	t.Helper()
	cmd := exec.Command(python, "testdata/peers.py", dir)
	// Set for other programs on some machines, they would slow its matrix products.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "OPENBLAS_") })
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	must(t, err)
	must(t, json.Unmarshal(out, &p))
	return p
}

// skewed scales and shifts features, and bends the first column.
func skewed(f Features, scale, shift float64) Features {
	for i := range f.Rows {
		row := f.Row(i)
		for k := range row {
			row[k] = scale*row[k] + shift
		}
		row[0] = math.Abs(row[0])
	}
	return f
}

// npy is the features as a NumPy file of float64.
func npy(f Features) []byte {
	header := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }", f.Rows, f.Cols)
	header += strings.Repeat(" ", 63-(10+len(header))%64) + "\n"
	b := append([]byte("\x93NUMPY\x01\x00"), byte(len(header)), byte(len(header)>>8))
	b = append(b, header...)
	for _, v := range f.Data {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

package dataset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"gander/plugins/variant/data"
)

// npyFile is a version 1.0 file.
func npyFile(descr, shape string, body []byte) []byte {
	text := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n", descr, shape)
	b := binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(text)))
	return append(append(b, text...), body...)
}

func counting(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

func TestNPY(t *testing.T) {
	ones := make([]byte, 8*20)
	for i := range 20 {
		ones[8*i] = byte(i % 2)
	}
	planes := counting(20 * 12)
	dir := files(t, map[string][]byte{
		"grey.npy": npyFile("|u1", "(20, 2, 3)", counting(120)), "labels.npy": npyFile("<i8", "(20,)", ones),
		"planes.npy": npyFile("|u1", "(20, 3, 2, 2)", planes), "flat.npy": npyFile("|b1", "(20, 4)", bytes.Repeat([]byte{0, 1, 1, 0}, 20)),
		"unit.npy": npyFile("<f4", "(20, 1, 2)", bytes.Repeat([]byte{0, 0, 0, 0, 0, 0, 0x80, 0x3f}, 20)),
	})
	p := mustPrepare(t, "npy", map[string]any{"path": filepath.Join(dir, "grey.npy"), "labels": "labels.npy"}, t.TempDir())
	rows, labels := rowsOf(t, p, data.Test)
	for i, row := range rows {
		if int(row[0])/6%2 != labels[i] || row[5] != row[0]+5 {
			t.Errorf("row %v has label %d", row, labels[i])
		}
	}
	for name, want := range map[string][]byte{"planes": {0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}, "flat": {0, 255, 255, 0}} {
		p := mustPrepare(t, "npy", map[string]any{"path": filepath.Join(dir, name+".npy")}, t.TempDir())
		rows, _ := rowsOf(t, p, data.Train)
		got := slices.Clone(rows[0])
		for i := range got {
			if name == "planes" {
				got[i] -= rows[0][0]
			}
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: the first row is %v, want %v", name, got, want)
		}
	}
	p = mustPrepare(t, "npy", map[string]any{"path": filepath.Join(dir, "unit.npy"), "values": "unit"}, t.TempDir())
	if rows, _ := rowsOf(t, p, data.Train); !bytes.Equal(rows[0], []byte{0, 255}) {
		t.Errorf("fractions become %v", rows[0])
	}
}

func TestNPZ(t *testing.T) {
	archive := zipped(t, map[string][]byte{
		"x_train.npy": npyFile("|u1", "(20, 2, 2)", counting(80)), "y_train.npy": npyFile("|u1", "(20, 1)", make([]byte, 20)),
		"x_test.npy": npyFile("|u1", "(3, 2, 2)", counting(12)), "y_test.npy": npyFile("|u1", "(3, 1)", make([]byte, 3)),
	})
	path := filepath.Join(files(t, map[string][]byte{"mnist.npz": archive}), "mnist.npz")
	p := mustPrepare(t, "npy", map[string]any{"path": path, "size": 4, "filter": "nearest"}, t.TempDir())
	if got, want := counted(p), [3]int{18, 2, 3}; got != want || !slices.Equal(p.Headers[0].Classes, []string{"0"}) {
		t.Errorf("rows are %v of %v, want %v", got, p.Headers[0].Classes, want)
	}
	rows, _ := rowsOf(t, p, data.Test)
	if !bytes.Equal(rows[1][:4], []byte{4, 4, 5, 5}) {
		t.Errorf("row 1 is %v", rows[1])
	}
}

func TestNPYPoints(t *testing.T) {
	var body []byte
	for i := range 30 {
		body = binary.LittleEndian.AppendUint64(body, []uint64{0x3ff8000000000000, 0xc000000000000000}[i%2]) // 1.5, -2
	}
	dir := files(t, map[string][]byte{"points.npy": npyFile("<f8", "(15, 2)", body)})
	p := mustPrepare(t, "npy", map[string]any{"path": filepath.Join(dir, "points.npy")}, t.TempDir())
	f := mustOpen(t, p.Path(data.Train))
	if h := f.Header(); h.Kind != data.KindPoint || !slices.Equal(f.Point(0), []float32{1.5, -2}) {
		t.Errorf("the first point is %v of %s", f.Point(0), h.Kind)
	}
}

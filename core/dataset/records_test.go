package dataset

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gander/plugins/variant/data"
)

// idxFile is an IDX file of bytes 0, 1, 2 and so on.
func idxFile(dims ...uint32) []byte {
	b := []byte{0, 0, 8, byte(len(dims))}
	n := 1
	for _, d := range dims {
		b = binary.BigEndian.AppendUint32(b, d)
		n *= int(d)
	}
	for i := range n {
		b = append(b, byte(i))
	}
	return b
}

// labelsFile is an IDX file of labels 0, 1, … classes-1, 0, 1, …
func labelsFile(n, classes int) []byte {
	b := idxFile(uint32(n))
	for i := range n {
		b[8+i] = byte(i % classes)
	}
	return b
}

// rowsOf reads all rows of a split.
func rowsOf(t *testing.T, p Prepared, split string) (rows [][]byte, labels []int) {
	t.Helper()
	f := mustOpen(t, p.Path(split))
	for i := range f.Rows() {
		rows, labels = append(rows, f.Row(i)), append(labels, f.Label(i))
	}
	return rows, labels
}

func counted(p Prepared) [3]int {
	return [3]int{p.Header(data.Train).Rows, p.Header(data.Validation).Rows, p.Header(data.Test).Rows}
}

func TestIDX(t *testing.T) {
	train, labels := idxFile(20, 2, 3), labelsFile(20, 2)
	for name, contents := range map[string]map[string][]byte{
		"raw": {"train-images-idx3-ubyte": train, "train-labels-idx1-ubyte": labels,
			"t10k-images-idx3-ubyte": idxFile(4, 2, 3), "t10k-labels-idx1-ubyte": labelsFile(4, 2)},
		"packed": {"a/train-images-idx3-ubyte.gz": gzipped(t, train), "a/train-labels-idx1-ubyte.gz": gzipped(t, labels),
			"a/t10k-images-idx3-ubyte.gz": gzipped(t, idxFile(4, 2, 3)), "a/t10k-labels-idx1-ubyte.gz": gzipped(t, labelsFile(4, 2))},
	} {
		t.Run(name, func(t *testing.T) {
			p := mustPrepare(t, "idx", map[string]any{"path": files(t, contents)}, t.TempDir())
			if got, want := counted(p), [3]int{18, 2, 4}; got != want {
				t.Errorf("rows are %v, want %v", got, want)
			}
			rows, got := rowsOf(t, p, data.Test)
			if !bytes.Equal(rows[1], []byte{6, 7, 8, 9, 10, 11}) || !slices.Equal(got, []int{0, 1, 0, 1}) {
				t.Errorf("row 1 is %v, labels are %v", rows[1], got)
			}
			if h := p.Header(data.Train); !slices.Equal(h.Shape, []int{2, 3, 1}) || !slices.Equal(h.Classes, []string{"0", "1"}) || h.Source == "" {
				t.Errorf("header is %+v", h)
			}
		})
	}
}

func TestIDXTransposedAndInParts(t *testing.T) {
	contents := map[string][]byte{
		"emnist-letters-train-images-idx3-ubyte": idxFile(10, 2, 3), "emnist-letters-train-labels-idx1-ubyte": labelsFile(10, 1),
		"emnist-digits-train-images-idx3-ubyte": idxFile(10, 2, 2), "emnist-digits-train-labels-idx1-ubyte": labelsFile(10, 1),
	}
	dir := files(t, contents)
	p := mustPrepare(t, "idx", map[string]any{"path": dir, "part": "letters", "transposed": true, "limit": 3}, t.TempDir())
	rows, _ := rowsOf(t, p, data.Train)
	for _, row := range rows {
		if first := row[0]; !bytes.Equal(row, []byte{first, first + 3, first + 1, first + 4, first + 2, first + 5}) && !bytes.Equal(row, []byte{first, first + 2, first + 4, first + 1, first + 3, first + 5}) {
			t.Errorf("row is %v", row)
		}
	}
	if h := p.Header(data.Train); h.Rows != 3 || !slices.Equal(h.Shape, []int{3, 2, 1}) {
		t.Errorf("%d rows of %v", h.Rows, h.Shape)
	}
	_, err := Prepare(context.Background(), "idx", map[string]any{"path": dir}, t.TempDir(), nil)
	if err == nil || !strings.Contains(err.Error(), `"digits", "letters"`) {
		t.Errorf("error is %v, want one with the parts", err)
	}
}

// cifarFile has n records whose planes are 1, 2 and 3 and whose labels count up.
func cifarFile(n, head, classes int) []byte {
	var b []byte
	for i := range n {
		for range head - 1 {
			b = append(b, 7)
		}
		b = append(b, byte(i%classes))
		for plane := range 3 {
			b = append(b, bytes.Repeat([]byte{byte(plane + 1)}, cifarPlane)...)
		}
	}
	return b
}

func cifar10Files() map[string][]byte {
	contents := map[string][]byte{"cifar-10-batches-bin/test_batch.bin": cifarFile(4, 1, 2), "cifar-10-batches-bin/batches.meta.txt": []byte("cat\ndog\n\n")}
	for i := range 5 {
		contents[fmt.Sprintf("cifar-10-batches-bin/data_batch_%d.bin", i+1)] = cifarFile(4, 1, 2)
	}
	return contents
}

func TestCIFAR(t *testing.T) {
	var packed bytes.Buffer
	w := tar.NewWriter(&packed)
	for name, b := range cifar10Files() {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(b)), Mode: 0o644, Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	dir := files(t, map[string][]byte{"cifar.tar.gz": gzipped(t, packed.Bytes())})
	var first Prepared
	for _, path := range []string{files(t, cifar10Files()), filepath.Join(dir, "cifar.tar.gz")} {
		p := mustPrepare(t, "cifar", map[string]any{"path": path}, t.TempDir())
		rows, labels := rowsOf(t, p, data.Test)
		if !bytes.Equal(rows[0][:6], []byte{1, 2, 3, 1, 2, 3}) || !slices.Equal(labels, []int{0, 1, 0, 1}) {
			t.Errorf("%s: rows begin with %v, labels are %v", path, rows[0][:6], labels)
		}
		if got, want := counted(p), [3]int{18, 2, 4}; got != want || !slices.Equal(p.Headers[0].Classes, []string{"cat", "dog"}) {
			t.Errorf("%s: rows are %v of %v, want %v", path, got, p.Headers[0].Classes, want)
		}
		if first.Headers == nil {
			first = p
		} else if first.Headers[0].SHA256 != p.Headers[0].SHA256 {
			t.Error("folder and archive give other bytes")
		}
	}
}

func TestCIFAR100(t *testing.T) {
	dir := files(t, map[string][]byte{"train.bin": cifarFile(20, 2, 4), "test.bin": cifarFile(4, 2, 4)})
	fine := mustPrepare(t, "cifar", map[string]any{"path": dir}, t.TempDir())
	coarse := mustPrepare(t, "cifar", map[string]any{"path": dir, "labels": "coarse"}, t.TempDir())
	if got := fine.Headers[0].Classes; !slices.Equal(got, []string{"0", "1", "2", "3"}) {
		t.Errorf("fine classes are %v", got)
	}
	if got := coarse.Headers[0].Classes; !slices.Equal(got, []string{"7"}) {
		t.Errorf("coarse classes are %v", got)
	}
}

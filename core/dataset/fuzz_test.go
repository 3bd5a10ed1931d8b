package dataset

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"gander/plugins/variant/data"
)

func FuzzMetadata(f *testing.F) {
	for _, seed := range []string{
		`{"file_name": "a.png", "label": "cat", "bold": true}`, `{"file_name": "a.png", "label": 3}` + "\n\n" + `{"file_name": "b/c.png"}`,
		`{"file_name": "../a.png"}`, `{"file_name": 3}`, `{"file_name": "a", "label": 1e300}`, `[]`, "null", "{",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := ParseMetadata(bytes.NewReader(b))
		for name := range all {
			if err != nil || !fs.ValidPath(name) {
				t.Errorf("%q is a name; %v", name, err)
			}
		}
	})
}

func FuzzCelebA(f *testing.F) {
	for _, seed := range []string{
		"2\na b\nx.jpg 1 -1\ny.jpg  -1  1\n", "1\na\nx.jpg 2\n", "x", "-1\na\n", "1\na a\nx 1 1", "1\n\nx\n", "000001.jpg 0\n000002.jpg 2\n", "a 3\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		names, rows, err := parseAttributes(bytes.NewReader(b))
		for name, row := range rows {
			if err == nil && len(row) != len(names) {
				t.Errorf("%q has %d attributes, want %d", name, len(row), len(names))
			}
		}
		_, splits, err := parsePartition(bytes.NewReader(b))
		for name, split := range splits {
			if err == nil && split != data.Train && split != data.Validation && split != data.Test {
				t.Errorf("%q is in %q", name, split)
			}
		}
	})
}

// FuzzArchive reads whatever a zip, .npz or .tar.gz holds, if it holds anything.
// Its goroutines cover other code every time, so give it -fuzzminimizetime 10x.
func FuzzArchive(f *testing.F) {
	pictures := map[string][]byte{"../x.png": flat(2, 2, 1)}
	for _, name := range []string{"a/1.png", "a/2.png", "a/3.png", "trainA/1.png", "trainB/1.png"} {
		pictures[name] = flat(2, 2, 1)
	}
	f.Add(zipped(f, pictures))
	f.Add(zipped(f, map[string][]byte{"x.npy": npyFile("|u1", "(9, 2, 2)", make([]byte, 36))}))
	f.Add(gzipped(f, []byte("not a tar")))
	f.Add([]byte("PK\x05\x06" + string(make([]byte, 18))))
	path := filepath.Join(f.TempDir(), "a.zip")
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		for _, source := range []string{"imagefolder", "unpaired", "npy", "cifar"} {
			readAll(t, source, map[string]any{"path": path, "size": 4, "limit": 10})
		}
	})
}

// FuzzIDX reads a file of pictures and one of labels, packed or not, the pictures
// transposed or not.
func FuzzIDX(f *testing.F) {
	for _, transposed := range []bool{false, true} {
		f.Add(idxFile(9, 2, 3), labelsFile(9, 2), transposed)
		f.Add(gzipped(f, idxFile(9, 2, 3)), gzipped(f, labelsFile(9, 2)), transposed)
		f.Add(idxFile(9, 2, 3)[:20], labelsFile(9, 2), transposed)
		f.Add([]byte("\x00\x00\x08\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), []byte("\x00\x00\x08\x01\xff\xff\xff\xff"), transposed)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, images, labels []byte, transposed bool) {
		for name, b := range map[string][]byte{"train-images-idx3-ubyte": images, "train-labels-idx1-ubyte": labels} {
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		readAll(t, "idx", map[string]any{"path": dir, "transposed": transposed, "limit": 10})
	})
}

// FuzzCIFAR reads the records of CIFAR-100 and the names of its classes.
func FuzzCIFAR(f *testing.F) {
	f.Add(cifarFile(9, 2, 3), cifarFile(3, 2, 3), []byte("apple\nfish\nbaby\n"))
	f.Add(cifarFile(9, 2, 3)[:4000], cifarFile(3, 2, 3), []byte(""))
	f.Add([]byte{}, []byte{0xff}, []byte{0xff, '\n', 0})
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, train, test, names []byte) {
		for name, b := range map[string][]byte{"train.bin": train, "test.bin": test, "fine_label_names.txt": names} {
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		readAll(t, "cifar", map[string]any{"path": dir, "limit": 10})
	})
}

// FuzzArray reads an .npy file as pictures or points, whichever it holds.
func FuzzArray(f *testing.F) {
	for _, seed := range [][]byte{
		npyFile("|u1", "(9, 2, 2)", make([]byte, 36)), npyFile("<f4", "(9, 2)", make([]byte, 72)), npyFile(">i2", "(9, 3, 2, 2)", make([]byte, 216)),
		npyFile("|b1", "(9, 4)", make([]byte, 36)), npyFile("<f8", "(9, 2, 2, 3)", make([]byte, 864)), npyFile("|u1", "(99999999999, 2, 2)", nil),
	} {
		f.Add(seed, "auto", "unit")
		f.Add(seed, "nchw", "byte")
	}
	path := filepath.Join(f.TempDir(), "a.npy")
	f.Fuzz(func(t *testing.T, b []byte, layout, values string) {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		readAll(t, "npy", map[string]any{"path": path, "layout": layout, "values": values, "limit": 10})
	})
}

// readAll reads all rows of a source, up to the first error, and writes nothing.
func readAll(t *testing.T, source string, options map[string]any) {
	_, _, r, err := open(context.Background(), source, options)
	if err != nil {
		return
	}
	defer r.close()
	splits, err := r.Splits(context.Background())
	if err != nil {
		return
	}
	for _, s := range splits {
		for sample, err := range s.Samples {
			if err != nil {
				break
			}
			if s.Header.Kind == data.KindImage && len(sample.Pixels) != s.Header.RowSize() {
				t.Errorf("%s: a row of %d bytes for the shape %v", source, len(sample.Pixels), s.Header.Shape)
			}
		}
	}
}

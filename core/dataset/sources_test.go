package dataset

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gander/core/media"
	"gander/plugins/variant/data"
)

// files writes a folder of files; a name may have folders in it.
func files(t testing.TB, contents map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, b := range contents {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// flat is a PNG of one colour.
func flat(h, w int, rgb ...byte) []byte {
	m := media.New(h, w, len(rgb))
	for i := range m.Pix {
		m.Pix[i] = rgb[i%len(rgb)]
	}
	var b bytes.Buffer
	if err := media.EncodePNG(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// zipped packs files, in the order of their names.
func zipped(t testing.TB, contents map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	var names []string
	for name := range contents {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(contents[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

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

// zoo is ten grey pictures of each of three classes.
func zoo() map[string][]byte {
	contents := map[string][]byte{"README.txt": []byte("hello"), ".DS_Store": []byte("x"), "__MACOSX/cat/._00.png": []byte("x")}
	for i := range 10 {
		contents[fmt.Sprintf("cat/%02d.png", i)] = flat(8, 8, byte(i))
		contents[fmt.Sprintf("dog/%02d.PNG", i)] = flat(12, 8, byte(100+i))
		contents[fmt.Sprintf("owl/deep/%02d.png", i)] = flat(8, 16, 200, byte(i), 0)
	}
	return contents
}

func TestImageFolder(t *testing.T) {
	dir := files(t, zoo())
	p := mustPrepare(t, "imagefolder", map[string]any{"path": dir, "size": 4}, t.TempDir())
	if got, want := counted(p), [3]int{24, 3, 3}; got != want {
		t.Errorf("rows are %v, want %v", got, want)
	}
	h := p.Header(data.Train)
	if !slices.Equal(h.Classes, []string{"cat", "dog", "owl"}) || !slices.Equal(h.Shape, []int{4, 4, 3}) {
		t.Errorf("header is %+v", h)
	}
	if want := "colour, largest centred square, bicubic to 4×4"; h.Transform != want {
		t.Errorf("transform is %q, want %q", h.Transform, want)
	}
	rows, labels := rowsOf(t, p, data.Test)
	if !slices.Equal(labels, []int{0, 1, 2}) || rows[0][0] > 9 || rows[1][0] < 100 || rows[2][0] != 200 {
		t.Errorf("labels are %v of %v", labels, rows)
	}
	archive := filepath.Join(files(t, map[string][]byte{"zoo.zip": zipped(t, zoo())}), "zoo.zip")
	again := mustPrepare(t, "imagefolder", map[string]any{"path": archive, "size": 4}, t.TempDir())
	if !reflect.DeepEqual(again.Headers, p.Headers) {
		t.Errorf("a zip gives %+v, want %+v", again.Headers, p.Headers)
	}
	moved := mustPrepare(t, "imagefolder", map[string]any{"path": files(t, zoo()), "size": 4}, filepath.Dir(p.Dir))
	if moved.Dir != p.Dir {
		t.Error("the same pictures elsewhere are prepared again")
	}
}

func TestImageFolderFormats(t *testing.T) {
	m := image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Black, color.Gray{90}})
	for i := range m.Pix {
		m.Pix[i] = 1
	}
	var g, j bytes.Buffer
	if err := gif.Encode(&g, m, nil); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&j, m, nil); err != nil {
		t.Fatal(err)
	}
	contents := map[string][]byte{"a.gif": g.Bytes(), "b.jpg": j.Bytes(), "c.jpeg": j.Bytes(), "d.png": flat(4, 4, 90), "e.png": flat(4, 4, 90, 90, 90)}
	p := mustPrepare(t, "imagefolder", map[string]any{"path": files(t, contents), "size": 4, "channels": "grey"}, t.TempDir())
	for _, split := range splitNames {
		rows, labels := rowsOf(t, p, split)
		for i, row := range rows {
			if !bytes.Equal(row, bytes.Repeat([]byte{90}, 16)) || labels[i] != -1 {
				t.Errorf("%s: a row is %v of class %d", split, row, labels[i])
			}
		}
	}
}

func TestImageFolderSplitsAndDomains(t *testing.T) {
	contents := map[string][]byte{}
	for name, b := range zoo() {
		contents["train/"+name], contents["test/"+name] = b, b
	}
	p := mustPrepare(t, "imagefolder", map[string]any{
		"path": files(t, contents), "size": 4, "domains.class": []any{"owl", "cat"}, "augment.flip": true, "split.validation": 0.2,
	}, t.TempDir())
	if got, want := counted(p), [3]int{16, 4, 20}; got != want {
		t.Errorf("rows are %v, want %v", got, want)
	}
	h := p.Header(data.Train)
	if !slices.Equal(h.Domains, []string{"owl", "cat"}) || h.Augment == nil || !h.Augment.Flip || p.Header(data.Test).Augment != nil {
		t.Errorf("header is %+v", h)
	}
	f := mustOpen(t, p.Path(data.Test))
	for i := range f.Rows() {
		if owl := f.Row(i)[0] == 200; owl != (f.Domain(i) == 0) {
			t.Errorf("row %d of domain %d begins with %d", i, f.Domain(i), f.Row(i)[0])
		}
	}
}

func TestSplitsDoNotDependOnOtherClasses(t *testing.T) {
	dir := files(t, zoo())
	all := mustPrepare(t, "imagefolder", map[string]any{"path": dir, "size": 4, "filter": "nearest"}, t.TempDir())
	some := mustPrepare(t, "imagefolder", map[string]any{"path": dir, "size": 4, "filter": "nearest", "classes": []any{"owl", "cat"}}, t.TempDir())
	if !slices.Equal(some.Headers[0].Classes, []string{"owl", "cat"}) {
		t.Errorf("classes are %v", some.Headers[0].Classes)
	}
	want, _ := rowsOf(t, all, data.Test)
	got, labels := rowsOf(t, some, data.Test)
	if len(got) != 2 || !bytes.Equal(got[0], want[0]) || !bytes.Equal(got[1], want[2]) || !slices.Equal(labels, []int{1, 0}) {
		t.Errorf("test rows are %v of %v, want %v", got, labels, want)
	}
	other := mustPrepare(t, "imagefolder", map[string]any{"path": dir, "size": 4, "filter": "nearest", "split.seed": 5}, t.TempDir())
	if other.Headers[0].SHA256 == all.Headers[0].SHA256 {
		t.Error("another seed gives the same split")
	}
}

func TestMetadata(t *testing.T) {
	contents := map[string][]byte{"train/metadata.jsonl": nil}
	for i := range 12 {
		contents[fmt.Sprintf("train/%02d.png", i)] = flat(4, 4, byte(i))
		line := fmt.Sprintf(`{"file_name": "%02d.png", "label": %d, "smiling": %v, "text": "ignored"}`+"\n", i, i%2+9, i < 6)
		contents["train/metadata.jsonl"] = append(contents["train/metadata.jsonl"], line...)
	}
	p := mustPrepare(t, "imagefolder", map[string]any{"path": files(t, contents), "size": 4, "domains.attribute": "smiling"}, t.TempDir())
	h := p.Header(data.Train)
	if !slices.Equal(h.Classes, []string{"9", "10"}) || !slices.Equal(h.Attributes, []string{"smiling"}) || !slices.Equal(h.Domains, []string{"not smiling", "smiling"}) {
		t.Errorf("header is %+v", h)
	}
	f := mustOpen(t, p.Path(data.Train))
	for i := range f.Rows() {
		n := int(f.Row(i)[0])
		if f.Label(i) != n%2 || (f.Attributes(i)[0] == 1) != (n < 6) || f.Domain(i) != int(f.Attributes(i)[0]) {
			t.Errorf("picture %d has label %d, attributes %v, domain %d", n, f.Label(i), f.Attributes(i), f.Domain(i))
		}
	}
}

func TestUnpaired(t *testing.T) {
	contents := map[string][]byte{}
	for i := range 10 {
		contents[fmt.Sprintf("h2z/trainA/%d.png", i)] = flat(4, 4, 10)
		contents[fmt.Sprintf("h2z/trainB/%d.png", i)] = flat(4, 4, 20)
	}
	contents["h2z/testA/x.png"], contents["h2z/testB/x.png"] = flat(4, 4, 10), flat(4, 4, 20)
	archive := filepath.Join(files(t, map[string][]byte{"h2z.zip": zipped(t, contents)}), "h2z.zip")
	for _, path := range []string{files(t, contents), archive} {
		p := mustPrepare(t, "unpaired", map[string]any{"path": path, "size": 4, "a": "horse", "b": "zebra"}, t.TempDir())
		if got, want := counted(p), [3]int{18, 2, 2}; got != want || !slices.Equal(p.Headers[0].Domains, []string{"horse", "zebra"}) {
			t.Errorf("rows are %v of %v, want %v", got, p.Headers[0].Domains, want)
		}
		f := mustOpen(t, p.Path(data.Train))
		for i := range f.Rows() {
			if int(f.Row(i)[0]) != 10+10*f.Domain(i) {
				t.Errorf("row %d of domain %d begins with %d", i, f.Domain(i), f.Row(i)[0])
			}
		}
	}
}

// celebaFolder is 12 faces, as files or as a zip.
func celebaFolder(t *testing.T, asZip bool) string {
	pictures, contents := map[string][]byte{}, map[string][]byte{}
	attributes, partition := "12\nBald  Smiling Young \n", ""
	for i := range 12 {
		name := fmt.Sprintf("%06d.jpg", i+1)
		pictures["img_align_celeba/"+name] = flat(218, 178, byte(i), 0, 0) // the name does not matter
		attributes += fmt.Sprintf("%s -1 %2d  1\n", name, 1-2*(i%2))
		partition += fmt.Sprintf("%s %d\n", name, i/4)
	}
	contents = map[string][]byte{celebaAttributes: []byte(attributes), celebaPartition: []byte(partition)}
	if asZip {
		contents[celebaPictures+".zip"] = zipped(t, pictures)
	} else {
		for name, b := range pictures {
			contents[name] = b
		}
	}
	return files(t, contents)
}

func TestCelebA(t *testing.T) {
	for _, asZip := range []bool{false, true} {
		p := mustPrepare(t, "celeba", map[string]any{"path": celebaFolder(t, asZip), "size": 16, "crop": 178, "attributes": []any{"Young", "Smiling"}}, t.TempDir())
		if got, want := counted(p), [3]int{4, 4, 4}; got != want || !slices.Equal(p.Headers[0].Attributes, []string{"Young", "Smiling"}) {
			t.Errorf("rows are %v of %v, want %v", got, p.Headers[0].Attributes, want)
		}
		f := mustOpen(t, p.Path(data.Validation))
		for i := range f.Rows() {
			n := int(f.Row(i)[0])
			if n != 4+i || !slices.Equal(f.Attributes(i), []uint8{1, byte(1 - n%2)}) {
				t.Errorf("row %d is face %d with %v", i, n, f.Attributes(i))
			}
		}
	}
}

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

func TestVideo(t *testing.T) {
	contents := map[string][]byte{}
	for clip := range 4 {
		for i := range 6 {
			contents[fmt.Sprintf("run/clip%d/%03d.png", clip, i)] = flat(4, 4, byte(10*clip+i), 0, 0)
		}
		var b bytes.Buffer
		g := gif.GIF{}
		for i := range 3 {
			m := image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.RGBA{byte(100 + 10*clip + i), 0, 0, 255}})
			g.Image, g.Delay = append(g.Image, m), append(g.Delay, 10)
		}
		if err := gif.EncodeAll(&b, &g); err != nil {
			t.Fatal(err)
		}
		contents[fmt.Sprintf("jump/%d.gif", clip)] = b.Bytes()
	}
	p := mustPrepare(t, "video", map[string]any{"path": files(t, contents), "size": 4, "every": 2, "frames": 2}, t.TempDir())
	if got, want := counted(p), [3]int{8, 4, 4}; got != want || !slices.Equal(p.Headers[0].Classes, []string{"jump", "run"}) {
		t.Errorf("rows are %v of %v, want %v", got, p.Headers[0].Classes, want)
	}
	seen := map[byte]string{} // a clip belongs to one split
	for _, split := range splitNames {
		rows, labels := rowsOf(t, p, split)
		for i, row := range rows {
			clip := row[0] / 10
			if other, ok := seen[clip]; ok && other != split {
				t.Errorf("clip %d is in %s and %s", clip, other, split)
			}
			seen[clip] = split
			if frame := row[0] % 10; frame%2 != 0 || frame > 2 || (labels[i] == 0) != (row[0] >= 100) {
				t.Errorf("frame %d of class %d", row[0], labels[i])
			}
		}
	}
}

func TestDrawnPicturesHaveTheirAttributes(t *testing.T) {
	p := mustPrepare(t, "shapes", map[string]any{"rows": 160, "domains.attribute": "blue"}, t.TempDir())
	f := mustOpen(t, p.Path(data.Train))
	h := f.Header()
	for i := range f.Rows() {
		has := map[string]bool{}
		colours := 0
		for j, v := range f.Attributes(i) {
			has[h.Attributes[j]] = v == 1
			if j < 4 {
				colours += int(v)
			}
		}
		if bright := f.Row(i)[0] > 128; colours != 1 || bright != has[shapeBright] || f.Group(i) != i/shapeGroup || (f.Domain(i) == 1) != has["blue"] {
			t.Errorf("row %d has %v, group %d, domain %d", i, has, f.Group(i), f.Domain(i))
		}
		if same := i - i%shapeGroup; f.Label(i) != f.Label(same) {
			t.Errorf("rows %d and %d of one group are of classes %d and %d", same, i, f.Label(same), f.Label(i))
		}
	}
}

func TestCoverageIsTheArea(t *testing.T) {
	square := []vertex{{256, 512}, {256 + 640, 512}, {256 + 640, 512 + 768}, {256, 512 + 768}} // 2.5 × 3 pixels
	cover := coverage(8, square)
	sum := 0
	for _, v := range cover {
		sum += int(v)
	}
	if want := 2.5 * 3 * 255; float64(sum) < want-8 || float64(sum) > want {
		t.Errorf("the covers sum to %d, want %v", sum, want)
	}
	if cover[2*8+1] != 255 || cover[2*8+3] != 127 || cover[0] != 0 {
		t.Errorf("covers are %v", cover)
	}
}

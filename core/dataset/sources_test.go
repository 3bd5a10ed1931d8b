package dataset

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"os"
	"path/filepath"
	"reflect"
	"slices"
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
	pictures := map[string][]byte{}
	attributes, partition := "12\nBald  Smiling Young \n", ""
	for i := range 12 {
		name := fmt.Sprintf("%06d.jpg", i+1)
		pictures["img_align_celeba/"+name] = flat(218, 178, byte(i), 0, 0) // the name does not matter
		attributes += fmt.Sprintf("%s -1 %2d  1\n", name, 1-2*(i%2))
		partition += fmt.Sprintf("%s %d\n", name, i/4)
	}
	contents := map[string][]byte{celebaAttributes: []byte(attributes), celebaPartition: []byte(partition)}
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

func TestSmallClassesAreInEverySplit(t *testing.T) {
	contents := map[string][]byte{}
	for i := range 4 { // a tenth of four is none
		contents[fmt.Sprintf("cat/%d.png", i)], contents[fmt.Sprintf("dog/%d.png", i)] = flat(4, 4, 1), flat(4, 4, 2)
	}
	p := mustPrepare(t, "imagefolder", map[string]any{"path": files(t, contents), "size": 4}, t.TempDir())
	if got, want := counted(p), [3]int{4, 2, 2}; got != want {
		t.Errorf("rows are %v, want %v", got, want)
	}
}

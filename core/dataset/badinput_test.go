package dataset

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gander/plugins/variant/data"
)

// with is a copy of files in which one is another.
func with(contents map[string][]byte, name string, b []byte) map[string][]byte {
	contents = maps.Clone(contents)
	if contents[name] = b; b == nil {
		delete(contents, name)
	}
	return contents
}

func TestSourcesRefuse(t *testing.T) {
	mnist := map[string][]byte{"train-images-idx3-ubyte": idxFile(20, 2, 3), "train-labels-idx1-ubyte": labelsFile(20, 2)}
	packed := with(with(mnist, "train-images-idx3-ubyte", nil), "train-images-idx3-ubyte.gz", gzipped(t, idxFile(20, 2, 3)))
	huge := []byte("\x00\x00\x08\x03\x00\x0f\xff\xff\x00\x00\x01\x00\x00\x00\x10\x00")
	pair := map[string][]byte{"trainA/1.png": flat(4, 4, 1), "trainB/1.png": flat(4, 4, 1)}
	for name, c := range map[string]struct {
		source string
		files  map[string][]byte
		path   string // below the folder
		want   string
	}{
		"no path":                 {"idx", nil, "none", "there is nothing at "},
		"an empty folder":         {"idx", nil, "", "has no files called like train-images-idx3-ubyte"},
		"no labels":               {"idx", with(mnist, "train-labels-idx1-ubyte", nil), "", "has no file of labels beside it"},
		"other labels":            {"idx", with(mnist, "train-labels-idx1-ubyte", labelsFile(19, 2)), "", "has 19 labels for 20 pictures"},
		"wrong magic":             {"idx", with(mnist, "train-images-idx3-ubyte", []byte("\x80\x04 pickle")), "", "it begins with 80 04 20 70"},
		"cut short":               {"idx", with(mnist, "train-images-idx3-ubyte", idxFile(20, 2, 3)[:100]), "", "100 bytes, where its dimensions [20 2 3] ask for 136"},
		"too long":                {"idx", with(mnist, "train-images-idx3-ubyte", append(idxFile(20, 2, 3), 0)), "", "137 bytes, where"},
		"absurd dimensions":       {"idx", with(mnist, "train-images-idx3-ubyte", huge), "", "ask for"},
		"labels for pictures":     {"idx", with(mnist, "train-images-idx3-ubyte", idxFile(20)), "", "want 3 of them"},
		"gzip cut short":          {"idx", with(packed, "train-images-idx3-ubyte.gz", packed["train-images-idx3-ubyte.gz"][:40]), "", "unexpected EOF"},
		"gzip with more":          {"idx", with(packed, "train-images-idx3-ubyte.gz", gzipped(t, append(idxFile(20, 2, 3), 9))), "", "more follows the 20 records"},
		"absurd pictures":         {"idx", with(packed, "train-images-idx3-ubyte.gz", gzipped(t, append([]byte("\x00\x00\x08\x03\x00\x00\x00\x01\x00\x00\x20\x00\x00\x00\x20\x00"), make([]byte, 1<<26)...))), "", "are more than"},
		"gzip of a huge array":    {"idx", with(packed, "train-images-idx3-ubyte.gz", gzipped(t, huge)), "", "ask for"},
		"gzip with a changed CRC": {"idx", with(packed, "train-images-idx3-ubyte.gz", flipped(packed["train-images-idx3-ubyte.gz"], -5)), "", "checksum"},

		"CIFAR without test":    {"cifar", with(cifar10Files(), "cifar-10-batches-bin/test_batch.bin", nil), "", "has no test_batch.bin"},
		"CIFAR with half a row": {"cifar", with(cifar10Files(), "cifar-10-batches-bin/data_batch_2.bin", make([]byte, 3000)), "", "no whole number of records"},
		"CIFAR in Python":       {"cifar", map[string][]byte{"cifar.tar.gz": []byte("\x80\x04")}, "cifar.tar.gz", "not a .tar.gz"},
		"a tar bomb":            {"cifar", map[string][]byte{"bomb.tar.gz": tarBomb(t)}, "bomb.tar.gz", "more than"},

		"no pictures":          {"imagefolder", map[string][]byte{"a.txt": nil}, "", "there are no pictures in it"},
		"neither":              {"imagefolder", map[string][]byte{"a.rar": []byte("Rar!")}, "a.rar", "neither a folder nor a zip archive"},
		"another format":       {"imagefolder", with(zoo(), "cat/photo.HEIC", []byte("\x00\x00\x00\x18ftypheic")), "", "cat/photo.HEIC: not a PNG, JPEG, GIF, WebP or BMP"},
		"a class without any":  {"imagefolder", with(zoo(), "emu/readme.txt", []byte("soon")), "", `no pictures in the class folders "emu"`},
		"beside the classes":   {"imagefolder", with(zoo(), "loose.png", flat(4, 4, 0)), "", `beside the class folders: "loose.png"`},
		"too few":              {"imagefolder", map[string][]byte{"a/1.png": flat(4, 4, 0)}, "", "nothing is left for the split"},
		"only in test":         {"imagefolder", map[string][]byte{"train/a/1.png": flat(4, 4, 0), "test/b/1.png": flat(4, 4, 0)}, "", `no pictures to train on of the class "b"`},
		"metadata of others":   {"imagefolder", map[string][]byte{"metadata.jsonl": []byte(`{"file_name": "b.png"}`), "a.png": flat(4, 4, 0)}, "", `not there: "b.png"`},
		"metadata that leaves": {"imagefolder", map[string][]byte{"metadata.jsonl": []byte(`{"file_name": "../b.png"}`), "a.png": flat(4, 4, 0)}, "", "not a path below this folder"},
		"metadata cut short":   {"imagefolder", map[string][]byte{"metadata.jsonl": []byte(`{"file_na`), "a.png": flat(4, 4, 0)}, "", "metadata.jsonl: line 1"},

		"no trainB":     {"unpaired", with(pair, "trainB/1.png", nil), "", "no pictures in trainB"},
		"no attributes": {"celeba", map[string][]byte{"x": nil}, "", "has no list_attr_celeba.txt"},
		"no faces":      {"celeba", map[string][]byte{celebaAttributes: []byte("1\na\nx.jpg 1\n")}, "", "has neither img_align_celeba nor"},
		"other count":   {"celeba", map[string][]byte{celebaAttributes: []byte("2\na\nx.jpg 1\n"), "img_align_celeba/x.jpg": nil}, "", "1 pictures, its first line says 2"},
		"unlisted":      {"celeba", map[string][]byte{celebaAttributes: []byte("1\na\nx.jpg 1\n"), "img_align_celeba/y.jpg": nil}, "", `say nothing of "y.jpg"`},

		"a pickle":          {"npy", map[string][]byte{"a.npy": npyFile("|O", "(3,)", nil)}, "a.npy", "it holds Python objects"},
		"rows cut short":    {"npy", map[string][]byte{"a.npy": npyFile("|u1", "(9, 2, 2)", make([]byte, 8))}, "a.npy", "asks for"},
		"fractions":         {"npy", map[string][]byte{"a.npy": npyFile("<f4", "(9, 2, 2)", make([]byte, 144))}, "a.npy", "it holds fractions"},
		"five channels":     {"npy", map[string][]byte{"a.npy": npyFile("|u1", "(9, 2, 2, 5)", make([]byte, 180))}, "a.npy", "not grey or RGB"},
		"an unnamed array":  {"npy", map[string][]byte{"a.npz": zipped(t, map[string][]byte{"foo.npy": npyFile("|u1", "(9, 4)", make([]byte, 36))})}, "a.npz", `choose its array by array: it has "foo.npy"`},
		"not a number":      {"npy", map[string][]byte{"a.npy": npyFile("<f4", "(9, 2)", bytes.Repeat([]byte{0, 0, 0xc0, 0x7f}, 18))}, "a.npy", "NaN"},
		"a damaged archive": {"npy", map[string][]byte{"a.npz": zipped(t, map[string][]byte{"x.npy": npyFile("|u1", "(9, 4)", make([]byte, 36))})[:60]}, "a.npz", "zip archive"},
		"no clips":          {"video", map[string][]byte{"a.txt": nil}, "", "there are no clips"},
	} {
		t.Run(name, func(t *testing.T) {
			cache := t.TempDir()
			options := map[string]any{"path": filepath.Join(files(t, c.files), c.path)}
			_, err := Prepare(context.Background(), c.source, options, cache, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want one with %q", err, c.want)
			}
			if left, _ := filepath.Glob(filepath.Join(cache, "*[^k]")); len(left) > 0 { // all but .lock
				t.Errorf("%v were left", left)
			}
		})
	}
}

// flipped has one bit changed; at counts from the end if it is negative.
func flipped(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[(at+len(b))%len(b)] ^= 1
	return b
}

// tarBomb claims a file of half a gigabyte.
func tarBomb(t *testing.T) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: "../../train.bin", Size: 1 << 29, Mode: 0o644, Typeflag: tar.TypeReg}); err != nil {
		t.Fatal(err)
	}
	return gzipped(t, b.Bytes())
}

// spoilt is the zoo with three pictures that cannot be read.
func spoilt() map[string][]byte {
	bomb := bytes.Clone(flat(8, 8, 0))
	contents := zoo()
	contents["cat/03.png"] = contents["cat/03.png"][:40]
	contents["dog/05.PNG"] = []byte("not a picture at all")
	contents["owl/deep/07.png"] = append(bomb[:16], 0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff)
	return contents
}

func TestUnreadablePicturesAreNamed(t *testing.T) {
	options := map[string]any{"path": files(t, spoilt()), "size": 4, "split.validation": 0.4, "split.test": 0.4}
	cache := t.TempDir()
	_, err := Prepare(context.Background(), "imagefolder", options, cache, nil)
	if err == nil || !strings.Contains(err.Error(), "cannot be read; on_error: skip leaves them out\n") {
		t.Fatalf("error is %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(cache, "*[^k]")); len(left) > 0 {
		t.Errorf("%v were left", left)
	}
	options["on_error"] = "skip"
	var skipped []string
	p, err := Prepare(context.Background(), "imagefolder", options, cache, func(p Progress) {
		if p.Skipped != nil {
			skipped = append(skipped, p.Skipped.Name)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := counted(p); n[0]+n[1]+n[2] != 27 || len(skipped) != 3 {
		t.Errorf("%v rows, %q were left out", n, skipped)
	}
	if err := p.Verify(); err != nil {
		t.Error(err)
	}
}

func TestAllUnreadablePicturesOfAllSplitsAreNamed(t *testing.T) {
	contents := map[string][]byte{}
	for name, b := range spoilt() {
		contents["train/"+name], contents["test/"+name] = b, flat(4, 4, 1)
	}
	contents["val/cat/0.png"], contents["test/cat/00.png"] = flat(4, 4, 1), []byte("nothing")
	_, err := Prepare(context.Background(), "imagefolder", map[string]any{"path": files(t, contents), "size": 4}, t.TempDir(), nil)
	for _, want := range []string{"4 of the pictures cannot be read", "test/cat/00.png: not a PNG", "train/cat/03.png: decode png", "train/dog/05.PNG: not a PNG", "train/owl/deep/07.png: decode png"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
	}
}

func TestFewNamesForManyUnreadablePictures(t *testing.T) {
	var splits []Split
	for _, name := range splitNames {
		h := data.Header{Name: "made", Split: name, Kind: data.KindImage, DType: data.U8, Shape: []int{1, 1, 1}, Rows: 10 * mostNamed}
		splits = append(splits, Split{Header: h, Samples: func(yield func(data.Sample, error) bool) {
			for i := range 10 * mostNamed {
				if !yield(data.Sample{}, &Unreadable{fmt.Sprint(i), errors.New("gone")}) {
					return
				}
			}
			t.Error("all were looked at")
		}})
	}
	p := Prepared{Dir: t.TempDir()}
	err := p.writeSplits(context.Background(), splits, func(Progress) {})
	if err == nil || !strings.Contains(err.Error(), "at least 1000 of the pictures") || strings.Count(err.Error(), "\n") != mostNamed {
		t.Errorf("error is %.100v", err)
	}
}

// What leaves nothing of a class, a domain or a split is no dataset any more.
func TestSkippingLeavesNoClassEmpty(t *testing.T) {
	garbage := []byte("nothing")
	classes, domains, all := zoo(), map[string][]byte{}, map[string][]byte{}
	for name := range zoo() {
		all[name] = garbage
		if strings.HasPrefix(name, "cat/") {
			classes[name] = garbage
		}
	}
	for i := range 5 {
		domains[fmt.Sprintf("trainA/%d.png", i)], domains[fmt.Sprintf("trainB/%d.png", i)] = flat(4, 4, byte(i)), garbage
		domains[fmt.Sprintf("testA/%d.png", i)], domains[fmt.Sprintf("testB/%d.png", i)] = flat(4, 4, byte(i)), flat(4, 4, byte(i))
	}
	for want, c := range map[string]struct {
		source string
		files  map[string][]byte
	}{
		`no pictures of the class "cat" is left`: {"imagefolder", classes},
		`no pictures of the domain "B" is left`:  {"unpaired", domains},
		"pictures of the split train cannot":     {"imagefolder", all},
	} {
		cache := t.TempDir()
		_, err := Prepare(context.Background(), c.source, map[string]any{"path": files(t, c.files), "size": 4, "on_error": "skip"}, cache, nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
		if left, _ := filepath.Glob(filepath.Join(cache, "*[^k]")); len(left) > 0 {
			t.Errorf("%v were left", left)
		}
	}
}

func TestMixedSizesNeedASize(t *testing.T) {
	tf := transform{channels: colour, fit: fitCrop}
	if _, err := tf.shape(nil); err == nil {
		t.Error("pictures of any size have a shape")
	}
	_, err := Prepare(context.Background(), "imagefolder", map[string]any{"path": files(t, zoo()), "size": 4, "crop": 10}, t.TempDir(), nil)
	if err == nil || !strings.Contains(err.Error(), "8×8 pixels are less than crop: 10") {
		t.Errorf("error is %v", err)
	}
}

func TestLinksAreFollowedButDoNotLoop(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	dir, elsewhere := files(t, zoo()), files(t, map[string][]byte{"1.png": flat(4, 4, 1), "2.png": flat(4, 4, 2), "3.png": flat(4, 4, 3)})
	for from, to := range map[string]string{"cat/again": dir, "yak": elsewhere} {
		if err := os.Symlink(to, filepath.Join(dir, from)); err != nil {
			t.Fatal(err)
		}
	}
	p := mustPrepare(t, "imagefolder", map[string]any{"path": dir, "size": 4}, t.TempDir())
	if n := counted(p); n[0]+n[1]+n[2] != 33 || !slices.Contains(p.Header(data.Train).Classes, "yak") {
		t.Errorf("%v rows of %v", n, p.Header(data.Train).Classes)
	}
}

package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gander/core/media"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// cifarSource is the binary files of CIFAR-10 and CIFAR-100: records of a label,
// or of a coarse and a fine one, and the red, green and blue planes of 32×32
// pixels.
type cifarSource struct{}

var cifarOptions = pictureOptions{channels: asTheyAre, classes: true}

const (
	optionLabels = "labels"
	labelsFine   = "fine"
	labelsCoarse = "coarse"

	cifarSide  = 32
	cifarPlane = cifarSide * cifarSide
)

func (cifarSource) About() About {
	return About{
		Name:    "cifar",
		Summary: "CIFAR-10 or CIFAR-100 in their binary form: a folder of .bin files or the .tar.gz",
		Version: "1",
		Kind:    data.KindImage,
		Tasks:   []variant.Task{variant.Image, variant.LabelToImage, variant.DomainToDomain},
		Options: append([]variant.ParamSpec{pathOption("folder of the .bin files, or the .tar.gz")}, cifarOptions.with(cifarOwn()...)...),
	}
}

func cifarOwn() []variant.ParamSpec {
	return []variant.ParamSpec{{Name: optionLabels, Kind: variant.String, Default: labelsFine, Choices: []string{labelsFine, labelsCoarse},
		Doc: "of CIFAR-100: its 100 classes or its 20 superclasses"}}
}

func (cifarSource) Check(p variant.Params) []*variant.ParamError { return cifarOptions.check(p) }

func (cifarSource) Open(_ context.Context, p variant.Params) (Reading, error) {
	place := p.String(optionPath)
	fingerprint, err := cifarFingerprint(place)
	if err != nil {
		return Reading{}, err
	}
	h := data.Header{Name: "cifar", Source: fingerprint}
	return Reading{Fingerprint: fingerprint, Splits: func(ctx context.Context) ([]Split, error) {
		c, err := openCIFAR(place, p.String(optionLabels))
		if err != nil {
			return nil, err
		}
		return c.reading(ctx, h, p)
	}}, nil
}

func cifarFingerprint(place string) (string, error) {
	info, err := os.Stat(place)
	if err != nil {
		return "", err
	}
	dir, names := place, []string(nil)
	if !info.IsDir() {
		dir, names = filepath.Dir(place), []string{filepath.Base(place)}
	}
	t, err := openTree(dir)
	if err != nil {
		return "", err
	}
	if names == nil {
		all, err := t.files(".")
		if err != nil {
			return "", err
		}
		names = slices.DeleteFunc(all, func(name string) bool { return !ofCIFAR(name) })
	}
	return t.fingerprint(names)
}

// ofCIFAR tells the files that hold records or names from those that do not.
func ofCIFAR(name string) bool {
	return strings.HasSuffix(name, ".bin") || strings.HasSuffix(name, "meta.txt") || strings.HasSuffix(name, "label_names.txt")
}

// openCIFAR finds the records of a folder or a packed archive.
func openCIFAR(place, labels string) (collection, error) {
	info, err := os.Stat(place)
	if err != nil {
		return collection{}, err
	}
	if !info.IsDir() {
		files, err := unpackTar(place)
		if err != nil {
			return collection{}, fmt.Errorf("%s: %w", place, err)
		}
		return cifarCollection(place, files, labels)
	}
	t, err := openTree(place)
	if err != nil {
		return collection{}, err
	}
	names, err := t.files(".")
	if err != nil {
		return collection{}, err
	}
	files := map[string]opener{}
	for _, name := range names {
		if ofCIFAR(name) {
			files[path.Base(name)] = func() (fs.File, error) { return t.Open(name) }
		}
	}
	return cifarCollection(place, files, labels)
}

// cifarCollection puts the files of either dataset together.
func cifarCollection(place string, files map[string]opener, labels string) (collection, error) {
	names, head, label := []string{"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"}, 1, 0
	meta := "batches.meta.txt"
	if files["train.bin"] != nil {
		names, head, label, meta = []string{"train.bin", "test.bin"}, 2, 1, "fine_label_names.txt"
		if labels == labelsCoarse {
			label, meta = 0, "coarse_label_names.txt"
		}
	}
	c := collection{shape: []int{cifarSide, cifarSide, 3}}
	var tables []table
	for _, name := range names {
		if files[name] == nil {
			return collection{}, fmt.Errorf("%s has no %s", place, name)
		}
		t, err := cifarTable(name, files[name], head)
		if err != nil {
			return collection{}, err
		}
		split := data.Train
		if strings.HasPrefix(name, "test") {
			split = data.Test
		}
		for record, err := range t.each() {
			if err != nil {
				return collection{}, err
			}
			c.items = append(c.items, item{at: len(c.items), split: split, class: int(record[label])})
		}
		tables = append(tables, t)
	}
	words, err := cifarNames(files[meta])
	c.name(words)
	c.pictures = inTables(tables)
	return c, err
}

func cifarTable(name string, open opener, head int) (table, error) {
	f, err := open()
	if err != nil {
		return table{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return table{}, err
	}
	record := head + 3*cifarPlane
	if info.Size() == 0 || info.Size()%int64(record) != 0 {
		return table{}, fmt.Errorf("%s: %d bytes are no whole number of records of %d", name, info.Size(), record)
	}
	return table{
		name: name, n: int(info.Size() / int64(record)), record: record,
		open:   func() (io.ReadCloser, error) { return open() },
		decode: func(b []byte) (media.Image, error) { return interleave(b[head:], cifarSide, cifarSide), nil },
	}, nil
}

// interleave makes a picture of a red, a green and a blue plane.
func interleave(planes []byte, h, w int) media.Image {
	m := media.New(h, w, 3)
	for i := range h * w {
		m.Pix[3*i], m.Pix[3*i+1], m.Pix[3*i+2] = planes[i], planes[h*w+i], planes[2*h*w+i]
	}
	return m
}

// cifarNames reads one name a line; numbers serve where there are none.
func cifarNames(open opener) ([]string, error) {
	if open == nil {
		return nil, nil
	}
	f, err := open()
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, 1<<16))
	return strings.Fields(string(text)), errors.Join(err, f.Close())
}

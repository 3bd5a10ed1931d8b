package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gander/core/dataset/internal/npy"
	"gander/core/media"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// npySource is pictures or points in NumPy's files.
type npySource struct{}

var npyOptions = pictureOptions{channels: asTheyAre, classes: true}

const (
	optionArray  = "array"
	optionTruth  = "labels"
	optionLayout = "layout"
	optionValues = "values"

	layoutAuto = "auto"
	layoutNHWC = "nhwc"
	layoutNCHW = "nchw"

	valuesByte   = "byte"
	valuesUnit   = "unit"
	valuesSigned = "signed"
)

func (npySource) About() About {
	return About{
		Name:    "npy",
		Summary: "an array of pictures or points: .npy with labels in another .npy, or .npz with both",
		Version: "1",
		Kind:    data.KindImage,
		Tasks:   []variant.Task{variant.Image, variant.LabelToImage, variant.DomainToDomain, variant.Points},
		Options: append([]variant.ParamSpec{pathOption(".npy or .npz file"),
			{Name: optionArray, Kind: variant.String, Default: "", Doc: "name of the array of an .npz; empty finds images, x_train, train_images and the like"},
			{Name: optionTruth, Kind: variant.String, Default: "", Doc: "labels: an .npy beside an .npy, an array of an .npz; empty finds labels, y_train, train_labels and the like"},
			{Name: optionLayout, Kind: variant.String, Default: layoutAuto, Choices: []string{layoutAuto, layoutNHWC, layoutNCHW},
				Doc: "order of the dimensions of colour pictures"},
			{Name: optionValues, Kind: variant.String, Default: valuesByte, Choices: []string{valuesByte, valuesUnit, valuesSigned},
				Doc: "range of the numbers of pictures: 0 to 255, 0 to 1 or -1 to 1"},
		}, npyOptions.with()...),
	}
}

func (npySource) Check(p variant.Params) []*variant.ParamError { return npyOptions.check(p) }

func (npySource) Open(_ context.Context, p variant.Params) (Reading, error) {
	place := p.String(optionPath)
	t, arrays, files, err := openArrays(place, p.String(optionArray), p.String(optionTruth))
	if err != nil {
		return Reading{}, err
	}
	fingerprint, err := t.fingerprint(files)
	if err != nil {
		return Reading{}, errors.Join(err, t.close())
	}
	h := data.Header{Name: "npy", Source: fingerprint}
	return Reading{Fingerprint: fingerprint, Close: t.close, Splits: func(ctx context.Context) ([]Split, error) {
		splits, err := npySplits(ctx, t, arrays, h, p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", place, err)
		}
		return splits, nil
	}}, nil
}

// arrayPair is the arrays of one split; split is empty where the seed divides.
type arrayPair struct{ split, rows, labels string }

// openArrays finds the arrays, in a tree whose files they are.
func openArrays(place, rows, labels string) (t tree, pairs []arrayPair, files []string, err error) {
	if strings.EqualFold(filepath.Ext(place), ".npy") {
		t, err = openTree(filepath.Dir(place))
		pairs = []arrayPair{{rows: filepath.Base(place), labels: labels}}
	} else {
		if t, err = openTree(place); err == nil {
			files, err = t.files(".")
		}
		if err == nil {
			pairs, err = namedArrays(files, rows, labels)
		}
	}
	if err != nil {
		return t, nil, nil, fmt.Errorf("%s: %w", place, err)
	}
	files = nil
	for _, p := range pairs {
		if files = append(files, p.rows); p.labels != "" {
			files = append(files, p.labels)
		}
	}
	return t, pairs, files, nil
}

// usualNames are what arrays are called, by split: rows, labels.
var usualNames = map[string][][2]string{
	data.Train:      {{"x_train", "y_train"}, {"train_images", "train_labels"}},
	data.Validation: {{"x_val", "y_val"}, {"val_images", "val_labels"}},
	data.Test:       {{"x_test", "y_test"}, {"test_images", "test_labels"}},
	"":              {{"images", "labels"}, {"x", "y"}, {"X", "y"}, {"data", "labels"}, {"samples", "labels"}, {"arr_0", "arr_1"}},
}

// namedArrays chooses among the arrays of an archive.
func namedArrays(files []string, rows, labels string) ([]arrayPair, error) {
	has := func(name string) string {
		if name != "" && slices.Contains(files, name+".npy") {
			return name + ".npy"
		}
		return ""
	}
	if rows != "" {
		if has(rows) == "" || labels != "" && has(labels) == "" {
			return nil, fmt.Errorf("it has no array %s; it has %s", quoted([]string{rows, labels}), quoted(files))
		}
		return []arrayPair{{rows: has(rows), labels: has(labels)}}, nil
	}
	var pairs []arrayPair
	for _, split := range append(splitNames, "") {
		for _, names := range usualNames[split] {
			if has(names[0]) != "" && (split != "" || pairs == nil) {
				pairs = append(pairs, arrayPair{split, has(names[0]), has(names[1])})
			}
		}
	}
	if len(pairs) == 0 {
		return nil, fmt.Errorf("choose its array by %s: it has %s", optionArray, quoted(files))
	}
	return pairs, nil
}

// array is an open .npy file, behind its header.
func (t tree) array(name string) (npy.Header, io.ReadCloser, error) {
	f, err := t.Open(name)
	if err != nil {
		return npy.Header{}, nil, fmt.Errorf("open array: %w", err)
	}
	h, err := npy.ReadHeader(f)
	if err == nil {
		err = checkArray(f, h)
	}
	if err != nil {
		return npy.Header{}, nil, errors.Join(fmt.Errorf("%s: %w", name, err), f.Close())
	}
	return h, f, nil
}

// checkArray holds the shape against the length that the folder or the archive
// gives the file.
func checkArray(f fs.File, h npy.Header) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	want := int64(h.Start) + int64(h.Rows())*int64(h.RowSize())*int64(h.Size)
	if info.Size() != want {
		return fmt.Errorf("%d bytes, where its shape %v asks for %d", info.Size(), h.Shape, want)
	}
	return checkRows(h.Rows())
}

func npySplits(ctx context.Context, t tree, pairs []arrayPair, h data.Header, p variant.Params) ([]Split, error) {
	var c collection
	var tables []table
	var first npy.Header
	for i, pair := range pairs {
		a, err := t.arrayTable(pair.rows)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = a.header
		} else if !slices.Equal(a.header.Shape[1:], first.Shape[1:]) {
			return nil, fmt.Errorf("%s has rows of %v, %s of %v", pairs[0].rows, first.Shape[1:], pair.rows, a.header.Shape[1:])
		}
		labels, err := t.arrayLabels(pair.labels, a.n)
		if err != nil {
			return nil, err
		}
		for j := range a.n {
			it := item{name: fmt.Sprintf("%s, row %d", strings.TrimSuffix(path.Base(pair.rows), ".npy"), j), at: len(c.items), split: pair.split}
			if labels != nil {
				it.class = labels[j]
			}
			c.items = append(c.items, it)
		}
		tables = append(tables, a.table)
	}
	if pairs[0].labels != "" {
		c.name(nil)
	}
	if first.Kind == 'f' && len(first.Shape) == 2 {
		return c.points(first, tables, h, p)
	}
	pixels, err := newPixels(first, p.String(optionLayout), p.String(optionValues))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", pairs[0].rows, err)
	}
	for i := range tables {
		tables[i].decode = pixels.decode
	}
	c.shape, c.pictures = []int{pixels.h, pixels.w, pixels.c}, inTables(tables)
	return c.reading(ctx, h, p)
}

// arrayTable is the rows of an array.
type arrayTable struct {
	table
	header npy.Header
}

func (t tree) arrayTable(name string) (arrayTable, error) {
	h, f, err := t.array(name)
	if err != nil {
		return arrayTable{}, err
	}
	if len(h.Shape) < 2 || h.RowSize() > 1<<26 {
		return arrayTable{}, errors.Join(fmt.Errorf("%s: shape %v is not rows of pictures or points", name, h.Shape), f.Close())
	}
	rows := table{name: name, n: h.Rows(), record: h.RowSize() * h.Size, open: func() (io.ReadCloser, error) {
		_, f, err := t.array(name)
		return f, err
	}}
	return arrayTable{rows, h}, f.Close()
}

// arrayLabels reads n whole numbers, (n) or (n, 1); nil without a name.
func (t tree) arrayLabels(name string, n int) ([]int, error) {
	if name == "" {
		return nil, nil
	}
	h, f, err := t.array(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // it was only read
	if h.Rows() != n || h.RowSize() != 1 || h.Kind == 'f' {
		return nil, fmt.Errorf("%s: shape %v is not a whole number for each of %d rows", name, h.Shape, n)
	}
	b, err := io.ReadAll(io.LimitReader(f, int64(n*h.Size)))
	if err != nil || len(b) < n*h.Size {
		return nil, errors.Join(fmt.Errorf("%s: it ends within its numbers", name), err)
	}
	labels := make([]int, n)
	for i := range labels {
		v := h.Int(b[i*h.Size:])
		if v < 0 || v > math.MaxUint16 {
			return nil, fmt.Errorf("%s: row %d is %d, not between 0 and %d", name, i, v, math.MaxUint16)
		}
		labels[i] = int(v)
	}
	return labels, nil
}

// points are rows of floats as they are.
func (c collection) points(a npy.Header, tables []table, h data.Header, p variant.Params) ([]Split, error) {
	h.Kind, h.DType, h.Shape, h.Classes = data.KindPoint, data.F32, a.Shape[1:], c.classes
	c, err := c.choose(p)
	if err != nil {
		return nil, err
	}
	h.Classes = c.classes
	divided, err := c.divide(newDivision(p))
	if err != nil {
		return nil, err
	}
	var splits []Split
	for _, name := range splitNames {
		h.Split, h.Rows = name, len(divided[name])
		splits = append(splits, Split{Header: h, Rows: h.Rows, Samples: pointsOf(a, tables, divided[name])})
	}
	return splits, nil
}

func pointsOf(a npy.Header, tables []table, items []item) func(func(data.Sample, error) bool) {
	for i := range tables {
		tables[i].decode = func(b []byte) (media.Image, error) { return media.Image{Pix: b}, nil }
	}
	return func(yield func(data.Sample, error) bool) {
		for pic, err := range inTables(tables)(context.Background(), items) {
			var s data.Sample
			if err == nil {
				s, err = point(a, pic)
			}
			if !yield(s, err) {
				return
			}
		}
	}
}

// point reads one row of finite numbers.
func point(a npy.Header, pic picture) (data.Sample, error) {
	raw, err := pic.read()
	if err != nil {
		return data.Sample{}, err
	}
	v := make([]float32, a.RowSize())
	for i := range v {
		v[i] = float32(a.Float(raw.Pix[i*a.Size:]))
		if d := float64(v[i]); math.IsNaN(d) || math.IsInf(d, 0) {
			return data.Sample{}, fmt.Errorf("%s has the coordinate %v", pic.item.name, d)
		}
	}
	return data.Sample{Point: v, Label: pic.item.class}, nil
}

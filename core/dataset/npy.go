package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"

	"gander/core/dataset/internal/npy"
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
			it := item{at: len(c.items), split: pair.split}
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
	if len(h.Shape) < 2 || h.RowSize() > maxRecord/h.Size {
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

package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"gander/core/dataset/internal/idx"
	"gander/core/media"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// idxSource is the files of MNIST and its kin: pictures and labels in files of
// their own, for training and for the test, packed with gzip or not.
type idxSource struct{}

var idxOptions = pictureOptions{channels: asTheyAre, classes: true}

const (
	optionTransposed = "transposed"
	optionPart       = "part"
)

func (idxSource) About() About {
	return About{
		Name:    "idx",
		Summary: "a folder of IDX files, as MNIST's: train-images-idx3-ubyte and so on, .gz or not",
		Version: "1",
		Kind:    data.KindImage,
		Tasks:   []variant.Task{variant.Image, variant.LabelToImage, variant.DomainToDomain},
		Options: append([]variant.ParamSpec{pathOption("folder of the files")}, idxOptions.with(idxOwn()...)...),
	}
}

// idxOwn are options that only IDX files have.
func idxOwn() []variant.ParamSpec {
	return []variant.ParamSpec{
		{Name: optionTransposed, Kind: variant.Bool, Default: false, Doc: "pictures are stored column by column, as EMNIST's are"},
		{Name: optionPart, Kind: variant.String, Default: "", Doc: "part of the names of the files, where a folder has several sets: letters, digits"},
	}
}

// pathOption must be given.
func pathOption(doc string) variant.ParamSpec {
	return variant.ParamSpec{Name: optionPath, Kind: variant.String, Doc: doc}
}

func (idxSource) Check(p variant.Params) []*variant.ParamError { return idxOptions.check(p) }

func (idxSource) Open(_ context.Context, p variant.Params) (Reading, error) {
	t, err := openTree(p.String(optionPath))
	if err != nil {
		return Reading{}, err
	}
	pairs, err := idxPairs(t, p.String(optionPart))
	if err != nil {
		return Reading{}, errors.Join(err, t.close())
	}
	var names []string
	for _, pair := range pairs {
		names = append(names, pair.images, pair.labels)
	}
	fingerprint, err := t.fingerprint(names)
	if err != nil {
		return Reading{}, errors.Join(err, t.close())
	}
	h := data.Header{Name: "idx", Source: fingerprint}
	return Reading{Fingerprint: fingerprint, Close: t.close, Splits: func(ctx context.Context) ([]Split, error) {
		c, err := idxCollection(t, pairs, p.Bool(optionTransposed), nil)
		if err != nil {
			return nil, err
		}
		return c.reading(ctx, h, p)
	}}, nil
}

// idxCollection reads headers and labels. names are those of the classes, nil for
// numbers.
func idxCollection(t tree, pairs []idxPair, transposed bool, names []string) (collection, error) {
	var c collection
	var tables []table
	for _, pair := range pairs {
		images, shape, err := idxImages(t, pair.images, transposed)
		if err != nil {
			return collection{}, err
		}
		labels, err := idxLabels(t, pair.labels, images.n)
		if err != nil {
			return collection{}, err
		}
		if c.shape != nil && !slices.Equal(shape, c.shape) {
			return collection{}, fmt.Errorf("%s has pictures of %v, another file %v", pair.images, shape, c.shape)
		}
		c.shape = shape
		for _, label := range labels {
			c.items = append(c.items, item{at: len(c.items), split: pair.split, class: int(label)})
		}
		tables = append(tables, images)
	}
	c.name(names)
	c.pictures = inTables(tables)
	return c, nil
}

// name gives the classes their names and leaves out numbers that nothing bears,
// such as the 0 of EMNIST's letters.
func (c *collection) name(names []string) {
	used := map[int]bool{}
	for _, it := range c.items {
		used[it.class] = true
	}
	place := map[int]int{}
	for class := range len(used) + 256 {
		if !used[class] {
			continue
		}
		place[class] = len(c.classes)
		if class < len(names) {
			c.classes = append(c.classes, names[class])
		} else {
			c.classes = append(c.classes, strconv.Itoa(class))
		}
	}
	for i, it := range c.items {
		c.items[i].class = place[it.class]
	}
}

// idxHeader opens a file, reads its header and gives the reader behind it.
func idxHeader(t tree, name string, dims int) ([]int, io.ReadCloser, error) {
	r, err := unzipped(func() (io.ReadCloser, error) { return t.Open(name) })
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	d, err := idx.ReadHeader(r)
	if err == nil && len(d) != dims {
		err = fmt.Errorf("its dimensions are %v, want %d of them", d, dims)
	}
	if err == nil {
		err = checkLength(t, name, d)
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", name, err), r.Close())
	}
	return d, r, nil
}

// checkLength holds the dimensions against the length of the file, before
// anything is allocated for them. A packed file cannot hold more than 1032 times
// its length.
func checkLength(t tree, name string, dims []int) error {
	info, err := fs.Stat(t, name)
	if err != nil {
		return err
	}
	want := int64(4 + 4*len(dims))
	body := int64(1)
	for _, d := range dims {
		body *= int64(d)
	}
	want += body
	const deflate = 1032 // the most that its codes can stand for
	packed := strings.HasSuffix(name, ".gz")
	if packed && want > info.Size()*deflate || !packed && want != info.Size() {
		return fmt.Errorf("%d bytes, where its dimensions %v ask for %d", info.Size(), dims, want)
	}
	return checkRows(dims[0])
}

func idxImages(t tree, name string, transposed bool) (table, []int, error) {
	d, r, err := idxHeader(t, name, 3)
	if err != nil {
		return table{}, nil, err
	}
	h, w := d[1], d[2]
	if h > maxRecord/w {
		return table{}, nil, errors.Join(fmt.Errorf("%s: pictures of %d×%d pixels are more than %d", name, w, h, maxRecord), r.Close())
	}
	if transposed {
		h, w = w, h
	}
	images := table{
		name: name, n: d[0], record: h * w,
		open: func() (io.ReadCloser, error) {
			_, r, err := idxHeader(t, name, 3)
			return r, err
		},
		decode: func(b []byte) (media.Image, error) {
			m := media.Image{H: h, W: w, C: 1, Pix: b}
			if transposed {
				m = transpose(m)
			}
			return m, nil
		},
	}
	return images, []int{h, w, 1}, r.Close()
}

// transpose turns columns into rows: m holds W rows of H pixels.
func transpose(m media.Image) media.Image {
	out := media.New(m.H, m.W, 1)
	for y := range m.H {
		for x := range m.W {
			out.Pix[y*m.W+x] = m.Pix[x*m.H+y]
		}
	}
	return out
}

func idxLabels(t tree, name string, n int) ([]byte, error) {
	d, r, err := idxHeader(t, name, 1)
	if err != nil {
		return nil, err
	}
	defer r.Close() // it was only read
	if d[0] != n {
		return nil, fmt.Errorf("%s has %d labels for %d pictures", name, d[0], n)
	}
	labels := make([]byte, n)
	if _, err := io.ReadFull(r, labels); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return labels, nil
}

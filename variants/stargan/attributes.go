package stargan

import (
	"fmt"
	"slices"
	"strings"

	"gander/core/nn"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
	"gander/variants/internal/gan"
)

// A partial is one dataset with what it knows of the attributes.
type partial struct {
	variant.Dataset
	column []int // in the dataset of each attribute, -1 for one that it does not know
}

// A vocabulary is the attributes that are learnt and the datasets that know
// them. What the generator is asked for is a vector of all attributes, 0 or 1,
// with 0 for unknown ones; where there are several datasets, a one-hot mask
// follows that says which one's attributes count (Choi et al. 2018, equation 7).
type vocabulary struct {
	attributes []string
	datasets   []partial
}

// newVocabulary finds the attributes in the datasets; names nil takes all that
// any of them knows.
func newVocabulary(d []variant.Dataset, names []string) (vocabulary, error) {
	var all []string
	for _, dataset := range d {
		for _, name := range dataset.Header.Attributes {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	if len(names) == 0 {
		names = all
	}
	for i, name := range names {
		if !slices.Contains(all, name) {
			return vocabulary{}, gan.Unsupported("no attribute %s in the data; there are: %s", name, strings.Join(all, ", "))
		}
		if slices.Contains(names[:i], name) {
			return vocabulary{}, gan.Unsupported("attribute %s is given twice", name)
		}
	}
	v := vocabulary{attributes: names}
	for _, dataset := range d {
		p := partial{Dataset: dataset}
		for _, name := range names {
			p.column = append(p.column, slices.Index(dataset.Header.Attributes, name))
		}
		if !slices.ContainsFunc(p.column, func(c int) bool { return c >= 0 }) {
			return vocabulary{}, gan.Unsupported("dataset %s knows none of the attributes; stargan learns to change at least one", dataset.Name)
		}
		v.datasets = append(v.datasets, p)
	}
	return v, nil
}

// width is the length of what the generator is asked for.
func (v vocabulary) width() int {
	if len(v.datasets) == 1 {
		return len(v.attributes)
	}
	return len(v.attributes) + len(v.datasets)
}

// write puts a row's attributes, as dataset number d holds them, into dst.
func write[T uint8 | float32](v vocabulary, dst []float32, d int, attributes []T) {
	for j, column := range v.datasets[d].column {
		if column >= 0 {
			dst[j] = float32(attributes[column])
		}
	}
	if len(v.datasets) > 1 {
		dst[len(v.attributes)+d] = 1
	}
}

// own draws the attributes of the images of dataset number d.
func (v vocabulary) own(d int, s *gan.Stream) nn.Source {
	return s.Facts(func(dst []float32, f *data.File, row int) { write(v, dst, d, f.Attributes(row)) })
}

// known draws 1 for attributes that dataset number d knows and 0 for others.
func (v vocabulary) known(d int) nn.Source {
	column := v.datasets[d].column
	return func(dst []float32, _ uint64) error {
		for i := range dst {
			dst[i] = 0
			if column[i%len(column)] >= 0 {
				dst[i] = 1
			}
		}
		return nil
	}
}

// asked are the attributes that rows ask for, which are those of the first
// dataset.
func (v vocabulary) asked(rows []variant.Row) ([]float32, error) {
	c := make([]float32, len(rows)*v.width())
	want := len(v.datasets[0].Header.Attributes)
	for i, row := range rows {
		if len(row.Attributes) != want {
			return nil, fmt.Errorf("row %d asks for %d attributes, dataset %s has %d", i, len(row.Attributes), v.datasets[0].Name, want)
		}
		write(v, c[i*v.width():(i+1)*v.width()], 0, row.Attributes)
	}
	return c, nil
}

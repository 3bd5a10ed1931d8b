package dataset

import (
	"context"
	"errors"
	"iter"

	"gander/core/media"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A collection is what a source of pictures holds, before options choose from it
// and bring it to size.
type collection struct {
	classes    []string
	attributes []string
	domains    []string // of the source's own
	items      []item
	shape      []int // {H, W, C} of all pictures, nil where they differ
	// several says that an item may hold any number of pictures: a clip.
	several bool
	clips   int // how many, if there are any
	// pictures yields those of some items, in their order. An error of reading is
	// that of one picture; an error of the sequence ends it.
	pictures func(context.Context, []item) iter.Seq2[picture, error]
}

// An item is what one row, or several, will come from.
type item struct {
	name       string // for a person: the file; empty for the rows of a table
	at         int    // for the source: where it is
	split      string // its own, or empty where the seed decides
	class      int
	domain     int
	attributes []uint8
}

// A picture is one row that has not been read yet.
type picture struct {
	item item
	read func() (media.Image, error) // on any goroutine
}

// reading chooses from the collection as the options have it.
func (c collection) reading(ctx context.Context, h data.Header, p variant.Params) ([]Split, error) {
	h.Kind, h.DType = data.KindImage, data.U8
	c, err := c.choose(p)
	if err != nil {
		return nil, err
	}
	t := newTransform(p)
	if h.Shape, err = t.shape(c.shape); err != nil {
		return nil, err
	}
	h.Transform = t.String()
	h.Classes, h.Attributes, h.Domains = c.classes, c.attributes, c.domains
	divided, err := c.divide(newDivision(p))
	if err != nil {
		return nil, err
	}
	var splits []Split
	for _, name := range splitNames {
		splits = append(splits, c.split(ctx, h, name, divided[name], t, p))
	}
	return splits, nil
}

var splitNames = []string{data.Train, data.Validation, data.Test}

func (c collection) split(ctx context.Context, h data.Header, name string, items []item, t transform, p variant.Params) Split {
	h.Split, h.Rows = name, len(items)
	if name == data.Train {
		h.Augment = augmentation(p)
	}
	s := Split{Header: h, Rows: len(items), Skip: p[optionOnError] == onErrorSkip}
	if c.several {
		s.Rows = 0
		if name != data.Train { // learners have no use for it
			s.Header.Clips = c.clips
		}
	}
	if c.several || s.Skip {
		s.Header.Rows = 0 // known only when all is read
	}
	s.Samples = inOrder(c.pictures(ctx, items), func(pic picture) (data.Sample, error) {
		return sample(pic, t, h.Shape)
	})
	return s
}

// sample reads a picture and brings it to size.
func sample(pic picture, t transform, shape []int) (data.Sample, error) {
	m, err := pic.read()
	if err == nil {
		m, err = t.apply(m, shape)
	}
	if err != nil {
		return data.Sample{}, &Unreadable{Name: pic.item.name, Err: err}
	}
	return data.Sample{Pixels: m.Pix, Label: pic.item.class, Attributes: pic.item.attributes, Domain: pic.item.domain, Clip: pic.item.at}, nil
}

// An Unreadable is one picture that cannot be used.
type Unreadable struct {
	Name string // the file, or the picture's number in one
	Err  error
}

func (u *Unreadable) Error() string { return u.Name + ": " + u.Err.Error() }

func (u *Unreadable) Unwrap() error { return u.Err }

// unreadable tells an error of one picture from one that ends everything.
func unreadable(err error) (*Unreadable, bool) {
	var u *Unreadable
	ok := errors.As(err, &u)
	return u, ok
}

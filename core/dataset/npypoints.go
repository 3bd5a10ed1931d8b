package dataset

import (
	"context"
	"fmt"
	"math"

	"gander/core/dataset/internal/npy"
	"gander/core/media"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

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

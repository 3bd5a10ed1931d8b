package bench

import (
	"path/filepath"

	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// Synthetic writes a dataset of noise into dir.
func Synthetic(dir string, h data.Header) (variant.Dataset, error) {
	path := filepath.Join(dir, h.Name)
	stream := num.NewStream(1, "bench")
	pixels, drawn := make([]byte, h.RowSize()), uint64(0)
	next := func(below int) byte {
		drawn++
		return byte(stream.Float64(drawn) * float64(below))
	}
	written, err := data.Write(path, h, func(yield func(data.Sample, error) bool) {
		for i := range h.Rows {
			for j := range pixels {
				pixels[j] = next(256)
			}
			s := data.Sample{Pixels: pixels}
			for range h.Attributes {
				s.Attributes = append(s.Attributes, next(2))
			}
			if n := len(h.Domains); n > 0 {
				s.Domain = i % n
			}
			if !yield(s, nil) {
				return
			}
		}
	})
	return variant.Dataset{Name: h.Name, Header: written, Path: path}, err
}

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
	pixels, point, drawn := make([]byte, h.RowSize()), make([]float32, 2), uint64(0)
	next := func(below int) byte {
		drawn++
		return byte(stream.Float64(drawn) * float64(below))
	}
	written, err := data.Write(path, h, func(yield func(data.Sample, error) bool) {
		for i := range h.Rows {
			s := data.Sample{Pixels: pixels}
			if h.Kind == data.KindPoint {
				s = data.Sample{Point: point}
			}
			for j := range s.Pixels {
				s.Pixels[j] = next(256)
			}
			for j := range s.Point {
				s.Point[j] = float32(next(256))/128 - 1
			}
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

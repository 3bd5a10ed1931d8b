package parity

import (
	"path/filepath"
	"testing"

	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// images is a dataset of noise, of which everything is known by chance: three
// classes, two domains and the given attributes.
func images(t testing.TB, name string, side, channels int, attributes ...string) variant.Dataset {
	h := data.Header{
		Name: name, Split: data.Train, Kind: data.KindImage, DType: data.U8, Shape: []int{side, side, channels}, Rows: 96,
		Classes: []string{"none", "some", "all"}, Domains: []string{"left", "right"}, Attributes: attributes,
	}
	s := num.NewStream(1, name)
	k := uint64(0)
	chance := func(n int) int {
		k++
		return int(s.Float64(k) * float64(n))
	}
	return write(t, h, func() data.Sample {
		row := data.Sample{Label: chance(3), Domain: chance(2)}
		for range attributes {
			row.Attributes = append(row.Attributes, uint8(chance(2)))
		}
		for range h.RowSize() {
			row.Pixels = append(row.Pixels, byte(chance(256)))
		}
		return row
	})
}

// points is a dataset of normal points in the plane.
func points(t testing.TB) variant.Dataset {
	h := data.Header{Name: "points", Split: data.Train, Kind: data.KindPoint, DType: data.F32, Shape: []int{2}, Rows: 96}
	s := num.NewStream(1, "points")
	k := uint64(0)
	return write(t, h, func() data.Sample {
		k += 2
		return data.Sample{Point: []float32{float32(s.Normal(k)), float32(s.Normal(k + 1))}}
	})
}

func write(t testing.TB, h data.Header, row func() data.Sample) variant.Dataset {
	t.Helper()
	path := filepath.Join(t.TempDir(), h.Name)
	written, err := data.Write(path, h, func(yield func(data.Sample, error) bool) {
		for range h.Rows {
			if !yield(row(), nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return variant.Dataset{Name: h.Name, Header: written, Path: path}
}

// one makes datasets of a single one.
func one(make func(t testing.TB) variant.Dataset) func(testing.TB) []variant.Dataset {
	return func(t testing.TB) []variant.Dataset { return []variant.Dataset{make(t)} }
}

// ofSide is one dataset of images of so many pixels along each side.
func ofSide(side, channels int, attributes ...string) func(testing.TB) []variant.Dataset {
	return one(func(t testing.TB) variant.Dataset { return images(t, "noise", side, channels, attributes...) })
}

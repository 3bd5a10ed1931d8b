// Package gantest holds the checks that every variant passes, and the small
// datasets that they are made on.
package gantest

import (
	"iter"
	"math"
	"path/filepath"
	"testing"

	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// Ring is a dataset of eight Gaussians on the unit circle.
func Ring(t testing.TB) variant.Dataset {
	t.Helper()
	h := data.Header{Name: "ring", Split: data.Train, Kind: data.KindPoint, DType: data.F32, Shape: []int{2}, Rows: 4000, ModeStd: 0.02}
	for k := range 8 {
		sin, cos := num.Sincos(2 * math.Pi * float64(k) / 8)
		h.Modes = append(h.Modes, []float64{cos, sin})
	}
	s := num.NewStream(1, "ring")
	return write(t, h, func(i int) data.Sample {
		mode := h.Modes[i%8]
		return data.Sample{Point: []float32{
			float32(mode[0] + float64(h.ModeStd*s.Normal(uint64(2*i)))),
			float32(mode[1] + float64(h.ModeStd*s.Normal(uint64(2*i+1)))),
		}}
	})
}

// Squares is a dataset of images with a bright square at a random place.
func Squares(t testing.TB, height, width, channels int) variant.Dataset {
	t.Helper()
	h := data.Header{Name: "squares", Split: data.Train, Kind: data.KindImage, DType: data.U8, Shape: []int{height, width, channels}, Rows: 64}
	s := num.NewStream(2, "squares")
	return write(t, h, func(i int) data.Sample {
		top, left := int(s.Float64(uint64(2*i))*float64(height/2)), int(s.Float64(uint64(2*i+1))*float64(width/2))
		pixels := make([]byte, height*width*channels)
		for y := top; y < top+height/2; y++ {
			for x := left * channels; x < (left+width/2)*channels; x++ {
				pixels[y*width*channels+x] = 255
			}
		}
		return data.Sample{Pixels: pixels}
	})
}

func write(t testing.TB, h data.Header, row func(i int) data.Sample) variant.Dataset {
	t.Helper()
	path := filepath.Join(t.TempDir(), h.Name)
	var rows iter.Seq2[data.Sample, error] = func(yield func(data.Sample, error) bool) {
		for i := range h.Rows {
			if !yield(row(i), nil) {
				return
			}
		}
	}
	written, err := data.Write(path, h, rows)
	if err != nil {
		t.Fatal(err)
	}
	return variant.Dataset{Name: h.Name, Header: written, Path: path}
}

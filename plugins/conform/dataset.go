package conform

import (
	"fmt"
	"iter"
	"math"
	"path/filepath"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
	pb "gander/plugins/variantpb"

	"encoding/json"
)

// side is the side of an image: the smallest that DCGAN's rule of networks
// takes. rows is the length of a dataset: some batches.
const (
	side = 16
	rows = 64
)

// A tiny is a small prepared dataset.
type tiny struct {
	data.Header
	path string
}

// writeImages makes a dataset with all that an image may have: classes,
// attributes and domains.
func writeImages(dir string) (tiny, error) {
	h := data.Header{
		Name: "tiny-images", Split: data.Train, Kind: data.KindImage, DType: data.U8, Rows: rows, Shape: []int{side, side, 3},
		Classes: []string{"zero", "one", "two"}, Attributes: []string{"bright", "red"}, Domains: []string{"left", "right"},
	}
	return writeTiny(filepath.Join(dir, "images.gds"), h, func(i int) data.Sample {
		return data.Sample{Pixels: image(i), Label: i % 3, Attributes: []uint8{uint8(i % 2), uint8(i / 2 % 2)}, Domain: i % 2}
	})
}

// image is a slope whose direction and brightness depend on i.
func image(i int) []byte {
	pixels := make([]byte, 0, side*side*3)
	for y := range side {
		for x := range side {
			v := 5*x*(1+i%3) + 4*y*(1+i%5) + 60*(i%2)
			pixels = append(pixels, byte(min(v, 255)), byte(v/2%256), byte(40*(i/2%2)))
		}
	}
	return pixels
}

// writePoints makes a dataset of points on a circle.
func writePoints(dir string) (tiny, error) {
	h := data.Header{
		Name: "tiny-points", Split: data.Train, Kind: data.KindPoint, DType: data.F32, Rows: rows, Shape: []int{2},
	}
	return writeTiny(filepath.Join(dir, "points.gds"), h, func(i int) data.Sample {
		angle := 2 * math.Pi * float64(i) / rows
		return data.Sample{Point: []float32{float32(math.Cos(angle)), float32(math.Sin(angle))}}
	})
}

func writeTiny(path string, h data.Header, sample func(int) data.Sample) (tiny, error) {
	var samples iter.Seq2[data.Sample, error] = func(yield func(data.Sample, error) bool) {
		for i := range h.Rows {
			if !yield(sample(i), nil) {
				return
			}
		}
	}
	h, err := data.Write(path, h, samples)
	return tiny{h, path}, err
}

// message is the dataset as Open gets it; to sample, without its file.
func (d tiny) message(purpose variant.Purpose) (*pb.Dataset, error) {
	header, err := json.Marshal(d.Header)
	if err != nil {
		return nil, fmt.Errorf("header of %s: %w", d.Name, err)
	}
	m := &pb.Dataset{Name: "tiny", Header: string(header), Path: d.path}
	if purpose == variant.SampleOnly {
		m.Path = ""
	}
	return m, nil
}

// isImage tells whether a task makes images.
func isImage(t variant.Task) bool { return t != variant.Points }

// translates tells whether a task begins with an image.
func translates(t variant.Task) bool { return t == variant.DomainToDomain || t == variant.AttributeTo }

package dataset

import (
	"context"
	"fmt"
	"math"

	"gander/core/media"
	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// polygonSource is regular polygons, white on black, of any place, size and angle.
// Their class is the number of sides, so whether a picture is right can be counted.
type polygonSource struct{}

const (
	fewestSides = 3
	mostSides   = 8
)

// polygonClasses are the numbers of sides.
func polygonClasses() []string {
	var all []string
	for n := fewestSides; n <= mostSides; n++ {
		all = append(all, fmt.Sprint(n))
	}
	return all
}

func (polygonSource) About() About {
	return About{
		Name:    "polygons",
		Summary: "regular polygons of 3 to 8 sides, white on black; the class is the number of sides",
		Licence: formulaLicence,
		Version: "1",
		Kind:    data.KindImage,
		Tasks:   []variant.Task{variant.Image, variant.LabelToImage},
		Options: drawnOptions(32, polygonClasses()),
	}
}

// drawnOptions are those of pictures that are drawn, of which there are classes.
func drawnOptions(size int64, classes []string) []variant.ParamSpec {
	return append([]variant.ParamSpec{
		{Name: optionSize, Kind: variant.Int, Default: size, Min: variant.Bound(16), Max: variant.Bound(256), Doc: "height and width in pixels"},
		{Name: "rows", Kind: variant.Int, Default: int64(20000), Min: variant.Bound(10), Max: variant.Bound(1e7),
			Doc: "pictures to train on; validation and test have a tenth of them each"},
		{Name: "seed", Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(math.MaxInt32),
			Doc: "seed of the pictures, apart from the seeds of runs"},
		{Name: optionClasses, Kind: variant.List, Default: classes, Doc: "classes to draw, in this order"},
	}, augmenting()...)
}

func (polygonSource) Check(p variant.Params) []*variant.ParamError {
	return append(checkShift(p), checkNames(p, optionClasses, polygonClasses())...)
}

func (polygonSource) Open(_ context.Context, p variant.Params) (Reading, error) {
	size := p.Int(optionSize)
	classes, err := subset(optionClasses, p.List(optionClasses), polygonClasses())
	if err != nil {
		return Reading{}, err
	}
	h := data.Header{
		Name: "polygons", Licence: formulaLicence, Kind: data.KindImage, DType: data.U8, Shape: []int{size, size, 1}, Classes: p.List(optionClasses),
	}
	return drawn(h, p, func(s num.Stream, row uint64) data.Sample { return drawPolygon(s, row, size, classes) }), nil
}

// drawn is the reading of rows that are a pure function of their split's stream
// and their number.
func drawn(h data.Header, p variant.Params, draw func(num.Stream, uint64) data.Sample) Reading {
	var splits []Split
	for _, name := range splitNames {
		rows := p.Int("rows")
		if name != data.Train {
			rows = max(1, rows/10)
		}
		h.Split, h.Rows, h.Augment = name, rows, nil
		if name == data.Train {
			h.Augment = augmentation(p)
		}
		stream := num.NewStream(uint64(p.Int("seed")), h.Name, name)
		numbers := func(yield func(uint64, error) bool) {
			for i := range uint64(rows) {
				if !yield(i, nil) {
					return
				}
			}
		}
		splits = append(splits, Split{Header: h, Samples: inOrder(numbers, func(row uint64) (data.Sample, error) {
			return draw(stream, row), nil
		})})
	}
	return Reading{Splits: known(splits...)}
}

// drawsOfRow is how many numbers of its stream a row may take.
const drawsOfRow = 16

// A placement is where a shape lies, in pixels.
type placement struct{ x, y, radius, angle float64 }

// place draws a placement within a square of the given size: the radius uniform
// between two shares of the size, the centre such that all of it is to be seen.
func place(size int, least, most float64, next func() float64) placement {
	side := float64(size)
	p := placement{radius: float64(side * between(least, most, next()))}
	p.x = between(p.radius, side-p.radius, next())
	p.y = between(p.radius, side-p.radius, next())
	p.angle = float64(2 * math.Pi * next())
	return p
}

func between(a, b, u float64) float64 { return a + float64((b-a)*u) }

// draws gives the numbers of a row one after another.
func draws(s num.Stream, row uint64) func() float64 {
	k := row * drawsOfRow
	return func() float64 {
		k++
		return s.Float64(k - 1)
	}
}

// drawPolygon draws number row. The label counts among the classes, which are
// places in polygonClasses.
func drawPolygon(s num.Stream, row uint64, size int, classes []int) data.Sample {
	next := draws(s, row)
	label := int(next() * float64(len(classes)))
	m := media.New(size, size, 1)
	paint(m, coverage(size, place(size, 0.2, 0.4, next).polygon(fewestSides+classes[label], 1)), []byte{255})
	return data.Sample{Pixels: m.Pix, Label: label}
}

// polygon has n corners on the circle, those with odd numbers drawn in to a share
// of the radius: 1 is a regular polygon.
func (p placement) polygon(n int, odd float64) []vertex {
	outline := make([]vertex, n)
	for i := range outline {
		sin, cos := num.Sincos(p.angle + float64(2*math.Pi*float64(i)/float64(n)))
		radius := p.radius
		if i%2 == 1 {
			radius = float64(radius * odd)
		}
		outline[i] = vertex{
			int(math.Floor(float64((p.x + float64(radius*cos)) * vertexUnit))),
			int(math.Floor(float64((p.y + float64(radius*sin)) * vertexUnit))),
		}
	}
	return outline
}

package dataset

import (
	"context"
	"errors"
	"slices"

	"gander/core/media"
	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// shapeSource is coloured shapes whose attributes are exact. Every eight pictures
// show the same shape in the same place: they differ in style alone, so what a
// translation should give is known.
type shapeSource struct{}

// shapeClasses and, in the same order, the outline of each: corners, and how far
// every other one is drawn in.
var (
	shapeClasses  = []string{"circle", "triangle", "square", "pentagon", "star", "cross"}
	shapeOutlines = []struct {
		corners int
		odd     float64
	}{{64, 1}, {3, 1}, {4, 1}, {5, 1}, {10, 0.45}, {8, 0.3}}
)

// shapeColours are told apart with every kind of colour vision (Okabe and Ito).
var shapeColours = []struct {
	name string
	rgb  []byte
}{
	{"vermilion", []byte{213, 94, 0}}, {"green", []byte{0, 158, 115}},
	{"blue", []byte{0, 114, 178}}, {"yellow", []byte{240, 228, 66}},
}

// The attributes after the colours, of which a picture has exactly one.
const (
	shapeOutlined = "outlined"
	shapeBright   = "bright background"
	shapeHalved   = "small"
	shapeShadow   = "shadow"

	shapeGroup = 8 // pictures of one shape in one place
)

var shapeAttributes = []string{"vermilion", "green", "blue", "yellow", shapeOutlined, shapeBright, shapeHalved, shapeShadow}

func (shapeSource) About() About {
	return About{
		Name:    "shapes",
		Summary: "coloured shapes with eight exact attributes, every shape in eight styles",
		Licence: formulaLicence,
		Version: "1",
		Kind:    data.KindImage,
		Tasks:   []variant.Task{variant.Image, variant.LabelToImage, variant.DomainToDomain, variant.AttributeTo},
		Options: append(drawnOptions(32, shapeClasses),
			variant.ParamSpec{Name: optionAttributes, Kind: variant.List, Default: slices.Clone(shapeAttributes), Doc: "attributes to keep, in this order"},
			variant.ParamSpec{Name: optionDomainAttribute, Kind: variant.String, Default: "", Choices: append([]string{""}, shapeAttributes...),
				Doc: "divide the pictures into two domains, without and with this attribute"},
		),
	}
}

func (shapeSource) Check(p variant.Params) []*variant.ParamError {
	return slices.Concat(checkShift(p), checkNames(p, optionClasses, shapeClasses), checkNames(p, optionAttributes, shapeAttributes))
}

func (shapeSource) Open(_ context.Context, p variant.Params) (Reading, error) {
	size, domain := p.Int(optionSize), slices.Index(shapeAttributes, p.String(optionDomainAttribute))
	classes, err1 := subset(optionClasses, p.List(optionClasses), shapeClasses)
	keep, err2 := subset(optionAttributes, p.List(optionAttributes), shapeAttributes)
	if err := errors.Join(err1, err2); err != nil {
		return Reading{}, err
	}
	h := data.Header{
		Name: "shapes", Licence: formulaLicence, Kind: data.KindImage, DType: data.U8, Shape: []int{size, size, 3},
		Classes: p.List(optionClasses), Attributes: p.List(optionAttributes), Groups: (p.Int("rows") + shapeGroup - 1) / shapeGroup,
	}
	if domain >= 0 {
		h.Domains = []string{"not " + shapeAttributes[domain], shapeAttributes[domain]}
	}
	return drawn(h, p, func(s num.Stream, row uint64) data.Sample {
		sample := drawShape(s, row, size, classes)
		if domain >= 0 {
			sample.Domain = int(sample.Attributes[domain])
		}
		sample.Attributes = pick(sample.Attributes, keep)
		return sample
	}), nil
}

// drawShape draws number row. Shape and place come from the numbers of the group,
// the attributes from those of the row. The label counts among the classes, which
// are places in shapeClasses.
func drawShape(s num.Stream, row uint64, size int, classes []int) data.Sample {
	group := row / shapeGroup
	next := draws(s, 1<<40+group) // far from the numbers of rows
	label := int(next() * float64(len(classes)))
	where := place(size, 0.24, 0.4, next)
	next = draws(s, row)
	attributes := make([]uint8, len(shapeAttributes))
	tint := int(next() * float64(len(shapeColours)))
	attributes[tint] = 1
	for i := len(shapeColours); i < len(attributes); i++ {
		attributes[i] = bit(next() < 0.5)
	}
	has := func(name string) bool { return attributes[slices.Index(shapeAttributes, name)] == 1 }
	return data.Sample{
		Pixels: shapePixels(size, classes[label], where, shapeColours[tint].rgb, has),
		Label:  label, Attributes: attributes, Group: int(group),
	}
}

func shapePixels(size, class int, where placement, colour []byte, has func(string) bool) []byte {
	m := media.New(size, size, 3)
	ground, shade := byte(24), byte(0)
	if has(shapeBright) {
		ground, shade = 232, 160
	}
	for i := range m.Pix {
		m.Pix[i] = ground
	}
	if has(shapeHalved) {
		where.radius = float64(where.radius * 0.6)
	}
	if has(shapeShadow) {
		behind := where
		behind.x, behind.y = where.x+float64(size)/16, where.y+float64(size)/16
		paint(m, shapeCoverage(size, class, behind, has(shapeOutlined)), []byte{shade, shade, shade})
	}
	paint(m, shapeCoverage(size, class, where, has(shapeOutlined)), colour)
	return m.Pix
}

// shapeCoverage is that of a shape, or of the band along its edge.
func shapeCoverage(size, class int, where placement, outlined bool) []byte {
	o := shapeOutlines[class]
	outer := where.polygon(o.corners, o.odd)
	if !outlined {
		return coverage(size, outer)
	}
	where.radius = float64(where.radius * 0.6)
	return coverage(size, outer, where.polygon(o.corners, o.odd))
}

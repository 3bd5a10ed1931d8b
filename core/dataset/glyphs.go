package dataset

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"gander/core/dataset/glyphs"
	"gander/core/media"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// glyphSource is the pictures of 62 characters in 125 typefaces that come with
// the program: enough for every kind of variant, without a download.
type glyphSource struct{}

func (glyphSource) About() About {
	return About{
		Name:    "glyphs",
		Summary: "letters and digits in 125 typefaces, with class and style; comes with the program",
		Licence: glyphLicence,
		Version: "1",
		Kind:    data.KindImage,
		Tasks:   []variant.Task{variant.Image, variant.LabelToImage, variant.DomainToDomain, variant.AttributeTo},
		Options: append([]variant.ParamSpec{
			{Name: "size", Kind: variant.Int, Default: int64(32), Min: variant.Bound(16), Max: variant.Bound(glyphs.Size),
				Doc: "height and width in pixels"},
			{Name: "classes", Kind: variant.String, Default: "A-Za-z0-9",
				Doc: "characters to keep, with ranges: A-Z, 0-9, ABCabc"},
			{Name: "attributes", Kind: variant.List, Default: slices.Clone(glyphs.Attributes),
				Doc: "attributes to keep, in this order"},
			{Name: optionWithout, Kind: variant.List, Default: []string{},
				Doc: "attributes that no picture has: typefaces that have one are left out"},
			{Name: "domains.attribute", Kind: variant.String, Default: "", Choices: append([]string{""}, glyphs.Attributes...),
				Doc: "divide the pictures into two domains, without and with this attribute"},
			{Name: "invert", Kind: variant.Bool, Default: false,
				Doc: "black on white instead of white on black"},
			{Name: "split", Kind: variant.String, Default: splitByFamily, Choices: []string{splitByFamily, splitByPicture},
				Doc: "what validation and test hold out: families of typefaces that training never sees, or single pictures of every typeface"},
			{Name: optionLimit, Kind: variant.Int, Default: int64(0), Min: variant.Bound(0), Max: variant.Bound(1 << 30),
				Doc: "most pictures to keep of each split, always the same ones; 0 for all"},
		}, augmenting()...),
	}
}

// optionWithout leaves out typefaces.
const optionWithout = "without"

// glyphLicence names the fonts' licences; NOTICE.md beside the pictures has
// the details.
const glyphLicence = "fonts under BSD-3-Clause, OFL-1.1, GUST Font License, Bitstream Vera and Arev licences"

func (glyphSource) Check(p variant.Params) []*variant.ParamError {
	var problems []*variant.ParamError
	problem := func(name, format string, args ...any) {
		problems = append(problems, &variant.ParamError{Name: name, Problem: fmt.Sprintf(format, args...)})
	}
	if _, wrong := characters(p.String("classes")); wrong != "" {
		problem("classes", "%s", wrong)
	}
	kept := p.List("attributes")
	for i, a := range kept {
		if !slices.Contains(glyphs.Attributes, a) {
			problem("attributes", "has %q, not one of %s", a, strings.Join(glyphs.Attributes, ", "))
		} else if slices.Contains(kept[:i], a) {
			problem("attributes", "has %q twice", a)
		}
	}
	problems = append(problems, checkNames(p, optionWithout, glyphs.Attributes)...)
	if d := p.String("domains.attribute"); slices.Contains(p.List(optionWithout), d) {
		problem("domains.attribute", "is %s, which no picture has: it is among those of %s", d, optionWithout)
	}
	if p.String("split") == splitByFamily && p.String("domains.attribute") == "smallcaps" {
		problem("domains.attribute", "is smallcaps, which no family of the validation split has; use split: %s", splitByPicture)
	}
	return append(problems, checkShift(p)...)
}

// characters expands ranges, "A-C1" to "ABC1", in the order of the pictures,
// or says what is wrong.
func characters(classes string) (expanded, problem string) {
	keep := map[byte]bool{}
	for i := 0; i < len(classes); i++ {
		from, to := classes[i], classes[i]
		if i+2 < len(classes) && classes[i+1] == '-' {
			to = classes[i+2]
			i += 2
		}
		first, last := strings.IndexByte(glyphs.Characters, from), strings.IndexByte(glyphs.Characters, to)
		if first < 0 || last < first || last-first != int(to)-int(from) {
			return "", fmt.Sprintf("is %q: %q is neither a character of A-Z, a-z, 0-9 nor a range of them", classes, classes[:i+1])
		}
		for c := from; c <= to; c++ {
			keep[c] = true
		}
	}
	if len(keep) == 0 {
		return "", "is empty"
	}
	for _, c := range []byte(glyphs.Characters) {
		if keep[c] {
			expanded += string(c)
		}
	}
	return expanded, ""
}

func (glyphSource) Open(_ context.Context, p variant.Params) (Reading, error) {
	classes, _ := characters(p.String("classes"))
	s := glyphSelection{
		size:       p.Int("size"),
		classes:    classes,
		attributes: p.List("attributes"),
		without:    p.List(optionWithout),
		domain:     p.String("domains.attribute"),
		invert:     p.Bool("invert"),
		groups:     groupsOf(glyphs.Faces()),
		augment:    augmentation(p),
		limit:      p.Int(optionLimit),
	}
	splitOf := newSplitter(p.String("split"))
	var splits []Split
	for _, name := range splitNames {
		splits = append(splits, s.split(name, splitOf))
	}
	return Reading{Splits: known(splits...)}, nil
}

// glyphSelection is which pictures a spec wants, and how.
type glyphSelection struct {
	size       int
	classes    string
	attributes []string
	without    []string // attributes that no picture has
	domain     string   // attribute that divides the pictures, or empty
	invert     bool
	groups     []int // of each face
	augment    *data.Augment
	limit      int // most pictures of a split; 0 for all
}

// A cell is one picture: a face and a character of the embedded set.
type cell struct{ face, character int }

func (s glyphSelection) split(name string, splitOf splitter) Split {
	var cells []cell
	for face := range glyphs.Faces() {
		for _, c := range s.classes {
			at := cell{face, strings.IndexRune(glyphs.Characters, c)}
			if splitOf(at) == name && !s.leftOut(face) {
				cells = append(cells, at)
			}
		}
	}
	cells = limited(cells, s.limit, 0, name)
	h := data.Header{
		Name: "glyphs", Split: name, Licence: glyphLicence,
		Kind: data.KindImage, DType: data.U8, Shape: []int{s.size, s.size, 1}, Rows: len(cells),
		Classes: strings.Split(s.classes, ""), Attributes: s.attributes,
		Groups: (slices.Max(s.groups) + 1) * len(s.classes),
	}
	if name == data.Train {
		h.Augment = s.augment
	}
	if s.domain != "" {
		h.Domains = []string{"not " + s.domain, s.domain}
	}
	return Split{Header: h, Samples: s.samples(cells)}
}

// leftOut tells whether a face has an attribute that no picture is to have.
func (s glyphSelection) leftOut(face int) bool {
	return slices.ContainsFunc(glyphs.Faces()[face].Attributes, func(a string) bool { return slices.Contains(s.without, a) })
}

func (s glyphSelection) samples(cells []cell) iter.Seq2[data.Sample, error] {
	return func(yield func(data.Sample, error) bool) {
		for _, at := range cells {
			if !yield(s.sample(at)) {
				return
			}
		}
	}
}

func (s glyphSelection) sample(at cell) (data.Sample, error) {
	pixels, err := s.pixels(at)
	if err != nil {
		return data.Sample{}, err
	}
	label := strings.IndexByte(s.classes, glyphs.Characters[at.character])
	sample := data.Sample{Pixels: pixels, Label: label, Group: s.groups[at.face]*len(s.classes) + label}
	has := glyphs.Faces()[at.face].Attributes
	for _, a := range s.attributes {
		sample.Attributes = append(sample.Attributes, bit(slices.Contains(has, a)))
	}
	sample.Domain = int(bit(slices.Contains(has, s.domain)))
	return sample, nil
}

func bit(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

// pixels shrinks a picture by exact area means, in whole numbers.
func (s glyphSelection) pixels(at cell) ([]byte, error) {
	m := media.New(glyphs.Size, glyphs.Size, 1)
	if err := glyphs.Picture(m.Pix, at.face, at.character); err != nil {
		return nil, err
	}
	m = media.Shrink(m, s.size, s.size)
	if s.invert {
		for i, v := range m.Pix {
			m.Pix[i] = 255 - v
		}
	}
	return m.Pix, nil
}

// groupsOf numbers the typefaces: faces of one family and one optical size
// differ in style alone.
func groupsOf(faces []glyphs.Face) []int {
	type typeface struct{ family, design string }
	number := map[typeface]int{}
	groups := make([]int, len(faces))
	for i, f := range faces {
		t := typeface{f.Family, f.Design}
		if _, known := number[t]; !known {
			number[t] = len(number)
		}
		groups[i] = number[t]
	}
	return groups
}

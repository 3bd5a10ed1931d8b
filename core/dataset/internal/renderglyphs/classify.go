package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gander/core/dataset/glyphs"
)

// A design is what the stem of a PostScript name says of a face.
type design struct {
	family     string
	attributes string // separated by spaces
}

// designs by stem. Faces that share outlines are one family: capitals of a
// small-caps face are those of its upright, a condensed DejaVu is its wide
// sister squeezed. Fonts whose italics are slanted romans have no "cursive".
var designs = map[string]design{
	"DejaVuSans":           {"DejaVu Sans", ""},
	"DejaVuSansCondensed":  {"DejaVu Sans", "condensed"},
	"DejaVuSansMono":       {"DejaVu Sans Mono", "mono"},
	"DejaVuSerif":          {"DejaVu Serif", "serif"},
	"DejaVuSerifCondensed": {"DejaVu Serif", "serif condensed"},
	"Go":                   {"Go", ""},
	"GoMedium":             {"Go", ""},
	"GoMono":               {"Go Mono", "mono serif"},
	"GoRegular":            {"Go", ""},
	"GoSmallcaps":          {"Go", "smallcaps"},
	"LMMono":               {"Latin Modern Mono", "mono serif"},
	"LMMonoCaps":           {"Latin Modern Mono", "mono serif smallcaps"},
	"LMMonoLt":             {"Latin Modern Mono Light", "light mono serif"},
	"LMMonoLtCond":         {"Latin Modern Mono Light", "light mono serif condensed"},
	"LMMonoProp":           {"Latin Modern Mono Prop", "serif"},
	"LMMonoPropLt":         {"Latin Modern Mono Prop Light", "light serif"},
	"LMMonoSlant":          {"Latin Modern Mono", "italic mono serif"},
	"LMRoman":              {"Latin Modern Roman", "serif"},
	"LMRomanCaps":          {"Latin Modern Roman", "serif smallcaps"},
	"LMRomanDemi":          {"Latin Modern Roman", "bold serif"},
	"LMRomanDunh":          {"Latin Modern Roman Dunhill", "serif"},
	"LMRomanSlant":         {"Latin Modern Roman", "italic serif"},
	"LMRomanUnsl":          {"Latin Modern Roman", "cursive serif"},
	"LMSans":               {"Latin Modern Sans", ""},
	"LMSansDemiCond":       {"Latin Modern Sans Demi Condensed", "bold condensed"},
	"LMSansQuot":           {"Latin Modern Sans Quotation", ""},
	"LiberationMono":       {"Liberation Mono", "mono"},
	"LiberationSans":       {"Liberation Sans", ""},
	"LiberationSerif":      {"Liberation Serif", "serif"},
	"STIXTwoText":          {"STIX Two Text", "serif"},
}

// styles are what may follow the hyphen of a PostScript name.
var styles = map[string]string{
	"":               "",
	"Bold":           "bold",
	"BoldItalic":     "bold italic",
	"BoldOblique":    "bold italic",
	"ExtraLight":     "light",
	"Italic":         "italic",
	"Medium":         "",
	"MediumItalic":   "italic",
	"Oblique":        "italic",
	"Regular":        "",
	"SemiBold":       "bold",
	"SemiBoldItalic": "bold italic",
}

// trueItalics are the stems whose Italic styles have letterforms of their own.
var trueItalics = []string{"DejaVuSerif", "DejaVuSerifCondensed", "LMMono", "LMRoman", "LiberationSerif", "STIXTwoText"}

// postScript takes a name apart: stem, optical size, style.
var postScript = regexp.MustCompile(`^([A-Za-z]+?)(\d*)(?:-([A-Za-z]+))?$`)

// classify tells a face's family and attributes from its PostScript name. A
// name with unknown parts is an error: nothing is guessed.
func classify(name string) (glyphs.Face, error) {
	parts := postScript.FindStringSubmatch(name)
	if parts == nil {
		return glyphs.Face{}, fmt.Errorf("face %q: a name of another form", name)
	}
	stem, size, style := parts[1], parts[2], parts[3]
	d, known := designs[stem]
	more, knownStyle := styles[style]
	if !known || !knownStyle {
		return glyphs.Face{}, fmt.Errorf("face %q: stem %q or style %q is not known", name, stem, style)
	}
	has := strings.Fields(d.attributes + " " + more)
	if strings.Contains(style, "Italic") && slices.Contains(trueItalics, stem) {
		has = append(has, "cursive")
	}
	if slices.Contains(has, "bold") { // a light family's bold is bold alone
		has = slices.DeleteFunc(has, func(a string) bool { return a == "light" })
	}
	f := glyphs.Face{Name: name, Family: d.family, Design: size, Attributes: []string{}}
	for _, a := range glyphs.Attributes {
		if slices.Contains(has, a) {
			f.Attributes = append(f.Attributes, a)
		}
	}
	return f, nil
}

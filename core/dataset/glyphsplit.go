package dataset

import (
	"gander/core/dataset/glyphs"
	"gander/core/nn/num"
	"gander/plugins/variant/data"
)

// The ways to hold out pictures for validation and test.
const (
	splitByFamily  = "family"
	splitByPicture = "picture"
)

// A splitter tells which split a picture belongs to.
type splitter func(cell) string

func newSplitter(way string) splitter {
	if way == splitByPicture {
		return byPicture()
	}
	return byFamily
}

// heldFamilies are the families outside training: 18 faces each, chosen so
// that test has every attribute. Validation lacks small capitals, which three
// families have, two of them large.
var heldFamilies = map[string]string{
	"Latin Modern Mono Prop Light":     data.Validation, // light, serif
	"Latin Modern Sans Demi Condensed": data.Validation, // condensed
	"Liberation Mono":                  data.Validation, // mono
	"STIX Two Text":                    data.Validation, // serif, cursive
	"Go":                               data.Test,       // sans, smallcaps
	"Latin Modern Mono Light":          data.Test,       // light, mono, condensed
	"Liberation Serif":                 data.Test,       // serif, cursive
}

func byFamily(at cell) string {
	if split, held := heldFamilies[glyphs.Faces()[at.face].Family]; held {
		return split
	}
	return data.Train
}

// byPicture shuffles the faces of each character and holds out a tenth of them
// for validation and a tenth for test. It does not depend on which characters
// are kept.
func byPicture() splitter {
	stream := num.NewStream(0, "glyphs", "split")
	place := make([][]int, len(glyphs.Characters)) // of a face in a character's order
	for c := range place {
		place[c] = make([]int, len(glyphs.Faces()))
		for i, face := range num.Permutation(stream, uint64(c), len(place[c])) {
			place[c][face] = i
		}
	}
	tenth := len(glyphs.Faces()) / 10
	return func(at cell) string {
		switch i := place[at.character][at.face]; {
		case i < tenth:
			return data.Validation
		case i < 2*tenth:
			return data.Test
		}
		return data.Train
	}
}

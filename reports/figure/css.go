package figure

import (
	"fmt"
	"image/color"
	"regexp"
	"strconv"
)

// MaxVariables is how many series have a CSS variable of their own, --s0 and
// following; later ones share them.
const MaxVariables = 28

// The SVG writer takes colours alone, so placeholders stand for the CSS
// variables until a drawing is done: red marks one, green says of which kind,
// blue counts in strides, because the writer may round a channel down.
const (
	placeholder = 0xF4
	pageKind    = 0x14 // pageVariables
	seriesKind  = 0x28 // --s0 …
	stride      = 8
	start       = stride / 2
)

// pageVariables colour everything but the series.
var pageVariables = []string{"--ink", "--muted", "--rule", "--card"}

// css is the theme of placeholders.
var css = Theme{
	Ink:    stand(pageKind, 0),
	Muted:  stand(pageKind, 1),
	Rule:   stand(pageKind, 2),
	Veil:   stand(pageKind, 3),
	Series: func(i int) color.NRGBA { return stand(seriesKind, i%MaxVariables) },
}

func stand(kind uint8, i int) color.NRGBA {
	return color.NRGBA{placeholder, kind, uint8(start + i*stride), 0xFF}
}

// rounded matches placeholders, also those a little off.
var rounded = regexp.MustCompile(`#F[34][0-9A-F]{4}`)

// variableColours turns the placeholders of an SVG into CSS variables, so that
// the page around it decides the colours.
func variableColours(svg []byte) []byte {
	return rounded.ReplaceAllFunc(svg, func(hex []byte) []byte {
		kind, i := channel(hex[3:5]), channel(hex[5:7])/stride
		if kind < (pageKind+seriesKind)/2 {
			return fmt.Appendf(nil, "var(%s)", pageVariables[i])
		}
		return fmt.Appendf(nil, "var(--s%d)", i)
	})
}

func channel(hex []byte) int {
	v, err := strconv.ParseUint(string(hex), 16, 8)
	if err != nil {
		panic("figure: colour channel " + string(hex))
	}
	return int(v)
}

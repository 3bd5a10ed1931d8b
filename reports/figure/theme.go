package figure

import (
	"fmt"
	"image/color"
	"regexp"
	"strconv"
)

// A Theme gives every drawn thing its colour.
type Theme struct {
	Paper  color.Color // nil: transparent
	Ink    color.Color // titles and marks
	Muted  color.Color // axes and their labels
	Rule   color.Color // grid lines
	Series func(i int) color.NRGBA
}

// okabeIto is the set without its yellow, which is too pale for lines on white.
var okabeIto = []color.NRGBA{
	{0x00, 0x72, 0xB2, 0xFF}, // blue
	{0xD5, 0x5E, 0x00, 0xFF}, // vermilion
	{0x00, 0x9E, 0x73, 0xFF}, // bluish green
	{0xCC, 0x79, 0xA7, 0xFF}, // reddish purple
	{0xE6, 0x9F, 0x00, 0xFF}, // orange
	{0x56, 0xB4, 0xE9, 0xFF}, // sky blue
	{0x40, 0x40, 0x40, 0xFF}, // its black, softened
}

// Light is the theme of figures in files: dark on white.
var Light = Theme{
	Paper:  color.White,
	Ink:    color.NRGBA{0x1A, 0x1D, 0x21, 0xFF},
	Muted:  color.NRGBA{0x5B, 0x63, 0x6E, 0xFF},
	Rule:   color.NRGBA{0xE6, 0xE8, 0xEB, 0xFF},
	Series: func(i int) color.NRGBA { return okabeIto[i%len(okabeIto)] },
}

// Colours counts the colours of a theme; series i and i+Colours share one and
// differ in dashes and marker.
func Colours() int { return len(okabeIto) }

// Placeholders are colours that stand for CSS variables until a drawing is
// done. Blue numbers them in strides, because the SVG writer rounds channels.
const (
	placeholderRed = 0xF4
	placeholderInk = 0x04
	inkStride      = 8
	inkGreen       = 0x14
	seriesGreen    = 0x28
)

// variables are the CSS variables of the three placeholders beside the series.
var variables = []string{"--ink", "--muted", "--rule"}

// css draws in placeholders, see variableColours.
var css = Theme{
	Ink:   color.NRGBA{placeholderRed, inkGreen, placeholderInk, 0xFF},
	Muted: color.NRGBA{placeholderRed, inkGreen, placeholderInk + inkStride, 0xFF},
	Rule:  color.NRGBA{placeholderRed, inkGreen, placeholderInk + 2*inkStride, 0xFF},
	Series: func(i int) color.NRGBA {
		i %= MaxVariables
		return color.NRGBA{placeholderRed, seriesGreen, uint8(placeholderInk + i*inkStride), 0xFF}
	},
}

// MaxVariables is how many series have a CSS variable of their own, --s0 and
// following; later ones share them.
const MaxVariables = 28

var hexColour = regexp.MustCompile(`#F[345][0-9A-F]{4}`)

// variableColours turns the placeholders of an SVG into CSS variables, so that
// the page around it decides the colours.
func variableColours(svg []byte) []byte {
	return hexColour.ReplaceAllFunc(svg, func(hex []byte) []byte {
		green := channel(hex[3:5])
		n := (channel(hex[5:7]) - placeholderInk + inkStride/2) / inkStride
		if green < (inkGreen+seriesGreen)/2 {
			return fmt.Appendf(nil, "var(%s)", variables[n])
		}
		return fmt.Appendf(nil, "var(--s%d)", n)
	})
}

func channel(hex []byte) int {
	v, err := strconv.ParseUint(string(hex), 16, 8)
	if err != nil {
		panic("figure: colour of " + string(hex))
	}
	return int(v)
}

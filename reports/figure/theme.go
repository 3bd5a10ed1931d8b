package figure

import "image/color"

// A Theme gives every drawn thing its colour.
type Theme struct {
	Paper  color.Color // nil: transparent
	Ink    color.Color // titles and marks
	Muted  color.Color // axes and their labels
	Rule   color.Color // grid lines
	Veil   color.Color // what lies behind words among lines
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
	Veil:   color.White,
	Series: func(i int) color.NRGBA { return okabeIto[i%len(okabeIto)] },
}

// Colours counts the colours of a theme; series i and i+Colours share one and
// differ in dashes and marker.
func Colours() int { return len(okabeIto) }

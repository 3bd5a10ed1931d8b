package dataset

import (
	"slices"

	"gander/core/media"
)

// A vertex is a corner in units of 1/vertexUnit pixel, y downwards. Whole numbers
// make a filled shape the same bytes on every machine.
type vertex struct{ x, y int }

const (
	vertexUnit = 256
	subrows    = 8 // a row of pixels is sampled along so many lines
)

// coverage gives for each of side × side pixels how much of it lies within the
// outlines, 0 to 255, by the even-odd rule: exact along rows, sampled across them.
func coverage(side int, outlines ...[]vertex) []byte {
	out := make([]byte, side*side)
	sums := make([]int, side+1)
	for y := range side {
		clear(sums)
		for sub := range subrows {
			line := y*vertexUnit + (2*sub+1)*vertexUnit/(2*subrows)
			fillLine(sums[:side], crossings(line, outlines))
		}
		for x := range side {
			out[y*side+x] = byte(sums[x] * 255 / (subrows * vertexUnit))
		}
	}
	return out
}

// crossings are where a horizontal line meets the outlines, ascending.
func crossings(y int, outlines [][]vertex) []int {
	var at []int
	for _, outline := range outlines {
		a := outline[len(outline)-1]
		for _, b := range outline {
			if (a.y <= y) != (b.y <= y) {
				at = append(at, a.x+(y-a.y)*(b.x-a.x)/(b.y-a.y))
			}
			a = b
		}
	}
	slices.Sort(at)
	return at
}

// fillLine adds the runs between pairs of crossings to the pixels that they cover.
func fillLine(sums []int, at []int) {
	for i := 0; i+1 < len(at); i += 2 {
		from, to := max(at[i], 0), min(at[i+1], len(sums)*vertexUnit)
		for from < to {
			x := from / vertexUnit
			end := min(to, (x+1)*vertexUnit)
			sums[x] += end - from
			from = end
		}
	}
}

// paint mixes a colour into a picture by a coverage.
func paint(m media.Image, cover []byte, colour []byte) {
	for i, share := range cover {
		p := m.Pix[i*m.C : (i+1)*m.C]
		for c := range p {
			p[c] = byte((int(p[c])*(255-int(share)) + int(colour[c])*int(share) + 127) / 255)
		}
	}
}

package cli

import (
	"math"

	"gander/core/media"
)

// A tileGroup is images under one label.
type tileGroup struct {
	label string
	tiles []media.Image
}

// sheetRatio is the width that a sheet is to have, as a share of its height.
const sheetRatio = 1.4

// An arrangement is how groups lie on a page: in columns beside one another, the
// tiles of each in lines.
type arrangement struct {
	columns int // of groups
	across  int // tiles of a line
}

// grouped draws groups of images of one shape, a label left of each, in the
// arrangement whose page comes nearest to the wanted ratio.
func grouped(title string, groups []tileGroup) media.Image {
	most := 1
	for _, g := range groups {
		most = max(most, len(g.tiles))
	}
	shape := shapeOf(groups)
	a := arrange(len(groups), most, shape.H, shape.W)
	height := (len(groups) + a.columns - 1) / a.columns
	page := media.Page{Title: title}
	for first := 0; first < len(groups); first += height {
		page.Columns = append(page.Columns, groupColumn(groups[first:min(first+height, len(groups))], a.across, most, shape))
	}
	return page.Draw()
}

// shapeOf is a tile without pixels, of the shape of all.
func shapeOf(groups []tileGroup) media.Image {
	for _, g := range groups {
		for _, t := range g.tiles {
			return media.Image{H: t.H, W: t.W, C: t.C}
		}
	}
	return media.Image{H: 1, W: 1, C: 1} // no group has any
}

// arrange tries all arrangements of so many groups of up to most tiles. Tiles and
// groups that stay empty count as being off the ratio.
func arrange(groups, most, tileHeight, tileWidth int) arrangement {
	const labelTiles = 0.8 // a label is about as wide as so much of a tile
	best, least := arrangement{1, most}, math.Inf(1)
	for across := 1; across <= most; across++ {
		lines := (most + across - 1) / across
		for columns := 1; columns <= min(groups, 40); columns++ {
			height := (groups + columns - 1) / columns
			ratio := float64(columns) * (float64(across) + labelTiles) * float64(tileWidth) / float64(height*lines*tileHeight)
			empty := float64(lines*across)/float64(most)*float64(columns*height)/float64(groups) - 1
			if off := math.Abs(math.Log(ratio/sheetRatio)) + 3*empty; off < least {
				best, least = arrangement{columns, across}, off
			}
		}
	}
	return best
}

// groupColumn draws some groups below one another.
func groupColumn(groups []tileGroup, across, most int, shape media.Image) media.Image {
	var tiles []media.Image
	var labels []string
	for _, g := range groups {
		for line := 0; line*across < most; line++ {
			label := ""
			if line == 0 {
				label = g.label
			}
			labels = append(labels, label)
			for k := line * across; k < (line+1)*across; k++ {
				if k < len(g.tiles) {
					tiles = append(tiles, g.tiles[k])
				} else {
					tiles = append(tiles, shape)
				}
			}
		}
	}
	return media.Sheet{Columns: across, RowLabels: labels}.Draw(tiles)
}

// shortened cuts a label that would take up more room than the images.
func shortened(label string) string {
	const most = 24
	if letters := []rune(label); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return label
}

package media

import (
	"fmt"
	"math"
)

// A Sheet lays images out in a grid. Its zero value is ready for use.
type Sheet struct {
	Columns int // 0 means as many as make the grid square
	Gutter  int // pixels between and around tiles; 0 means 2
	// MinTile is the least width of a tile in pixels: smaller images are
	// magnified a whole number of times, keeping their pixels sharp. 0 means 64.
	MinTile int
	// RowLabels stand left of the rows and ColumnLabels above the columns.
	RowLabels    []string
	ColumnLabels []string
}

// Draw makes the sheet of images that are all of one shape. Tiles that the last
// row lacks, and those without pixels, stay empty. It panics without images or when their shapes differ.
func (s Sheet) Draw(tiles []Image) Image {
	s = s.completed(tiles)
	zoom := s.zoom(tiles[0].W)
	h, w := tiles[0].H*zoom+s.Gutter, tiles[0].W*zoom+s.Gutter
	left, top := labelWidth(s.RowLabels), labelHeight(s.ColumnLabels)
	rows := (len(tiles) + s.Columns - 1) / s.Columns
	sheet := New(top+rows*h+s.Gutter, left+s.Columns*w+s.Gutter, tiles[0].C)
	sheet.fill(paper)
	for i, t := range tiles {
		if t.Pix == nil {
			continue
		}
		sheet.paste(Magnify(t, zoom), left+i%s.Columns*w+s.Gutter, top+i/s.Columns*h+s.Gutter)
	}
	for i, label := range s.RowLabels {
		sheet.label(label, left-textWidth(label)-labelPad, top+i*h+s.Gutter+(h-s.Gutter-lineHeight)/2)
	}
	for i, label := range s.ColumnLabels {
		sheet.label(label, left+i*w+s.Gutter+(w-s.Gutter-textWidth(label))/2, labelPad)
	}
	return sheet
}

// Abut lays images of one shape side by side in rows of so many, as they are and
// without anything between them. Tiles that the last row lacks are black. It
// panics as Draw does.
func Abut(tiles []Image, columns int) Image {
	Sheet{}.completed(tiles)
	h, w := tiles[0].H, tiles[0].W
	rows := (len(tiles) + columns - 1) / columns
	m := New(rows*h, columns*w, tiles[0].C)
	for i, t := range tiles {
		m.paste(t, i%columns*w, i/columns*h)
	}
	return m
}

func (s Sheet) completed(tiles []Image) Sheet {
	if len(tiles) == 0 {
		panic("media: sheet of no images")
	}
	for _, t := range tiles {
		if t.H != tiles[0].H || t.W != tiles[0].W || t.C != tiles[0].C {
			panic(fmt.Sprintf("media: sheet of images of %d×%d×%d and %d×%d×%d",
				tiles[0].H, tiles[0].W, tiles[0].C, t.H, t.W, t.C))
		}
	}
	if s.Columns == 0 {
		s.Columns = max(len(s.ColumnLabels), int(math.Ceil(math.Sqrt(float64(len(tiles))))))
	}
	if s.Gutter == 0 {
		s.Gutter = 2
	}
	if s.MinTile == 0 {
		s.MinTile = 64
	}
	return s
}

// paper is the grey between tiles: neither black nor white images melt into it.
const paper = 200

func (m Image) fill(v byte) {
	for i := range m.Pix {
		m.Pix[i] = v
	}
}

// paste copies src with its upper left corner at (x, y).
func (m Image) paste(src Image, x, y int) {
	n := src.W * src.C
	for j := range src.H {
		copy(m.Pix[((y+j)*m.W+x)*m.C:][:n], src.Pix[j*n:])
	}
}

// Apart takes a sheet without labels apart again into its tiles of h rows of w
// pixels, row by row, empty ones among them. It is an error if the picture
// cannot be such a sheet of so many columns.
func (s Sheet) Apart(sheet Image, h, w int) ([]Image, error) {
	if min(h, w, s.Columns) < 1 || h > sheet.H || max(w, s.Columns) > sheet.W {
		return nil, fmt.Errorf("a picture of %d×%d has no %d columns of tiles of %d×%d", sheet.H, sheet.W, s.Columns, h, w)
	}
	s = s.completed([]Image{{H: h, W: w}})
	zoom := s.zoom(w)
	down, across := h*zoom+s.Gutter, w*zoom+s.Gutter
	rows := (sheet.H - s.Gutter) / down
	if sheet.H != rows*down+s.Gutter || sheet.W != s.Columns*across+s.Gutter {
		return nil, fmt.Errorf("a picture of %d×%d is no sheet of %d columns of tiles of %d×%d", sheet.H, sheet.W, s.Columns, h, w)
	}
	tiles := make([]Image, rows*s.Columns)
	for i := range tiles {
		tiles[i] = sheet.part(i%s.Columns*across+s.Gutter, i/s.Columns*down+s.Gutter, h, w, zoom)
	}
	return tiles, nil
}

// part copies h×w pixels, every zoom-th of each row and column from (x, y) on.
func (m Image) part(x, y, h, w, zoom int) Image {
	p := New(h, w, m.C)
	for i := range h * w {
		copy(p.Pix[i*m.C:(i+1)*m.C], m.at(x+i%w*zoom, y+i/w*zoom))
	}
	return p
}

func (s Sheet) zoom(width int) int { return max(1, (s.MinTile+width-1)/width) }

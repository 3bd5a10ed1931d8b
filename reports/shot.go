package reports

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"

	"gander/core"
	"gander/core/media"
)

// A camera takes pictures of what one run drew.
type camera struct {
	results *os.Root
	scatter media.Scatter // how points are drawn
	cell    []int         // height and width of a sample; nil if not known
}

// cell gives the height and width of the run's samples, nil if its files do not
// say.
func (r Run) cell(results *os.Root) []int {
	for _, h := range r.headers(results) {
		if len(h.Shape) == 3 {
			return h.Shape[:2]
		}
	}
	return nil
}

// A shot is one grid before it is encoded: samples without the gutters between
// them, at the size that they were drawn in, or points.
type shot struct {
	samples media.Image // no pixels for points
	points  []float32
	scatter media.Scatter
	cells
}

// cells are how many samples stand side by side and below each other; a picture
// of another kind is one.
type cells struct{ Across, Down int }

// A Form is the size of a grid in pixels and its division into cells.
type Form struct {
	Width, Height int
	cells
}

// shoot reads an artifact.
func (c camera) shoot(a core.Artifact) (shot, error) {
	data, err := c.results.ReadFile(a.Path)
	if err != nil {
		return shot{}, fmt.Errorf("read samples: %w", err)
	}
	if a.Kind == core.KindPoints {
		points, err := parsePoints(data)
		return shot{points: points, scatter: c.scatter, cells: cells{1, 1}}, err
	}
	sheet, err := media.Decode(data)
	if err != nil {
		return shot{}, fmt.Errorf("read samples: %w", err)
	}
	return c.cut(sheet), nil
}

// cut takes the gutters and the magnification off a sheet; what is no sheet of
// the run's samples stays as it is.
func (c camera) cut(sheet media.Image) shot {
	whole := shot{samples: sheet, cells: cells{1, 1}}
	if len(c.cell) != 2 {
		return whole
	}
	tiles, err := media.Sheet{Columns: core.GridColumns}.Apart(sheet, c.cell[0], c.cell[1])
	if err != nil {
		return whole
	}
	return shot{samples: media.Abut(tiles, core.GridColumns), cells: cells{core.GridColumns, len(tiles) / core.GridColumns}}
}

func (s shot) form() Form {
	if s.samples.Pix == nil {
		size := s.drawn(exact).W
		return Form{size, size, s.cells}
	}
	return Form{s.samples.W, s.samples.H, s.cells}
}

// encode gives the data URI of the shot in a detail.
func (s shot) encode(d detail) string {
	var b bytes.Buffer
	if s.samples.Pix == nil {
		check(media.EncodeCompact(&b, s.drawn(d)))
		return dataURI("png", b.Bytes())
	}
	m := s.samples
	rows := (s.Down + d.part - 1) / d.part
	m.H = m.H / s.Down * rows
	m.Pix = m.Pix[:m.H*m.W*m.C]
	if d.quality == 0 {
		check(media.EncodeCompact(&b, m))
		return dataURI("png", b.Bytes())
	}
	check(media.EncodeJPEG(&b, m, d.quality))
	return dataURI("jpeg", b.Bytes())
}

// drawn is the picture of points; a part of the detail is a smaller picture.
func (s shot) drawn(d detail) media.Image {
	const size = 256
	s.scatter.Size = max(size/d.part, size/4)
	return s.scatter.Draw(s.points)
}

// check is of errors that writing into memory cannot meet.
func check(err error) {
	if err != nil {
		panic("reports: " + err.Error())
	}
}

func dataURI(format string, picture []byte) string {
	return "data:image/" + format + ";base64," + base64.StdEncoding.EncodeToString(picture)
}

package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"

	"gander/core"
	"gander/core/eval"
	"gander/core/media"
)

// What of a label's neighbourhoods is on the page: the likeliest copies, fewer
// of them where all labels of a contest together would need more bytes.
const (
	neighbourRows   = 8
	neighbourBudget = 2 << 20
)

// A Resemblance is the samples of a label that lie nearest to training images,
// beside these.
type Resemblance struct {
	Label    string
	Style    int
	Seed     uint64
	Rows     []ResemblanceRow
	Of       int    // samples that were looked at
	Copies   string // what C_T says of copies; empty if it does not
	Features string // the extractor that distances are taken in
	Training int64  // training images that were looked at
	HeldOut  int64  // test images that were

	InFeatures, InPixels int // columns of each kind
}

// A ResemblanceRow is a sample, then its neighbours in features and in pixels.
type ResemblanceRow struct {
	Tiles []ResemblanceTile
	Ratio string // of the distance to the nearest test image
}

// A ResemblanceTile is one image.
type ResemblanceTile struct {
	Source, Alt, Distance string
	First                 bool // of its kind
}

// resemblances are those of the first finished seed of each label that has any.
func (c Contest) resemblances(results *os.Root) (list []Resemblance, missing int) {
	for _, k := range c.Contenders {
		for _, r := range k.Runs {
			found, err := r.resemblance(results)
			if err != nil {
				missing++
			}
			if err == nil && len(found.Rows) > 0 {
				found.Label, found.Style = k.Label, k.Style
				list = append(list, found)
				break
			}
		}
	}
	shorten(list, neighbourBudget)
	return list, missing
}

// shorten takes the last rows from all lists until they fit, but never the first.
func shorten(list []Resemblance, budget int) {
	for rows := neighbourRows; rows > 1 && size(list) > budget; rows-- {
		for i := range list {
			list[i].Rows = list[i].Rows[:min(len(list[i].Rows), rows-1)]
		}
	}
}

func size(list []Resemblance) (bytes int) {
	for _, r := range list {
		for _, row := range r.Rows {
			for _, t := range row.Tiles {
				bytes += len(t.Source)
			}
		}
	}
	return bytes
}

// resemblance reads what a finished run has kept; without rows if it kept none.
// It is an error if that cannot be read or does not fit together.
func (r Run) resemblance(results *os.Root) (Resemblance, error) {
	sheet, distances := r.last(core.KindNeighbours), r.last(core.KindDistances)
	if r.Status != core.Done || sheet == "" || distances == "" {
		return Resemblance{}, nil
	}
	text, err := results.ReadFile(distances)
	if err != nil {
		return Resemblance{}, fmt.Errorf("read distances: %w", err)
	}
	var n eval.Neighbourhoods
	if err := json.Unmarshal(text, &n); err != nil {
		return Resemblance{}, fmt.Errorf("read distances: %w", err)
	}
	tiles, err := readTiles(results, sheet, n)
	if err != nil {
		return Resemblance{}, fmt.Errorf("read neighbours: %w", err)
	}
	return r.resembling(n, tiles)
}

// last is the path of the run's last artifact of a kind, empty if there is none.
func (r Run) last(kind string) (path string) {
	for _, a := range r.Artifacts {
		if a.Kind == kind {
			path = a.Path
		}
	}
	return path
}

func readTiles(results *os.Root, sheet string, n eval.Neighbourhoods) ([]media.Image, error) {
	content, err := results.ReadFile(sheet)
	if err != nil {
		return nil, err
	}
	m, err := media.Decode(content)
	if err != nil {
		return nil, err
	}
	if len(n.Shape) != 3 {
		return nil, fmt.Errorf("images of the shape %v", n.Shape)
	}
	return media.Sheet{Columns: n.Columns}.Apart(m, n.Shape[0], n.Shape[1])
}

func (r Run) resembling(n eval.Neighbourhoods, tiles []media.Image) (Resemblance, error) {
	out := Resemblance{Seed: r.Seed, Of: len(n.Rows), Features: n.Features, Training: int64(n.Training), HeldOut: int64(n.HeldOut), Copies: r.copies()}
	for i, row := range n.Rows[:min(len(n.Rows), neighbourRows)] {
		if len(row.Features) == 0 || n.Columns != 1+len(row.Features)+len(row.Pixels) || len(tiles) < (i+1)*n.Columns {
			return Resemblance{}, errors.New("the sheet of neighbours and their distances do not fit together")
		}
		out.InFeatures, out.InPixels = len(row.Features), len(row.Pixels)
		shown, err := resemblanceRow(row, tiles[i*n.Columns:])
		if err != nil {
			return Resemblance{}, err
		}
		out.Rows = append(out.Rows, shown)
	}
	return out, nil
}

func resemblanceRow(n eval.Neighbourhood, tiles []media.Image) (ResemblanceRow, error) {
	row := ResemblanceRow{Ratio: none}
	if ratio := n.Ratio(); !math.IsNaN(ratio) && !math.IsInf(ratio, 0) {
		row.Ratio = fmt.Sprintf("%.2f", ratio)
	}
	own := ResemblanceTile{Alt: fmt.Sprintf("sample %d", n.Sample+1)}
	row.Tiles = append(row.Tiles, own)
	add := func(neighbours []eval.Neighbour) {
		for i, k := range neighbours {
			row.Tiles = append(row.Tiles, ResemblanceTile{First: i == 0, Alt: fmt.Sprintf("training image %d", k.Row), Distance: twoDigits(k.Distance)})
		}
	}
	add(n.Features)
	add(n.Pixels)
	for i := range row.Tiles {
		var b bytes.Buffer
		if err := media.EncodePNG(&b, tiles[i]); err != nil {
			return row, err
		}
		row.Tiles[i].Source = dataURI("png", b.Bytes())
	}
	return row, nil
}

// copies says so if the run's last C_T speaks of copies.
func (r Run) copies() (said string) {
	for _, s := range r.Scores {
		if s.Key != "copying" {
			continue
		}
		if said = ""; s.Value < eval.Copies {
			said = fmt.Sprintf("C_T is %.1f, below %d: the samples lie nearer to training images than test images do, as copies would.", s.Value, eval.Copies)
		}
	}
	return said
}

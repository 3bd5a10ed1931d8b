package reports

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"image/png"
	"os"
	"slices"

	"gander/core"
	"gander/core/media"
)

// A Film is the sample grids of one contest: one strip for each run, and one
// scale of positions that all strips move along together.
type Film struct {
	Positions []Position `json:"positions"`
	Strips    []Strip    `json:"strips"`
	Shown     int        `json:"-"` // grids on the page
	Kept      int        `json:"-"` // grids in the results
	Missing   int        `json:"-"` // grids that the results folder should have but has not
}

// A Position is a moment of training.
type Position struct {
	Images float64 `json:"images"` // seen by then
	Label  string  `json:"label"`
}

// A Strip is the grids of one run in order of steps.
type Strip struct {
	Label  string  `json:"label"`
	Seed   uint64  `json:"seed"`
	Frames []Frame `json:"frames"`
	Style  int     `json:"-"`
	Number int     `json:"-"` // place in the film
	Lack   string  `json:"-"` // why there are no frames
}

// A Frame is one grid, shown from a position until the next frame's.
type Frame struct {
	From    int    `json:"from"` // index of a position
	Caption string `json:"caption"`
	Source  string `json:"source"` // data URI

	artifact core.Artifact
	images   float64
}

// pageBudget bounds the bytes of grids inlined in one contest, so that a
// browser opens the page at once: beyond it every second grid is left out until
// the rest fits.
const pageBudget = 12 << 20

// film reads the grids of a contest from the results folder.
func (c Contest) film(results *os.Root) Film {
	var f Film
	for _, k := range c.Contenders {
		for _, r := range k.Runs {
			s := strip(r, k.Style, len(f.Strips))
			f.Kept += len(s.Frames)
			f.Strips = append(f.Strips, s)
		}
	}
	for f.bytes() > pageBudget && f.longest() > 2 {
		for i := range f.Strips {
			f.Strips[i].halve()
		}
	}
	scatter := c.scatter(results)
	for i := range f.Strips {
		f.Missing += f.Strips[i].load(results, scatter)
		f.Shown += len(f.Strips[i].Frames)
	}
	f.place(c.longestStep())
	return f
}

func strip(r Run, style, number int) Strip {
	s := Strip{Label: r.Label, Seed: r.Seed, Style: style, Number: number, Frames: []Frame{}}
	for _, a := range r.Artifacts {
		if a.Kind == core.KindGrid || a.Kind == core.KindPoints {
			images := r.At(a.Step, core.Images)
			caption := fmt.Sprintf("step %d, %s images", a.Step, count(images))
			s.Frames = append(s.Frames, Frame{artifact: a, images: images, Caption: caption})
		}
	}
	if len(s.Frames) == 0 {
		s.Lack = "no samples (" + string(r.Status) + ")"
	}
	return s
}

// longestStep is the images that the longest step of any run consumes.
func (c Contest) longestStep() float64 {
	longest := 0
	for _, k := range c.Contenders {
		for _, r := range k.Runs {
			longest = max(longest, r.Info.ImagesPerStep)
		}
	}
	return float64(longest)
}

func (f Film) bytes() int64 {
	total := int64(0)
	for _, s := range f.Strips {
		for _, frame := range s.Frames {
			total += frame.artifact.Bytes
		}
	}
	return total
}

func (f Film) longest() int {
	n := 0
	for _, s := range f.Strips {
		n = max(n, len(s.Frames))
	}
	return n
}

// halve leaves out every second frame, but never the last one.
func (s *Strip) halve() {
	var kept []Frame
	for i, frame := range s.Frames {
		if i%2 == 0 || i == len(s.Frames)-1 {
			kept = append(kept, frame)
		}
	}
	s.Frames = kept
}

// load reads the frames, leaves out those that are not there or cannot be shown
// and counts them.
func (s *Strip) load(results *os.Root, scatter media.Scatter) (missing int) {
	kept := s.Frames[:0]
	for _, frame := range s.Frames {
		data, err := picture(results, frame.artifact, scatter)
		if err != nil {
			missing++
			continue
		}
		frame.Source = dataURI(data)
		kept = append(kept, frame)
	}
	s.Frames = kept
	if missing > 0 && len(kept) == 0 {
		s.Lack = "samples no longer in the results folder"
	}
	return missing
}

func dataURI(png []byte) string {
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(png)
}

// picture gives the PNG of an artifact.
func picture(results *os.Root, a core.Artifact, scatter media.Scatter) ([]byte, error) {
	data, err := results.ReadFile(a.Path)
	if err != nil {
		return nil, fmt.Errorf("read samples: %w", err)
	}
	if a.Kind == core.KindPoints {
		return drawPoints(scatter, data)
	}
	if _, err := png.DecodeConfig(bytes.NewReader(data)); err != nil {
		return nil, fmt.Errorf("read samples: %w", err)
	}
	return data, nil
}

// place builds the scale. Runs round their schedule to whole steps, so frames of
// different runs share a position if they are no further apart than the longest
// step.
func (f *Film) place(longestStep float64) {
	type placed struct {
		frame *Frame
		strip int
	}
	var all []placed
	for i := range f.Strips {
		for k := range f.Strips[i].Frames {
			all = append(all, placed{&f.Strips[i].Frames[k], i})
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Compare(a.frame.images, b.frame.images) })
	start, members := 0.0, map[int]bool{}
	for _, p := range all {
		if len(f.Positions) == 0 || members[p.strip] || p.frame.images-start > longestStep {
			f.Positions = append(f.Positions, Position{})
			start, members = p.frame.images, map[int]bool{}
		}
		members[p.strip] = true
		p.frame.From = len(f.Positions) - 1
		f.Positions[p.frame.From] = Position{p.frame.images, count(p.frame.images) + " images"}
	}
}

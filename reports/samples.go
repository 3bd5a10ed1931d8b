package reports

import (
	"cmp"
	"fmt"
	"os"
	"slices"

	"gander/core"
)

// A Film is the sample grids of one contest: one strip for each run, and one
// scale of positions that all strips move along together.
type Film struct {
	Positions []Position
	Strips    []Strip
	Shown     int // grids on the page
	Kept      int // grids in the results
	Missing   int // grids that the results folder should have but has not
	detail    detail
}

// A Position is a moment of training.
type Position struct {
	Images float64 `json:"images"` // seen by then
	Label  string  `json:"label"`
}

// A Strip is the grids of one run in order of steps.
type Strip struct {
	Label  string
	Seed   uint64
	Frames []Frame
	Style  int
	Lack   string // why there are no frames
	Form   Form   // of the last grid
}

// A Frame is one grid, shown from a position until the next frame's.
type Frame struct {
	From    int    `json:"from"` // index of a position
	Caption string `json:"caption"`
	Source  string `json:"source,omitempty"` // data URI; of the last one it stands in the picture itself

	artifact core.Artifact
	images   float64
}

// film reads the grids of a contest from the results folder, all of them, as
// exactly as about so many bytes of the page allow.
func (c Contest) film(results *os.Root, budget int) Film {
	var f Film
	var cameras []camera
	scatter := c.scatter(results)
	for _, k := range c.Contenders {
		for _, r := range k.Runs {
			s := strip(r, k.Style)
			f.Kept += len(s.Frames)
			f.Strips = append(f.Strips, s)
			cameras = append(cameras, camera{results, scatter, r.cell(results)})
		}
	}
	f.detail = f.affordable(cameras, budget)
	f.load(cameras)
	f.place(c.longestStep())
	return f
}

func strip(r Run, style int) Strip {
	s := Strip{Label: r.Label, Seed: r.Seed, Style: style}
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

// Drawn says what the samples of all columns have in common, by what they were
// scored for.
func (c Contest) Drawn() string {
	switch {
	case c.scored("cycle", "identity", "paired", "domain_accuracy", "changed_error", "kept_error"):
		return "Translations of the same pictures at every step, each to the right of its source."
	case c.scored("accuracy"):
		return "Drawn from the same latent vectors at every step, and for the same classes where they are asked for."
	}
	return "Drawn from the same latent vectors at every step."
}

// scored says that a run has one of the scores.
func (c Contest) scored(keys ...string) bool {
	return slices.ContainsFunc(c.runs(), func(r Run) bool {
		return slices.ContainsFunc(r.Scores, func(s core.Score) bool { return slices.Contains(keys, s.Key) })
	})
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

// load reads the frames of all strips, several strips at once.
func (f *Film) load(cameras []camera) {
	missing := make([]int, len(f.Strips))
	share(len(f.Strips), func(i int) { missing[i] = f.Strips[i].load(cameras[i], f.detail) })
	for i, s := range f.Strips {
		f.Missing += missing[i]
		f.Shown += len(s.Frames)
	}
}

// load reads the frames, the last one exactly, leaves out those that are not
// there or cannot be shown and counts them.
func (s *Strip) load(c camera, d detail) (missing int) {
	var kept []Frame
	for _, frame := range slices.Backward(s.Frames) {
		shot, err := c.shoot(frame.artifact)
		if err != nil {
			missing++
			continue
		}
		if len(kept) == 0 {
			s.Form = shot.form()
			frame.Source = shot.encode(exact)
		} else {
			frame.Source = shot.encode(d)
		}
		kept = append(kept, frame)
	}
	slices.Reverse(kept)
	s.Frames = kept
	if missing > 0 && len(kept) == 0 {
		s.Lack = "samples no longer in the results folder"
	}
	return missing
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

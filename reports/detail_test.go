package reports

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/core"
	"gander/core/media"
)

// A reel is runs with grids of noise of two sizes in a results folder, and the
// pixels of each grid without gutters.
type reel struct {
	contest Contest
	results *os.Root
	pixels  map[string]media.Image // by path
}

func newReel(t *testing.T, runs, grids int) reel {
	t.Helper()
	dir := t.TempDir()
	results, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { results.Close() })
	r := reel{results: results, pixels: map[string]media.Image{}}
	random := rand.New(rand.NewPCG(3, 4))
	write := func(path string, content []byte) {
		if err := os.WriteFile(filepath.Join(dir, path), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("header.json", []byte(`{"kind":"image","shape":[12,12,1]}`))
	k := Contender{Label: "noise"}
	for seed := range runs {
		run := Run{Run: core.Run{Label: "noise", Seed: uint64(seed), Status: core.Done, Info: core.RunInfo{ImagesPerStep: 1}}}
		run.Artifacts = []core.Artifact{{Kind: core.KindHeader, Path: "header.json"}}
		for step := range grids {
			pixels := make([]byte, 64*12*12)
			for i := range pixels {
				pixels[i] = byte(random.Uint32())
			}
			tiles := media.Cut(pixels, 12, 12, 1)
			var b bytes.Buffer
			if err := media.EncodePNG(&b, media.Sheet{Columns: core.GridColumns}.Draw(tiles)); err != nil {
				t.Fatal(err)
			}
			path := fmt.Sprintf("%d-%d.png", seed, step)
			write(path, b.Bytes())
			r.pixels[path] = media.Abut(tiles, core.GridColumns)
			run.Artifacts = append(run.Artifacts, core.Artifact{Kind: core.KindGrid, Step: step, Path: path, Bytes: int64(b.Len())})
		}
		k.Runs = append(k.Runs, run)
	}
	r.contest.Contenders = []Contender{k}
	return r
}

// picture decodes what the page shows of a frame.
func picture(t *testing.T, f Frame) (format string, m media.Image) {
	t.Helper()
	format, text, ok := strings.Cut(strings.TrimPrefix(f.Source, "data:image/"), ";base64,")
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil || !ok {
		t.Fatalf("the source %.40q is no picture: %v", f.Source, err)
	}
	m, err = media.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	return format, m
}

// Whatever the page may take, it has every grid; with room all of them pixel for
// pixel, and else the last one of each run.
func TestEveryGridIsOnThePage(t *testing.T) {
	const runs, grids = 3, 9
	r := newReel(t, runs, grids)
	// As much as the grids take exactly, less, a third, and nothing.
	all := 0
	for _, s := range r.contest.film(r.results, 1<<30).Strips {
		for _, f := range s.Frames {
			all += len(f.Source)
		}
	}
	for _, c := range []struct {
		budget, others int
		format, said   string
	}{
		{all + 1000, 8, "png", "All 27 grids of the results are here, pixel for pixel."},
		{all * 4 / 5, 8, "jpeg", "All 27 grids of the results are here. The last of each run is exact; so that the page stays small, the others are JPEG of quality 75. The results folder has them as they were."},
		{all / 3, 2, "jpeg", "the others are JPEG of quality 60, the first quarter of the samples."},
		{1, 1, "jpeg", "the others are JPEG of quality 60, the first eighth of the samples."},
	} {
		f := r.contest.film(r.results, c.budget)
		if said := f.Said(); !strings.Contains(said, c.said) {
			t.Errorf("budget %d: the page says %q, want %q", c.budget, said, c.said)
		}
		if len(f.Positions) != grids || f.Shown != runs*grids {
			t.Fatalf("budget %d: %d positions and %d grids, want %d and %d", c.budget, len(f.Positions), f.Shown, grids, runs*grids)
		}
		total := 0
		for _, s := range f.Strips {
			for i, frame := range s.Frames {
				total += len(frame.Source)
				format, got := picture(t, frame)
				rows, want := c.others, r.pixels[frame.artifact.Path]
				if i == grids-1 {
					rows = 8
				}
				if got.H != rows*12 || got.W != 96 {
					t.Fatalf("budget %d: grid %d has %d×%d pixels, want %d rows of samples", c.budget, i, got.W, got.H, rows)
				}
				exactly := bytes.Equal(got.Pix, want.Pix)
				if last := i == grids-1; exactly != (last || c.format == "png") || !last && format != c.format {
					t.Errorf("budget %d: grid %d of %d is %s, exact: %v", c.budget, i+1, grids, format, exactly)
				}
			}
		}
		if c.budget > 1 && total > c.budget*21/20 {
			t.Errorf("the grids take %d bytes, want about %d at most", total, c.budget)
		}
	}
}

// A grid whose samples are of an unknown size, or that is something else, is
// shown as it is; points are drawn in fewer pixels.
func TestShotsOfOtherKinds(t *testing.T) {
	r := newReel(t, 1, 1)
	grid := r.contest.Contenders[0].Runs[0].Artifacts[1]
	for name, cell := range map[string][]int{"unknown": nil, "another": {5, 7}} {
		s, err := camera{results: r.results, cell: cell}.shoot(grid)
		if err != nil {
			t.Fatal(err)
		}
		if f := s.form(); f.Width != 8*72+2*9 || f.Across != 1 || f.Down != 1 {
			t.Errorf("%s size of samples: %+v", name, f)
		}
	}
	points := shot{points: []float32{0, 0, 0.5, 0.5}, cells: cells{1, 1}}
	for d, want := range map[detail]int{exact: 256, {75, 1}: 256, {60, 4}: 64, {60, 8}: 64} {
		if _, m := picture(t, Frame{Source: points.encode(d)}); m.W != want {
			t.Errorf("points are drawn in %d pixels with %v, want %d", m.W, d, want)
		}
	}
	if f := (Film{Kept: 2, detail: detail{60, 2}, Strips: []Strip{{Frames: []Frame{{artifact: core.Artifact{Kind: core.KindPoints}}}}}}); !strings.Contains(f.Said(), "the others are drawn in fewer pixels") {
		t.Errorf("the page says %q of points", f.Said())
	}
}

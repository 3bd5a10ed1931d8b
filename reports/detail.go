package reports

import (
	"fmt"
	"slices"

	"gander/core"
)

// A detail is how exactly a page shows the grids of a contest that are not the
// last one of their run, which is always exact. No grid is left out, however
// many there are.
//
// What it costs, in bytes a grid of 64 grey samples of 28×28, the mean of 78
// grids of letters and of clothes over training (base64 takes a third more):
//
//	the file, magnified, with gutters   44,200
//	exact: PNG, neither of these        26,500
//	JPEG 90                             21,000, PSNR from 38 dB
//	JPEG 75                             13,900, from 31 dB
//	JPEG 60                             11,000, from 29 dB
//
// WebP would take less, 24,000 exact and 8,000 at 35 dB, but the encoder for the
// latter that Go has is libwebp compiled to WebAssembly. Compressing the page
// once more would win back the third of base64 and lose it again, as it would
// have to be base64 itself.
type detail struct {
	quality int // of JPEG; 0 for PNG
	part    int // the first of so many parts of the rows of samples; points are drawn so much smaller
}

// exact keeps every pixel.
var exact = detail{part: 1}

// details are in order of size: below a quality that shows what the samples are,
// fewer samples say more than worse ones.
var details = []detail{exact, {90, 1}, {75, 1}, {60, 1}, {60, 2}, {60, 4}, {60, 8}}

// pageBudget is about how many bytes the sample grids take on the page, so that
// a browser opens it at once.
const pageBudget = 32 << 20

// affordable is the first detail in which all grids take so many bytes at most, by
// some of them, spread evenly, as the rest look like them.
func (f Film) affordable(cameras []camera, budget int) detail {
	shots := f.some(cameras, 24)
	for _, d := range details[:len(details)-1] {
		last, others := f.lasts(), f.Kept-f.lasts()
		if mean(shots, exact)*float64(last)+mean(shots, d)*float64(others) <= float64(budget) {
			return d
		}
	}
	return details[len(details)-1]
}

// some takes at most so many grids that can be read.
func (f Film) some(cameras []camera, most int) []shot {
	var shots []shot
	stride, i := (f.Kept+most-1)/most, 0
	for k, s := range f.Strips {
		for _, frame := range s.Frames {
			if i++; i%stride != 0 {
				continue
			}
			if shot, err := cameras[k].shoot(frame.artifact); err == nil {
				shots = append(shots, shot)
			}
		}
	}
	return shots
}

// mean is the bytes that a shot takes on the page.
func mean(shots []shot, d detail) float64 {
	sizes := make([]int, len(shots))
	share(len(shots), func(i int) { sizes[i] = len(shots[i].encode(d)) })
	total := 0
	for _, n := range sizes {
		total += n
	}
	return float64(total) / float64(max(1, len(shots)))
}

// lasts is how many strips have a last grid.
func (f Film) lasts() int {
	n := 0
	for _, s := range f.Strips {
		n += min(1, len(s.Frames))
	}
	return n
}

// Said tells how exactly the page shows the grids.
func (f Film) Said() string {
	said := fmt.Sprintf("All %d grids of the results are here", f.Kept)
	if f.Missing > 0 {
		said = fmt.Sprintf("%d of %d grids are here; %d could not be read from the results folder", f.Shown, f.Kept, f.Missing)
	}
	if f.detail == exact {
		return said + ", pixel for pixel."
	}
	return said + ". The last of each run is exact; so that the page stays small, the others are " + f.detail.less(f.points()) + ". The results folder has them as they were."
}

// less says what of a grid is on the page.
func (d detail) less(points bool) string {
	if points {
		return "drawn in fewer pixels"
	}
	said := fmt.Sprintf("JPEG of quality %d", d.quality)
	if share := map[int]string{2: "half", 4: "quarter", 8: "eighth"}[d.part]; share != "" {
		said += ", the first " + share + " of the samples"
	}
	return said
}

// points says that the grids are drawings of points.
func (f Film) points() bool {
	return slices.ContainsFunc(f.Strips, func(s Strip) bool {
		return len(s.Frames) > 0 && s.Frames[0].artifact.Kind == core.KindPoints
	})
}

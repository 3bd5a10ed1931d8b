package eval

import "math"

// Of the optical flow: the coarsest images have flowLeast to twice as many pixels
// along the shorter side, flowRounds solutions are refined at each size, and
// flowNoise, in squared grey levels, keeps motion at zero where nothing tells it.
const (
	flowLeast  = 8
	flowRounds = 8
	flowNoise  = 1.0
)

// flow is how far each pixel of a is to the right and down in b, a plane of two
// channels, in pixels: least squares of Lucas and Kanade 1981 in a window of
// binomial weights, from coarse to fine (Bouguet 2001). Values are grey levels
// from 0 to 255.
func flow(a, b plane) plane {
	return greyFlow(a.grey(), b.grey())
}

func greyFlow(a, b plane) plane {
	f := newPlane(a.h, a.w, 2)
	if (min(a.h, a.w)+1)/2 >= flowLeast {
		f = greyFlow(a.halved(), b.halved()).doubled(a.h, a.w)
		for i := range f.data {
			f.data[i] *= 2
		}
	}
	slopes := newSlopes(a)
	for range flowRounds {
		slopes.refine(f, b.left(f, a))
		f = f.windowed() // neighbours move alike
	}
	return f
}

// slopes are an image's gradients, and their products summed in windows.
type slopes struct{ x, y, xx, xy, yy plane }

func newSlopes(a plane) slopes {
	x, y := newPlane(a.h, a.w, 1), newPlane(a.h, a.w, 1)
	for r := range a.h {
		for c := range a.w {
			x.at(r, c)[0] = (a.at(r, mirror(c+1, a.w))[0] - a.at(r, mirror(c-1, a.w))[0]) / 2
			y.at(r, c)[0] = (a.at(mirror(r+1, a.h), c)[0] - a.at(mirror(r-1, a.h), c)[0]) / 2
		}
	}
	return slopes{x, y, x.times(x).windowed(), x.times(y).windowed(), y.times(y).windowed()}
}

// windowed is a sum of the neighbours of each pixel by weights that sum to 1.
func (p plane) windowed() plane { return p.filtered(1).filtered(1) }

// refine moves f to where the differences vanish that are left with it, by a
// pixel at most.
func (s slopes) refine(f, left plane) {
	ex, ey := s.x.times(left).windowed(), s.y.times(left).windowed()
	for i := range left.data {
		xx, xy, yy := s.xx.data[i]+flowNoise, s.xy.data[i], s.yy.data[i]+flowNoise
		determinant := float64(xx*yy) - float64(xy*xy)
		dx := (float64(xy*ey.data[i]) - float64(yy*ex.data[i])) / determinant
		dy := (float64(xy*ex.data[i]) - float64(xx*ey.data[i])) / determinant
		f.data[2*i] += max(-1, min(1, dx))
		f.data[2*i+1] += max(-1, min(1, dy))
	}
}

// warped is p where f leads: at each pixel what p has that far to the right and
// down, between pixels by bilinear interpolation, beyond the border its nearest.
func (p plane) warped(f plane) plane {
	out := newPlane(f.h, f.w, p.c)
	for r := range f.h {
		for c := range f.w {
			way := f.at(r, c)
			p.between(out.at(r, c), float64(r)+way[1], float64(c)+way[0])
		}
	}
	return out
}

// left is how far p, where f leads, differs from a; by nothing where f leads out.
func (p plane) left(f, a plane) plane {
	d := p.warped(f).minus(a)
	for i := range d.data {
		if !p.inside(float64(i/f.w)+f.data[2*i+1], float64(i%f.w)+f.data[2*i]) {
			d.data[i] = 0
		}
	}
	return d
}

// between interpolates at a row and a column.
func (p plane) between(dst []float64, row, column float64) {
	row, column = max(0, min(row, float64(p.h-1))), max(0, min(column, float64(p.w-1)))
	r, c := int(row), int(column)
	down, right := row-float64(r), column-float64(c)
	r2, c2 := min(r+1, p.h-1), min(c+1, p.w-1)
	for i := range dst {
		above := float64((1-right)*p.at(r, c)[i]) + float64(right*p.at(r, c2)[i])
		below := float64((1-right)*p.at(r2, c)[i]) + float64(right*p.at(r2, c2)[i])
		dst[i] = float64((1-down)*above) + float64(down*below)
	}
}

// grey is the mean of the channels.
func (p plane) grey() plane {
	out := newPlane(p.h, p.w, 1)
	for i := range out.data {
		out.data[i] = sum(p.data[i*p.c:(i+1)*p.c]) / float64(p.c)
	}
	return out
}

// inside says whether a place lies in the image.
func (p plane) inside(row, column float64) bool {
	return row >= 0 && column >= 0 && row <= float64(p.h-1) && column <= float64(p.w-1)
}

// consistent says of each pixel whether the motion there and the motion back from
// where it leads cancel, as they do not where something is hidden (Sundaram, Brox
// and Keutzer 2010, eq. 5).
func consistent(there, back plane) []bool {
	ok := make([]bool, there.h*there.w)
	var returned [2]float64
	for i := range ok {
		way := there.data[2*i : 2*i+2]
		row, column := float64(i/there.w)+way[1], float64(i%there.w)+way[0]
		if !there.inside(row, column) {
			continue
		}
		back.between(returned[:], row, column)
		gap := square(way[0]+returned[0]) + square(way[1]+returned[1])
		ways := square(way[0]) + square(way[1]) + square(returned[0]) + square(returned[1])
		ok[i] = gap < float64(0.01*ways)+0.5
	}
	return ok
}

// A motion is where each pixel of an image was in the one before it, and whether
// that is consistent.
type motion struct {
	there plane
	seen  []bool
}

func motionOf(before, now plane) motion {
	there := flow(now, before)
	return motion{there, consistent(there, flow(before, now))}
}

// warpingError is by how much an image differs from the one before it once that
// is moved along: the mean square of differences of pixels whose motion is
// consistent, black and white being 1 apart (Lai et al. 2018, arXiv 1808.00449,
// §4.2). NaN if there are no such pixels.
func warpingError(before, now plane) float64 { return motionOf(before, now).error(before, now) }

// error is the warping error of images that are to move so.
func (m motion) error(before, now plane) float64 {
	differences := before.warped(m.there).minus(now)
	total, counted := 0.0, 0
	for i, ok := range m.seen {
		if !ok {
			continue
		}
		counted++
		for _, d := range differences.data[i*now.c : (i+1)*now.c] {
			total += square(d / 255)
		}
	}
	if counted == 0 {
		return math.NaN()
	}
	return total / float64(counted*now.c)
}

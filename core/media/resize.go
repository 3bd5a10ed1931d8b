package media

import (
	"fmt"
	"math"

	"gander/core/nn/num"
)

// A Filter says how the pixels of a resized image come from those around them.
// All but Nearest grow with the step when they shrink an image, so that nothing
// aliases.
type Filter string

// The filters, in the order of their reach.
const (
	Nearest  Filter = "nearest"  // the pixel at the centre, nothing else: it aliases
	Box      Filter = "box"      // mean of the area
	Bilinear Filter = "bilinear" // triangle
	Bicubic  Filter = "bicubic"  // Catmull and Rom's cubic, a = -½
	Lanczos  Filter = "lanczos"  // windowed sinc, three lobes
)

// Filters are the names of all filters.
var Filters = []string{string(Nearest), string(Box), string(Bilinear), string(Bicubic), string(Lanczos)}

// Resize scales an image to h × w, first along the rows and then along the
// columns, each rounded to bytes. Weights are whole numbers of 2⁻²², so that
// every machine makes the same bytes; they are those of Pillow's Image.resize,
// on whose results the field's scores rest. It panics on an unknown filter.
func Resize(m Image, h, w int, f Filter) Image {
	if h < 1 || w < 1 {
		panic(fmt.Sprintf("media: resize to %d×%d", h, w))
	}
	if w != m.W {
		m = m.resizeRows(w, f)
	}
	if h != m.H {
		m = m.resizeColumns(h, f)
	}
	return m
}

// precision is the number of bits after the point of a weight: as many as keep
// the sum of byte × weight within 31 bits.
const precision = 22

// A tap is the run of old pixels that one new pixel is made from.
type tap struct {
	first   int
	weights []int32
}

func (m Image) resizeRows(w int, f Filter) Image {
	out := New(m.H, w, m.C)
	taps := f.taps(m.W, w)
	for y := range m.H {
		row, to := m.Pix[y*m.W*m.C:(y+1)*m.W*m.C], out.Pix[y*w*m.C:(y+1)*w*m.C]
		for x, t := range taps {
			for c := range m.C {
				to[x*m.C+c] = t.weigh(row[t.first*m.C+c:], m.C)
			}
		}
	}
	return out
}

func (m Image) resizeColumns(h int, f Filter) Image {
	out := New(h, m.W, m.C)
	stride := m.W * m.C
	for y, t := range f.taps(m.H, h) {
		for x := range stride {
			out.Pix[y*stride+x] = t.weigh(m.Pix[t.first*stride+x:], stride)
		}
	}
	return out
}

// weigh sums bytes that lie step apart, each times its weight.
func (t tap) weigh(pix []byte, step int) byte {
	sum := int32(1) << (precision - 1)
	for i, w := range t.weights {
		sum += w * int32(pix[i*step])
	}
	return byte(min(max(sum>>precision, 0), 255))
}

// taps are those of each of the to new pixels that from old ones become.
func (f Filter) taps(from, to int) []tap {
	scale := float64(from) / float64(to)
	taps := make([]tap, to)
	if f == Nearest {
		for i := range taps {
			taps[i] = tap{int((float64(i) + 0.5) * scale), []int32{1 << precision}}
		}
		return taps
	}
	kernel, radius := f.kernel()
	wide := max(scale, 1)
	reach := radius * wide
	for i := range taps {
		centre := (float64(i) + 0.5) * scale
		first := max(int(centre-reach+0.5), 0)
		last := min(int(centre+reach+0.5), from)
		weights := make([]float64, last-first)
		total := 0.0
		for j := range weights {
			weights[j] = kernel((float64(first+j) - centre + 0.5) * (1 / wide))
			total += weights[j]
		}
		taps[i] = tap{first, wholes(weights, total)}
	}
	return taps
}

// wholes divides weights by their total and rounds them to whole numbers of
// 2^-precision, half away from zero.
func wholes(weights []float64, total float64) []int32 {
	whole := make([]int32, len(weights))
	for i, w := range weights {
		whole[i] = int32(math.Round(float64(w/total) * (1 << precision)))
	}
	return whole
}

// kernel is the filter's function of the distance, and how far it reaches.
func (f Filter) kernel() (at func(float64) float64, radius float64) {
	switch f {
	case Box:
		return box, 0.5
	case Bilinear:
		return func(x float64) float64 { return max(1-math.Abs(x), 0) }, 1
	case Bicubic:
		return bicubic, 2
	case Lanczos:
		return lanczos, 3
	}
	panic("media: unknown filter " + string(f))
}

func box(x float64) float64 {
	if x > -0.5 && x <= 0.5 {
		return 1
	}
	return 0
}

// bicubic is Keys's cubic with a = -½. The conversions keep compilers from fusing
// products with sums, which machines would do differently.
func bicubic(x float64) float64 {
	const a = -0.5
	switch x = math.Abs(x); {
	case x < 1:
		return float64(float64(float64(float64((a+2)*x)-(a+3))*x)*x) + 1
	case x < 2:
		return float64((float64((float64((x-5)*x)+8)*x) - 4) * a)
	}
	return 0
}

func lanczos(x float64) float64 {
	if x < -3 || x >= 3 {
		return 0
	}
	return sinc(x) * sinc(x/3)
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	x *= math.Pi
	sin, _ := num.Sincos(x)
	return sin / x
}

// Crop cuts out h × w pixels, the upper left one at (x, y). It panics if they do
// not lie within the image.
func Crop(m Image, x, y, h, w int) Image {
	if x < 0 || y < 0 || h < 1 || w < 1 || x+w > m.W || y+h > m.H {
		panic(fmt.Sprintf("media: crop %d×%d at (%d, %d) from %d×%d", h, w, x, y, m.H, m.W))
	}
	out := New(h, w, m.C)
	for j := range h {
		copy(out.Pix[j*w*m.C:(j+1)*w*m.C], m.Pix[((y+j)*m.W+x)*m.C:])
	}
	return out
}

// Pad puts an image onto one of h × w pixels of value v, its upper left corner at
// (x, y). It panics if it does not fit.
func Pad(m Image, x, y, h, w int, v byte) Image {
	if x < 0 || y < 0 || x+m.W > w || y+m.H > h {
		panic(fmt.Sprintf("media: pad %d×%d at (%d, %d) to %d×%d", m.H, m.W, x, y, h, w))
	}
	out := New(h, w, m.C)
	out.fill(v)
	out.paste(m, x, y)
	return out
}

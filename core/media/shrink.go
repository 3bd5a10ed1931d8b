package media

import "fmt"

// Magnify repeats every pixel n × n times.
func Magnify(m Image, n int) Image {
	out := New(m.H*n, m.W*n, m.C)
	for y := range out.H {
		for x := range out.W {
			copy(out.at(x, y), m.at(x/n, y/n))
		}
	}
	return out
}

// Shrink scales an image down to h × w: every new pixel is the mean of the area
// that it covers, computed in whole numbers and rounded to nearest, so that
// every machine makes the same bytes. It panics when asked to enlarge.
func Shrink(m Image, h, w int) Image {
	if h < 1 || w < 1 || h > m.H || w > m.W {
		panic(fmt.Sprintf("media: shrink %d×%d to %d×%d", m.H, m.W, h, w))
	}
	out := New(h, w, m.C)
	rows, columns := spans(m.H, h), spans(m.W, w)
	area := m.H * m.W // of a new pixel, in units of 1/(h·w) old pixels
	for y := range h {
		for x := range w {
			to := out.at(x, y)
			for c := range to {
				to[c] = byte((m.weigh(rows[y], columns[x], c) + area/2) / area)
			}
		}
	}
	return out
}

// weigh sums channel c over the pixels of two spans, each times its share.
func (m Image) weigh(rows, columns span, c int) int {
	sum := 0
	for j, wy := range rows.weights {
		for i, wx := range columns.weights {
			sum += wy * wx * int(m.Pix[((rows.first+j)*m.W+columns.first+i)*m.C+c])
		}
	}
	return sum
}

// A span is the run of old pixels that one new pixel covers.
type span struct {
	first   int
	weights []int // how much of each, in units of 1/(number of new pixels)
}

// spans divides from pixels among to ≤ from of them. Measured in units of 1/to
// of an old pixel, an old pixel is to units wide and a new one from units.
func spans(from, to int) []span {
	all := make([]span, to)
	for i := range all {
		begin, end := i*from, (i+1)*from
		s := &all[i]
		s.first = begin / to
		for p := s.first; p*to < end; p++ {
			s.weights = append(s.weights, min(end, (p+1)*to)-max(begin, p*to))
		}
	}
	return all
}

package dataset

import (
	"bytes"
	"hash/maphash"
	"math"

	"gander/core/media"
	"gander/plugins/variant/data"
)

// Stats describe the rows of one split.
type Stats struct {
	Rows       int
	Classes    []int // rows of each class, as Header.Classes names them
	Attributes []int // rows that have each attribute
	Domains    []int // rows of each domain
	// Mean and Std are over all rows and, for images, pixels: one for each
	// channel or coordinate, in the units that learners see.
	Mean, Std []float64
}

// Describe counts and measures an open split.
func Describe(f *data.File) Stats {
	h := f.Header()
	s := Stats{
		Rows:       h.Rows,
		Classes:    make([]int, len(h.Classes)),
		Attributes: make([]int, len(h.Attributes)),
		Domains:    make([]int, len(h.Domains)),
	}
	for i := range h.Rows {
		s.count(f, i)
	}
	if h.DType == data.U8 {
		s.Mean, s.Std = byteMoments(f)
	} else {
		s.Mean, s.Std = moments(f)
	}
	return s
}

func (s *Stats) count(f *data.File, i int) {
	if k := f.Label(i); k >= 0 {
		s.Classes[k]++
	}
	if k := f.Domain(i); k >= 0 {
		s.Domains[k]++
	}
	for j, v := range f.Attributes(i) {
		s.Attributes[j] += int(v)
	}
}

// byteMoments are the mean and the standard deviation of each channel, exact but
// for the last rounding: bytes are counted, and the counts measured.
func byteMoments(f *data.File) (mean, std []float64) {
	h := f.Header()
	counts := make([][256]int, h.Shape[2])
	for i := range h.Rows {
		for j, v := range f.Row(i) {
			counts[j%len(counts)][v]++
		}
	}
	for _, count := range counts {
		n, sum, squares := 0, 0, 0
		for v, k := range count {
			n, sum, squares = n+k, sum+k*v, squares+k*v*v
		}
		m := float64(sum) / float64(n)
		mean = append(mean, m/127.5-1)
		std = append(std, math.Sqrt(max(float64(squares)/float64(n)-m*m, 0))/127.5)
	}
	return mean, std
}

// moments are those of each coordinate of points.
func moments(f *data.File) (mean, std []float64) {
	h := f.Header()
	mean, std = make([]float64, h.RowSize()), make([]float64, h.RowSize())
	n := float64(h.Rows)
	for i := range h.Rows {
		for c, v := range f.Point(i) {
			mean[c] += float64(v) / n
		}
	}
	for i := range h.Rows {
		for c, v := range f.Point(i) {
			std[c] += (float64(v) - mean[c]) * (float64(v) - mean[c]) / n
		}
	}
	for c := range std {
		std[c] = math.Sqrt(std[c])
	}
	return mean, std
}

// MeanImage is the mean of the rows of images that keep wants, rounded to nearest.
// ok is false if it wants none.
func MeanImage(f *data.File, keep func(row int) bool) (mean media.Image, ok bool) {
	h := f.Header()
	sums, n := make([]int, h.RowSize()), 0
	for i := range h.Rows {
		if !keep(i) {
			continue
		}
		n++
		for j, v := range f.Row(i) {
			sums[j] += int(v)
		}
	}
	if n == 0 {
		return media.Image{}, false
	}
	mean = media.Image{H: h.Shape[0], W: h.Shape[1], C: h.Shape[2], Pix: make([]byte, len(sums))}
	for j, sum := range sums {
		mean.Pix[j] = byte((sum + n/2) / n)
	}
	return mean, true
}

// A Pair is a row and an earlier one, of this file or another, with the same bytes.
type Pair struct{ Row, Same int }

// Duplicates are the rows of f that repeat a row before them.
func Duplicates(f *data.File) []Pair { return repeats(f, f) }

// Shared are the rows of f that stand in other as well, such as those of a test
// split that are trained on.
func Shared(f, other *data.File) []Pair { return repeats(f, other) }

// repeats finds rows of f among those of other; in f itself, among those before.
func repeats(f, other *data.File) []Pair {
	seed := maphash.MakeSeed()
	seen := map[uint64][]int{}
	var pairs []Pair
	remember := func(i int) {
		h := maphash.Bytes(seed, other.Row(i))
		seen[h] = append(seen[h], i)
	}
	if f != other {
		for i := range other.Rows() {
			remember(i)
		}
	}
	for i := range f.Rows() {
		for _, j := range seen[maphash.Bytes(seed, f.Row(i))] {
			if bytes.Equal(f.Row(i), other.Row(j)) {
				pairs = append(pairs, Pair{i, j})
				break
			}
		}
		if f == other {
			remember(i)
		}
	}
	return pairs
}

package eval

import "slices"

// rounds of Lloyd's algorithm; cells need no more than roughly to be apart.
const rounds = 10

// cluster gives the centres of k cells of the rows, or as many as there are
// rows (k-means, Lloyd 1982). The first centre is row 0, each further one the
// row farthest from those before.
func (f Features) cluster(k int) Features {
	first := []int{0}
	for len(first) < min(k, f.Rows) {
		_, squared := f.pick(first).nearest(f)
		farthest := slices.Index(squared, slices.Max(squared))
		first = append(first, farthest)
	}
	centres := f.pick(first)
	for range rounds {
		if centres.Rows > 1 {
			centres = f.recentred(centres)
		}
	}
	return centres
}

// recentred moves each centre to the mean of the rows nearest to it. One with
// no rows stays.
func (f Features) recentred(centres Features) Features {
	cellOf, _ := centres.nearest(f)
	moved, counts := NewFeatures(centres.Rows, f.Cols), make([]float64, centres.Rows)
	for i, c := range cellOf {
		counts[c]++
		for j, v := range f.Row(i) {
			moved.Row(c)[j] += v
		}
	}
	for c, n := range counts {
		if n == 0 {
			copy(moved.Row(c), centres.Row(c))
			continue
		}
		for j := range moved.Row(c) {
			moved.Row(c)[j] /= n
		}
	}
	return moved
}

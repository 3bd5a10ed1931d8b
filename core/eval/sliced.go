package eval

import (
	"math"
	"slices"

	"gander/core/nn/num"
)

// SlicedDistance is the mean, over directions, of the distance between two sets
// of rows as seen along a direction: the mean of |a − b|^p over the sorted
// projections (Rabin et al. 2011). Of sets of different size the first rows are
// taken, as many as the smaller one has.
func SlicedDistance(x, y, directions Features, p int) float64 {
	n := min(x.Rows, y.Rows)
	distances := make([]float64, directions.Rows)
	parallel((directions.Rows+together-1)/together, func(part int) {
		from := part * together
		some := directions.slice(from, min(from+together, directions.Rows))
		a, b := x.First(n).along(some), y.First(n).along(some)
		for i := range some.Rows {
			for k, v := range a.Row(i) {
				distances[from+i] += power(math.Abs(v-b.Row(i)[k]), p) / float64(n)
			}
		}
	})
	return sum(distances) / float64(directions.Rows)
}

// together is how many directions are looked along at once.
const together = 16

// power is vᵖ for p ≥ 1, rounded before anything is added to it.
func power(v float64, p int) float64 {
	product := v
	for range p - 1 {
		product = float64(product * v)
	}
	return product
}

// MIND is the sliced distance of order 2, times 3d for features of length d
// (Berthet et al. 2026, arXiv 2605.06797). A shift by μ in every column gives
// 3dμ²; nothing about the distributions is assumed.
func MIND(x, y, directions Features) float64 {
	return 3 * float64(x.Cols) * SlicedDistance(x, y, directions, 2)
}

// Directions are random rows of length 1, the same ones for a name.
func Directions(name string, rows, cols int) Features {
	d := NewFeatures(rows, cols)
	draws := num.NewStream(0, "evaluation", name)
	for i := range d.Data {
		d.Data[i] = draws.Normal(uint64(i))
	}
	for i := range rows {
		length := math.Sqrt(dot(d.Row(i), d.Row(i)))
		for j := range d.Row(i) {
			d.Row(i)[j] /= length
		}
	}
	return d
}

// along are the sorted projections of the rows onto directions, a row for each
// direction.
func (f Features) along(directions Features) Features {
	byRow := NewFeatures(f.Rows, directions.Rows)
	directions.panels().Products(byRow.Data, f.Data, directions.Rows)
	a := NewFeatures(directions.Rows, f.Rows)
	for i := range a.Rows {
		for k := range a.Row(i) {
			a.Row(i)[k] = byRow.Row(k)[i]
		}
		slices.Sort(a.Row(i))
	}
	return a
}

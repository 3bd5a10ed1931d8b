package eval

import "slices"

// The ball around a row reaches to this neighbour of it, counted from 1, as the
// papers have it.
const (
	precisionNeighbour = 3 // Kynkäänniemi et al. 2019
	densityNeighbour   = 5 // Naeem et al. 2020
)

// A manifold is a set of features with what its rows are to each other.
type manifold struct {
	Features
	squares []float64 // |x|² of each row
	within  float64   // mean of the kernel over pairs of different rows
	// near holds each row's squared distances to its nearest other rows, in
	// ascending order.
	near [][]float64
}

// newManifold looks for the k nearest neighbours of each row, or for all if
// there are fewer. It panics on fewer than two rows.
func newManifold(f Features, k int) manifold {
	if f.Rows < 2 {
		panic("eval: distances among fewer than two rows")
	}
	m := manifold{Features: f, squares: f.squares(), near: make([][]float64, f.Rows)}
	sums := make([]float64, f.Rows)
	products(f, f, func(from int, p Features) {
		for i := range p.Rows {
			m.near[from+i] = m.neighbours(from+i, p.Row(i), min(k, f.Rows-1))
			sums[from+i] = kernelSum(p.Row(i)[:from+i], f.Cols)
		}
	})
	m.within = 2 * sum(sums) / float64(f.Rows) / float64(f.Rows-1)
	return m
}

// neighbours are the k smallest squared distances from row i to others, by its
// products with all rows.
func (m manifold) neighbours(i int, products []float64, k int) []float64 {
	near := make([]float64, 0, k+1)
	for j, p := range products {
		d := squaredDistance(m.squares[i], m.squares[j], p)
		if j == i || len(near) == k && d >= near[k-1] {
			continue
		}
		at, _ := slices.BinarySearch(near, d)
		near = slices.Insert(near, at, d)
		near = near[:min(k, len(near))]
	}
	return near
}

// radius is the squared distance from row i to its k-th neighbour, to the last
// one known if there are fewer.
func (m manifold) radius(i, k int) float64 { return m.near[i][min(k, len(m.near[i]))-1] }

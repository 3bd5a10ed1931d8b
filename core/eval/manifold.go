package eval

import (
	"iter"
	"sync"

	"gander/core/nn/kernel"
)

// The ball around a row reaches to this neighbour of it, counted from 1, as the
// papers have it.
const (
	precisionNeighbour = 3 // Kynkäänniemi et al. 2019
	densityNeighbour   = 5 // Naeem et al. 2020
)

// A manifold is a set of features with what its rows are to each other.
type manifold struct {
	Features
	panels  kernel.Panels
	squares []float64 // |x|² of each row
	within  float64   // mean of the kernel over pairs of different rows
	near    neighbours
}

// newManifold looks for the k nearest neighbours of each row, or for all if
// there are fewer. It panics on fewer than two rows.
func newManifold(f Features, k int) manifold {
	if f.Rows < 2 {
		panic("eval: distances among fewer than two rows")
	}
	m := manifold{Features: f, panels: f.panels(), squares: f.squares(), near: newNeighbours(f.Rows, min(k, f.Rows-1))}
	sums := make([]float64, f.Rows)
	var merging sync.Mutex
	triangle(f, m.panels, func(mine iter.Seq[product]) {
		found := newNeighbours(f.Rows, m.near.k)
		for p := range mine {
			for i := range p.Rows {
				row := p.from + i
				m.note(found, row, p.Row(i)[:row])
				sums[row] = kernelSum(p.Row(i)[:row], f.Cols)
			}
		}
		merging.Lock()
		defer merging.Unlock()
		m.near.merge(found)
	})
	m.within = 2 * sum(sums) / float64(f.Rows) / float64(f.Rows-1)
	return m
}

// note takes up the distances of a row to those before it, by its products with
// them, for both sides.
func (m manifold) note(found neighbours, row int, products []float64) {
	squares, worst := m.squares[:len(products)], found.worst[:len(products)]
	for j, p := range products {
		d := squaredDistance(m.squares[row], squares[j], p)
		if d < worst[j] {
			found.insert(j, d)
		}
		if d < found.worst[row] {
			found.insert(row, d)
		}
	}
}

// radius is the squared distance from row i to its k-th neighbour, to the last
// one known if there are fewer.
func (m manifold) radius(i, k int) float64 { return m.near.of(i)[min(k, m.near.k)-1] }

// radii are those of all rows.
func (m manifold) radii(k int) []float64 {
	r := make([]float64, m.Rows)
	for i := range r {
		r[i] = m.radius(i, k)
	}
	return r
}

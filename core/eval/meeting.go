package eval

import (
	"iter"
	"math"
	"sync"
)

// A meeting is what the distances between samples and real rows tell, found in
// one pass over all pairs.
type meeting struct {
	samples, real manifold
	between       float64 // mean of the kernel over the pairs
	bySample      touches // by real rows
	byReal        touches // by samples
}

// touches are how each row lies to the rows of the other side.
type touches struct {
	nearest []float64 // squared distance to the nearest
	inside  []bool    // of the ball of one, by the k of precision
	balls   []int     // of samples: how many balls they lie inside of, by the k of density
}

// A reach says which neighbour balls reach to, for each pair of scores.
type reach struct{ precision, density int }

var usual = reach{precisionNeighbour, densityNeighbour}

func (r reach) most() int { return max(r.precision, r.density) }

func meet(samples, real manifold, k reach) *meeting {
	if samples.Cols != real.Cols {
		panic("eval: products of rows of different lengths")
	}
	m := &meeting{samples: samples, real: real, bySample: untouched(samples.Rows), byReal: untouched(real.Rows)}
	r := radii{samples.radii(k.precision), real.radii(k.precision), real.radii(k.density)}
	sums := make([]float64, samples.Rows)
	var merging sync.Mutex
	products(samples.Features, real.panels, func(mine iter.Seq[product]) {
		byReal := untouched(real.Rows)
		for p := range mine {
			for i := range p.Rows {
				m.touch(p.from+i, p.Row(i), byReal, r)
				sums[p.from+i] = kernelSum(p.Row(i), real.Cols)
			}
		}
		merging.Lock()
		defer merging.Unlock()
		m.byReal.merge(byReal)
	})
	m.between = sum(sums) / float64(samples.Rows) / float64(real.Rows)
	return m
}

// untouched are rows that nothing has touched.
func untouched(n int) touches {
	t := touches{make([]float64, n), make([]bool, n), make([]int, n)}
	for i := range t.nearest {
		t.nearest[i] = math.Inf(1)
	}
	return t
}

// merge is commutative, so the order of workers does not matter.
func (t touches) merge(o touches) {
	for i, d := range o.nearest {
		t.nearest[i] = min(t.nearest[i], d)
		t.inside[i] = t.inside[i] || o.inside[i]
	}
}

// radii are the squared radii of all balls.
type radii struct{ samples, real, dense []float64 }

// touch notes how a sample lies to all real rows. On the border of a ball
// counts as inside for precision and recall but not for density and coverage,
// as in the papers' own code.
func (m *meeting) touch(sample int, products []float64, byReal touches, r radii) {
	n := len(products)
	squares, nearest, reached, precise, dense := m.real.squares[:n], byReal.nearest[:n], byReal.inside[:n], r.real[:n], r.dense[:n]
	square, radius := m.samples.squares[sample], r.samples[sample]
	least, inside, balls := math.Inf(1), false, 0
	for j, p := range products {
		d := squaredDistance(square, squares[j], p)
		if d < nearest[j] {
			nearest[j] = d
		}
		if d < least {
			least = d
		}
		if d <= precise[j] {
			inside = true
		}
		if d < dense[j] {
			balls++
		}
		if d <= radius {
			reached[j] = true
		}
	}
	m.bySample.nearest[sample], m.bySample.inside[sample], m.bySample.balls[sample] = least, inside, balls
}

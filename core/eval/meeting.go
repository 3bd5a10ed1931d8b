package eval

import (
	"math"
	"sync"
)

// A meeting is what the distances between samples and real rows tell, found in
// one pass over all pairs.
type meeting struct {
	samples, real manifold
	between       float64 // mean of the kernel over the pairs
	bySample      []touch // by real rows
	byReal        []touch // by samples
}

// A touch is how a row lies to the rows of the other side.
type touch struct {
	nearest float64 // squared distance to the nearest
	inside  bool    // of the ball of one, by the k of precision
	balls   int     // how many balls it lies inside of, by the k of density
}

// A reach says which neighbour balls reach to, for each pair of scores.
type reach struct{ precision, density int }

var usual = reach{precisionNeighbour, densityNeighbour}

func (r reach) most() int { return max(r.precision, r.density) }

func meet(samples, real manifold, k reach) *meeting {
	m := &meeting{
		samples: samples, real: real,
		bySample: far(samples.Rows), byReal: far(real.Rows),
	}
	var merging sync.Mutex
	sums := make([]float64, samples.Rows)
	products(samples.Features, real.Features, func(from int, p Features) {
		byReal := far(real.Rows)
		for i := range p.Rows {
			m.touch(from+i, p.Row(i), byReal, k)
			sums[from+i] = kernelSum(p.Row(i), real.Cols)
		}
		merging.Lock()
		defer merging.Unlock()
		for j := range m.byReal {
			m.byReal[j].merge(byReal[j])
		}
	})
	m.between = sum(sums) / float64(samples.Rows) / float64(real.Rows)
	return m
}

// far are rows that nothing has touched.
func far(n int) []touch {
	t := make([]touch, n)
	for i := range t {
		t[i].nearest = math.Inf(1)
	}
	return t
}

// merge is commutative, so the order of blocks does not matter.
func (t *touch) merge(o touch) {
	t.nearest, t.inside, t.balls = min(t.nearest, o.nearest), t.inside || o.inside, t.balls+o.balls
}

// touch notes how a sample lies to all real rows. On the border of a ball
// counts as inside for precision and recall but not for density and coverage,
// as in the papers' own code.
func (m *meeting) touch(sample int, products []float64, byReal []touch, k reach) {
	own := &m.bySample[sample]
	radius := m.samples.radius(sample, k.precision)
	for j, p := range products {
		d := squaredDistance(m.samples.squares[sample], m.real.squares[j], p)
		own.nearest, byReal[j].nearest = min(own.nearest, d), min(byReal[j].nearest, d)
		if d <= m.real.radius(j, k.precision) {
			own.inside = true
		}
		if d <= radius {
			byReal[j].inside = true
		}
		if d < m.real.radius(j, k.density) {
			own.balls++
		}
	}
}

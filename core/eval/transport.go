package eval

import "math"

// Wasserstein2 is the Wasserstein distance of order 2 between two sets of as many
// rows: the root of the least mean squared distance over all ways to pair them
// (Villani 2009, def. 6.1). It is exact; its time grows with the cube of the number
// of rows. It panics on sets of different size, or with coordinates that are not
// finite.
func Wasserstein2(x, y Features) float64 {
	if x.Rows != y.Rows || x.Cols != y.Cols {
		panic("eval: sets of different size have no pairs")
	}
	costs := NewFeatures(x.Rows, y.Rows)
	parallel(x.Rows, func(i int) {
		for k := range y.Rows {
			d := squaredApart(x.Row(i), y.Row(k))
			if d-d != 0 {
				panic("eval: distance of rows that are not finite")
			}
			costs.Row(i)[k] = d
		}
	})
	total := 0.0
	for i, k := range assignment(costs) {
		total += costs.Row(i)[k] / float64(x.Rows)
	}
	return math.Sqrt(total)
}

// squaredApart is |a − b|².
func squaredApart(a, b []float64) float64 {
	total := 0.0
	for i, v := range a {
		total += square(v - b[i])
	}
	return total
}

// assignment gives each row of a square matrix of costs a column of its own, so that
// their sum is least (the Hungarian method in the form of shortest augmenting paths,
// Jonker and Volgenant 1987).
func assignment(costs Features) []int {
	m := newMatching(costs)
	for row := range costs.Rows {
		m.augment(row)
	}
	columnOf := make([]int, costs.Rows)
	for column, row := range m.rowOf {
		columnOf[row] = column
	}
	return columnOf
}

// A matching grows row by row. The potentials keep every reduced cost, which is
// cost − ofRow − ofColumn, at 0 or above, and at 0 for what is matched.
type matching struct {
	costs           Features
	ofRow, ofColumn []float64
	rowOf           []int // the row of a column, -1 for none
}

func newMatching(costs Features) *matching {
	m := &matching{costs, make([]float64, costs.Rows), make([]float64, costs.Rows), make([]int, costs.Rows)}
	for i := range m.rowOf {
		m.rowOf[i] = -1
	}
	return m
}

// augment matches one more row, by the shortest path over reduced costs to a column
// that is free.
func (m *matching) augment(row int) {
	n := len(m.rowOf)
	distance, from, done := make([]float64, n), make([]int, n), make([]bool, n)
	for k := range distance {
		distance[k], from[k] = math.Inf(1), -1
	}
	var path []int // columns in the order in which their distance is settled
	at, length, last := row, 0.0, -1
	for {
		next := -1
		for k, c := range m.costs.Row(at) {
			if done[k] {
				continue
			}
			if d := length + (c - m.ofRow[at] - m.ofColumn[k]); d < distance[k] {
				distance[k], from[k] = d, last
			}
			if next < 0 || distance[k] < distance[next] {
				next = k
			}
		}
		done[next], length, last = true, distance[next], next
		if m.rowOf[next] < 0 {
			break
		}
		path, at = append(path, next), m.rowOf[next]
	}
	m.ofRow[row] += length
	for _, k := range path {
		m.ofRow[m.rowOf[k]] += length - distance[k]
		m.ofColumn[k] -= length - distance[k]
	}
	for k := last; k >= 0; k = from[k] {
		if before := from[k]; before >= 0 {
			m.rowOf[k] = m.rowOf[before]
		} else {
			m.rowOf[k] = row
		}
	}
}

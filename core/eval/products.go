package eval

// Rows are multiplied a block against a tile at a time: both stay in the
// processor's cache, whatever the number of rows. Sums run over the columns in
// order, so neither size shows in the result.
const (
	block = 16
	tile  = 64
)

// products calls use for blocks of rows of x, with the index of the first row
// and the products of each with all rows of y: from several goroutines and in
// no particular order. The products are use's to change and gone when it
// returns.
func products(x, y Features, use func(from int, products Features)) {
	if x.Cols != y.Cols {
		panic("eval: products of rows of different lengths")
	}
	parallel((x.Rows+block-1)/block, func(b int) {
		from := b * block
		p := NewFeatures(min(block, x.Rows-from), y.Rows)
		for t := 0; t < y.Rows; t += tile {
			part := y.slice(t, min(t+tile, y.Rows))
			for i := range p.Rows {
				part.dots(p.Row(i)[t:], x.Row(from+i))
			}
		}
		use(from, p)
	})
}

// nearest gives, for each row of x, the row of f nearest to it, the first one
// of equals, and its squared distance.
func (f Features) nearest(x Features) (rows []int, squared []float64) {
	rows, squared = make([]int, x.Rows), make([]float64, x.Rows)
	ofX, ofF := x.squares(), f.squares()
	products(x, f, func(from int, p Features) {
		for i := range p.Rows {
			rows[from+i], squared[from+i] = nearestOf(p.Row(i), ofX[from+i], ofF, -1)
		}
	})
	return rows, squared
}

// nearestOf is the row of the least squared distance by its product with one of
// squared length xx, but for the row to skip.
func nearestOf(products []float64, xx float64, squares []float64, skip int) (row int, least float64) {
	row = -1
	for j, p := range products {
		if d := squaredDistance(xx, squares[j], p); j != skip && (row < 0 || d < least) {
			row, least = j, d
		}
	}
	return row, least
}

// squaredDistance is |x − y|² by |x|², |y|² and x·y: 0 for equal rows, never
// less.
func squaredDistance(xx, yy, xy float64) float64 { return max(0, xx+yy-2*xy) }

// squares are the squared lengths of the rows.
func (f Features) squares() []float64 {
	s := make([]float64, f.Rows)
	for i := range s {
		s[i] = dot(f.Row(i), f.Row(i))
	}
	return s
}

// slice are the rows from one to before another, sharing memory with f.
func (f Features) slice(from, to int) Features {
	return Features{Rows: to - from, Cols: f.Cols, Data: f.Data[from*f.Cols : to*f.Cols]}
}

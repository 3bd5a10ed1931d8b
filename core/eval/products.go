package eval

import (
	"iter"

	"gander/core/nn/kernel"
)

// Rows are multiplied a block at a time, which stays in the processor's cache.
// Sums run over the columns in order, so its size does not show in the result.
const block = 32

// A product is what a block of rows gives, multiplied with other rows.
type product struct {
	from int // the first row of the block
	Features
}

// panels are the rows as products take them.
func (f Features) panels() kernel.Panels { return kernel.NewPanels(f.Data, f.Cols) }

// products has blocks of rows of x multiplied with all rows of y. Several
// goroutines call use, each with its share of the blocks; a product is gone when
// the next one comes.
func products(x Features, y kernel.Panels, use func(mine iter.Seq[product])) {
	multiply(x, y, func(_, _ int) int { return y.Rows() }, use)
}

// triangle multiplies each row of f with itself and those before it, in blocks
// as wide as the last row needs.
func triangle(f Features, panels kernel.Panels, use func(mine iter.Seq[product])) {
	multiply(f, panels, func(from, rows int) int { return from + rows }, use)
}

func multiply(x Features, y kernel.Panels, width func(from, rows int) int, use func(mine iter.Seq[product])) {
	workers((x.Rows+block-1)/block, func(mine iter.Seq[int]) {
		buffer := make([]float64, block*y.Rows())
		use(func(yield func(product) bool) {
			for b := range mine {
				rows := x.slice(b*block, min((b+1)*block, x.Rows))
				p := product{b * block, Features{Rows: rows.Rows, Cols: width(b*block, rows.Rows)}}
				p.Data = buffer[:p.Rows*p.Cols]
				y.Products(p.Data, rows.Data, p.Cols)
				if !yield(p) {
					return
				}
			}
		})
	})
}

// nearest gives, for each row of x, the row of f nearest to it, the first one
// of equals, and its squared distance.
func (f Features) nearest(x Features) (rows []int, squared []float64) {
	rows, squared = make([]int, x.Rows), make([]float64, x.Rows)
	ofX, ofF := x.squares(), f.squares()
	products(x, f.panels(), func(mine iter.Seq[product]) {
		for p := range mine {
			for i := range p.Rows {
				rows[p.from+i], squared[p.from+i] = nearestOf(p.Row(i), ofX[p.from+i], ofF, -1)
			}
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
func squaredDistance(xx, yy, xy float64) float64 {
	if d := xx + yy - 2*xy; !(d < 0) {
		return d
	}
	return 0
}

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

package kernel

// #include "kernel.h"
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

// Panels are rows of float64, laid out for products with other rows.
type Panels struct {
	rows, cols int
	data       []float64 // of every so many rows, the transpose; zeros fill up the last
	set        *C.isa
}

const panelRows = C.WIDE_PANEL

// NewPanels copies rows of cols numbers each. Products are computed on the
// instruction set of the process's device; it panics where Environment reports
// an error.
func NewPanels(rows []float64, cols int) Panels { return newPanels(rows, cols, wideISA()) }

var wideISA = sync.OnceValue(func() *C.isa {
	name, _, err := environment()
	if err != nil {
		panic(err)
	}
	return isas()[name]
})

func newPanels(rows []float64, cols int, set *C.isa) Panels {
	n := len(rows) / cols
	p := Panels{rows: n, cols: cols, data: make([]float64, (n+panelRows-1)/panelRows*panelRows*cols), set: set}
	for i := range n {
		panel := p.data[i/panelRows*panelRows*cols+i%panelRows:]
		for c, v := range rows[i*cols : (i+1)*cols] {
			panel[c*panelRows] = v
		}
	}
	return p
}

// Rows is the number of rows.
func (p Panels) Rows() int { return p.rows }

// Cols is the length of a row.
func (p Panels) Cols() int { return p.cols }

// Products sets dst[i·n+j] to the product of row i of x with row j of the
// panels, for the first n of them. Every sum is in order of the columns, its
// products rounded before they are added, so the bits are those of a plain loop
// on every machine. It computes on the goroutine that calls it; several may do
// so at once.
func (p Panels) Products(dst, x []float64, n int) {
	rows := len(x) / p.cols
	if n > p.rows || len(dst) < rows*n {
		panic(fmt.Sprintf("kernel: Products: %d rows by the first %d of %d, into %d numbers", rows, n, p.rows, len(dst)))
	}
	if rows == 0 || n == 0 {
		return
	}
	C.gander_products(p.set, doublesOf(dst), C.isize(n), doublesOf(x), doublesOf(p.data), C.isize(rows), C.isize(n), C.isize(p.cols))
}

func doublesOf(x []float64) *C.double { return (*C.double)(unsafe.Pointer(unsafe.SliceData(x))) }

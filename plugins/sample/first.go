package sample

import "slices"

// First is the batch of the first n samples, or of all if there are fewer. It
// shares b's memory.
func (b Batch) First(n int) Batch {
	n = min(n, b.Rows())
	cut := Batch{Shape: slices.Concat([]int{n}, b.Shape[1:])}
	if b.U8 != nil {
		cut.U8 = b.U8[:n*b.RowSize()]
	} else {
		cut.F32 = b.F32[:n*b.RowSize()]
	}
	return cut
}

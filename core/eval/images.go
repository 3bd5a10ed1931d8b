package eval

import (
	"slices"

	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant/data"
)

// batch is rows of a file as samples.
func batch(f *data.File, rows []int) sample.Batch {
	b := sample.Batch{Shape: slices.Concat([]int{len(rows)}, f.Header().Shape)}
	for _, row := range rows {
		b.U8 = append(b.U8, f.Row(row)...)
	}
	return b
}

// noise is n images of independent uniform bytes.
func noise(shape []int, n int) sample.Batch {
	b := sample.Batch{Shape: slices.Concat([]int{n}, shape)}
	b.U8 = make([]byte, n*b.RowSize())
	stream := num.NewStream(0, "evaluation", "noise")
	for i := range b.U8 {
		b.U8[i] = byte(stream.Uint32(uint64(i)))
	}
	return b
}

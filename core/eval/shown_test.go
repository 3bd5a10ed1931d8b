package eval

import (
	"bytes"
	"slices"
	"testing"
)

// A copy lies beside itself in both kinds of neighbours, others beside what is
// like them.
func TestNearestShowsCopies(t *testing.T) {
	j := newJudge(t, plain, warm)
	b := change(honest(t), func(i int, p []byte) []byte {
		if i == 3 {
			return j.train.Row(77)
		}
		return p
	})
	tiles, columns, err := j.Nearest(t.Context(), b)
	must(t, err)
	if columns != 7 || tiles.Rows() != 16*7 {
		t.Fatalf("%d tiles in %d columns, want 16 rows of 7", tiles.Rows(), columns)
	}
	size := tiles.RowSize()
	tile := func(row, column int) []byte { return tiles.U8[(row*columns+column)*size:][:size] }
	for row := range 16 {
		if !bytes.Equal(tile(row, 0), b.U8[row*size:(row+1)*size]) {
			t.Errorf("row %d does not begin with its sample", row)
		}
		for _, column := range []int{1, 4} {
			if copied := bytes.Equal(tile(row, column), tile(row, 0)); copied != (row == 3) {
				t.Errorf("row %d, column %d shows a copy: %v", row, column, copied)
			}
		}
		if far := squaredPixels(tile(row, 0), tile(row, 4)); far > squaredPixels(tile(row, 0), j.train.Row(0)) {
			t.Errorf("row %d: an arbitrary image is nearer than the nearest", row)
		}
	}
}

func TestSmallest(t *testing.T) {
	if got := leastOf([]float64{5, 1, 4, 1, 0, 9}); !slices.Equal(got, []int{4, 1, 3}) {
		t.Errorf("the smallest are at %v", got)
	}
	if got := leastOf([]float64{2, 1}); !slices.Equal(got, []int{1, 0}) {
		t.Errorf("the smallest of two are at %v", got)
	}
}

func squaredPixels(a, b []byte) (total int) {
	for i, v := range a {
		d := int(v) - int(b[i])
		total += d * d
	}
	return total
}

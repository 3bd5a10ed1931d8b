package eval

import (
	"bytes"
	"math"
	"slices"
	"testing"
)

// A copy lies beside itself in both kinds of neighbours and before all others,
// which lie beside what is like them.
func TestNearestShowsCopies(t *testing.T) {
	const copied, of = 3, 77
	j := newJudge(t, plain, warm)
	b := change(honest(t), func(i int, p []byte) []byte {
		if i == copied {
			return j.train.Row(of)
		}
		return p
	})
	tiles, n, err := j.Nearest(t.Context(), b)
	must(t, err)
	if n.Columns != 7 || tiles.Rows() != 64*7 || len(n.Rows) != 64 {
		t.Fatalf("%d tiles in %d columns for %d samples, want 64 rows of 7", tiles.Rows(), n.Columns, len(n.Rows))
	}
	if first := n.Rows[0]; first.Sample != copied || first.Features[0].Row != of || first.Pixels[0].Row != of || first.Ratio() > 1e-6 || first.Pixels[0].Distance != 0 {
		t.Errorf("the likeliest copy is %+v, want sample %d of row %d", first, copied, of)
	}
	size := tiles.RowSize()
	tile := func(row, column int) []byte { return tiles.U8[(row*n.Columns+column)*size:][:size] }
	for i, row := range n.Rows {
		if !bytes.Equal(tile(i, 0), b.U8[row.Sample*size:(row.Sample+1)*size]) {
			t.Errorf("row %d does not begin with its sample", i)
		}
		for k, near := range slices.Concat(row.Features, row.Pixels) {
			if !bytes.Equal(tile(i, k+1), j.train.Row(near.Row)) {
				t.Errorf("row %d: tile %d is not the training image %d", i, k+1, near.Row)
			}
		}
		if same := bytes.Equal(tile(i, 1), tile(i, 0)); same != (row.Sample == copied) {
			t.Errorf("row %d shows a copy: %v", i, same)
		}
		far := func(p []byte) float64 { return math.Sqrt(float64(squaredPixels(tile(i, 0), p))/float64(size)) / 255 }
		near(t, "distance in pixels", row.Pixels[0].Distance, far(tile(i, 4)), 1e-12)
		if far(j.train.Row(0)) < row.Pixels[0].Distance {
			t.Errorf("row %d: an arbitrary image is nearer than the nearest", i)
		}
		if i > 0 && row.Ratio() < n.Rows[i-1].Ratio() {
			t.Errorf("row %d of ratio %v is below one of %v", i, row.Ratio(), n.Rows[i-1].Ratio())
		}
	}
}

// The distances in features are those of the extractor, of training images and
// of test images.
func TestDistancesOfNeighbours(t *testing.T) {
	j := newJudge(t, plain, warm)
	b := honest(t)
	_, n, err := j.Nearest(t.Context(), b)
	must(t, err)
	x, eye := j.extractors[0].Features(b), j.extractors[0]
	length := func(i int, f Features, row int) float64 {
		total := 0.0
		for c, v := range f.Row(row) {
			total += square(v - x.Row(i)[c])
		}
		return math.Sqrt(total)
	}
	row := n.Rows[5]
	training := eye.Features(batch(j.train, []int{row.Features[0].Row, row.Features[2].Row}))
	near(t, "the nearest", row.Features[0].Distance, length(row.Sample, training, 0), 1e-9)
	near(t, "the third", row.Features[2].Distance, length(row.Sample, training, 1), 1e-9)
	held, least := eye.Features(batch(j.test, newConditions(j.test, j.task, samples).reference(j.test))), math.Inf(1)
	for k := range held.Rows {
		least = min(least, length(row.Sample, held, k))
	}
	near(t, "the nearest test image", row.HeldOut, least, 1e-9)
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

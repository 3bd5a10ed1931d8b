package eval

import (
	"math"
	"testing"

	"gander/core/nn/num"
	"gander/plugins/sample"
)

// Two bins by hand: pooled shares of 0.6 have a deviation of 0.0693, of 0.55 one of
// 0.0704, and the significant difference is 1.96 of them.
func TestDifferentBins(t *testing.T) {
	share, divergence := different([]int{50, 50}, 100, []int{70, 30}, 100)
	near(t, "share of 50 and 70 in 100", share, 1, 0)
	near(t, "divergence", divergence, 0.021005925701837062, 1e-15)
	share, _ = different([]int{50, 50}, 100, []int{60, 40}, 100)
	near(t, "share of 50 and 60 in 100", share, 0, 0)
	share, divergence = different([]int{9, 0, 0}, 9, []int{0, 500, 0}, 500)
	near(t, "share where nothing is common and one bin is empty", share, 2./3, 1e-15)
	near(t, "divergence where nothing is common", divergence, math.Ln2, 1e-15)
}

// Of the training distribution itself one bin in twenty is different.
func TestBinsOfOneDistribution(t *testing.T) {
	const n, replicates = 2000, 20
	bins := NewBins(cloud("bins train", 5000, 4), 50)
	all, total := cloud("bins", n*replicates, 4), 0.0
	for i := range replicates {
		share, _ := bins.Different(all.slice(i*n, (i+1)*n))
		total += share / replicates
	}
	near(t, "share of bins", total, 0.05, 0.03)
	few, all := 0.0, all.First(n)
	for i := range all.Rows {
		if all.Row(i)[0] > 1 { // a sixth goes elsewhere
			all.Row(i)[0] *= -1
		}
	}
	if few, _ = bins.Different(all); few < 0.2 {
		t.Errorf("with a part missing %v of the bins are different", few)
	}
	if c := NewBins(cloud("few", 3, 2), 9); c.centres.Rows != 3 {
		t.Errorf("three rows have %d bins", c.centres.Rows)
	}
}

// Blocks at the edge are smaller, and averages all the same.
func TestAveraged(t *testing.T) {
	b := sample.Batch{Shape: []int{1, 33, 20, 2}, U8: make([]byte, 33*20*2)}
	for i := range b.U8 {
		b.U8[i] = []byte{51, 255}[i%2]
	}
	f, factor := averaged(b)
	if factor != 3 || f.Cols != 11*7*2 {
		t.Fatalf("averaged by %d to %d", factor, f.Cols)
	}
	for i, v := range f.Row(0) {
		near(t, "average", v, []float64{0.2, 1}[i%2], 1e-12)
	}
	s, small := num.NewStream(1, "averaged"), sample.Batch{Shape: []int{2, 4, 4, 1}, U8: make([]byte, 32)}
	for i := range small.U8 {
		small.U8[i] = byte(s.Uint32(uint64(i)))
	}
	f, factor = averaged(small)
	if factor != 1 || f.Row(1)[3] != float64(small.U8[19])/255 {
		t.Errorf("small images are averaged by %d", factor)
	}
}

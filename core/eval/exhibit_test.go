package eval

import (
	"fmt"
	"slices"
	"testing"
)

// The tests of the paper's own code (compare_gan, prd_score_test.py).
func TestGoldenTradeoff(t *testing.T) {
	precision, recall := tradeoff([]float64{0.5, 0.5}, []float64{1, 0}, 11)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"precision in the middle", precision[5], 0.5}, {"recall in the middle", recall[5], 0.5},
		{"precision at its most", precision[10], 0.5}, {"recall near its most", recall[1], 1},
	} {
		near(t, c.name, c.got, c.want, 1e-9)
	}
	precision, recall = tradeoff([]float64{0, 1}, []float64{1, 0}, 11)
	near(t, "precision of what is apart", slices.Max(precision), 0, 0)
	near(t, "recall of what is apart", slices.Max(recall), 0, 0)
	precision, recall = tradeoff([]float64{0.3, 0.7}, []float64{0.3, 0.7}, 11)
	near(t, "precision of equals", precision[5], 1, 1e-9)
	near(t, "recall of equals", recall[5], 1, 1e-9)
}

func TestConfusion(t *testing.T) {
	p := NewFeatures(4, 2) // what is seen: 0, 1, 1, 0
	copy(p.Data, []float64{0.9, 0.1, 0.2, 0.8, 0.3, 0.7, 0.6, 0.4})
	asked := []int{0, 0, 1, 1}
	m := confusion("class", []string{"a", "b"}, &Classifier{hash: "0123456789"}, p, []int{0, 1, 2, 3}, func(row int) int { return asked[row] })
	if got := fmt.Sprint(m.Counts); got != "[[1 1] [1 1]]" {
		t.Errorf("counts are %s", got)
	}
}

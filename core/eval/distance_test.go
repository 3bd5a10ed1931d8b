package eval

import (
	"context"
	"testing"

	"gander/plugins/sample"
	"gander/plugins/variant/data"
)

// Of a mixture that is one point only the distance from it is scored.
func TestDistanceFromTheOnlyPoint(t *testing.T) {
	h := data.Header{Kind: data.KindPoint, Shape: []int{2}, Modes: [][]float64{{1, 0}}}
	j, err := NewPointJudge(h)
	must(t, err)
	scores, err := j.Judge(context.Background(), sample.Batch{Shape: []int{2, 2}, F32: []float32{1, 0, 4, 4}})
	must(t, err)
	if len(scores) != 1 || scores[0].Key != "distance" {
		t.Fatalf("scores %v, want the distance alone", scores)
	}
	near(t, "mean of 0 and 5", scores[0].Value, 2.5, 0)
	h.Modes = append(h.Modes, []float64{0, 0})
	if _, err := NewPointJudge(h); err == nil {
		t.Error("two points without a deviation are taken for a mixture")
	}
}

package eval

import (
	"math"
	"testing"

	"gander/plugins/sample"
	"gander/plugins/variant/data"
)

func TestSpreadOver(t *testing.T) {
	for name, c := range map[string]struct {
		names     []int
		k         int
		modes, kl float64
	}{
		"all of them": {[]int{0, 1, 2, 3}, 4, 4, 0},
		"a single":    {[]int{2, 2, 2}, 1000, 1, math.Log(1000)},
		"uneven":      {[]int{0, 0, 0, 1}, 2, 2, 0.75*math.Log(1.5) + 0.25*math.Log(0.5)},
	} {
		modes, kl := spreadOver(c.names, c.k)
		near(t, name+": modes", modes, c.modes, 0)
		near(t, name+": divergence", kl, c.kl, 1e-12)
	}
}

// Images that are stacked from test images are named after them.
func TestStackedJudge(t *testing.T) {
	channel := taught(t, plain, "")
	single := channel.test
	k := len(single.Header().Classes)
	h := data.Header{Shape: []int{single.Header().Shape[0], single.Header().Shape[1], 3}, Stacked: single.Header().Classes}
	h.Classes = make([]string, k*k*k)
	if _, err := newStackedJudge(h, nil, newJudge(t, plain, "")); err == nil {
		t.Error("a judge without a classifier is taken")
	}
	j, err := newStackedJudge(h, nil, channel)
	must(t, err)
	const rows = 90
	images := sample.Batch{Shape: []int{rows, h.Shape[0], h.Shape[1], 3}}
	var want []int
	for i := range rows {
		name := 0
		parts := [3][]byte{}
		for c := range parts {
			row := (7*i + 11*c) % single.Rows()
			parts[c], name = single.Row(row), name*k+single.Label(row)
		}
		for p := range parts[0] {
			images.U8 = append(images.U8, parts[0][p], parts[1][p], parts[2][p])
		}
		want = append(want, name)
	}
	right := 0
	for i, name := range j.names(images) {
		if name == want[i] {
			right++
		}
	}
	if right < rows*8/10 {
		t.Errorf("%d of %d images are named right", right, rows)
	}
}

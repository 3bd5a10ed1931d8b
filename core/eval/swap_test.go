package eval

import (
	"context"
	"slices"
	"strings"
	"testing"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// ofLabels are images of the validation split with the given labels, each class's in
// their order.
func ofLabels(t *testing.T, labels []int) sample.Batch {
	t.Helper()
	f, rows, next := pictures(t, data.Validation, 4*len(labels), plain), make([]int, len(labels)), make([]int, 4)
	for i, label := range labels {
		rows[i] = 4*next[label] + label
		next[label]++
	}
	return batch(f, rows)
}

func labelsOf(rows []variant.Row) []int {
	labels := make([]int, len(rows))
	for i, r := range rows {
		labels[i] = r.Label
	}
	return labels
}

func swapped(t *testing.T, j *ImageJudge, before, after sample.Batch) map[string]core.Score {
	t.Helper()
	scores, err := j.Swapped(context.Background(), before, after)
	must(t, err)
	return known(t, scores)
}

// The same latents are asked for the next class.
func TestSwapRows(t *testing.T) {
	j := newJudge(t, plain, warm)
	if rows := j.For(variant.Image).Swap(9); rows != nil {
		t.Errorf("noise→image is asked for other labels: %v", rows)
	}
	j = j.For(variant.LabelToImage)
	before, after := j.Conditions(9), j.Swap(9)
	for i := range before {
		if after[i].Index != before[i].Index || after[i].Label != (before[i].Label+1)%4 {
			t.Errorf("row %d asks for %+v after %+v", i, after[i], before[i])
		}
	}
	if n := len(j.Swap(10_000)); n != MostSwaps {
		t.Errorf("%d rows are asked for again", n)
	}
}

// An honest generator follows the label, one that ignores it changes nothing, and one
// that draws anything at all changes its images for nothing.
func TestLabelSwap(t *testing.T) {
	j := taught(t, plain, warm).For(variant.LabelToImage)
	labels := labelsOf(j.Conditions(samples))
	before := ofLabels(t, labels)
	honest := swapped(t, j, before, ofLabels(t, labelsOf(j.Swap(samples))))
	for key, want := range map[string]string{
		"swap":        "label-swap[" + strings.TrimSuffix(j.classifier.Name(), "/fc:128") + ", both recognised]@256",
		"swap_change": "label-swap[rand-conv.v1.seed1/pool:96, change over that of real images]@256",
	} {
		if got := honest[key].Identity; got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	if s := honest["swap"]; s.Value < 0.9 || *s.Floor < 0.9 || *s.Ceiling > 0.3 {
		t.Errorf("of an honest generator it is %v, of real images %v, of noise %v", s.Value, *s.Floor, *s.Ceiling)
	}
	near(t, "what the label changes, for real images,", honest["swap_change"].Value, 1, 0.15)
	near(t, "that of real images", *honest["swap_change"].Floor, 1, 0)

	ignorer := swapped(t, j, before, before)
	if ignorer["swap"].Value != 0 || ignorer["swap_change"].Value != 0 {
		t.Errorf("a label that changes nothing has %v and %v", ignorer["swap"].Value, ignorer["swap_change"].Value)
	}
	size := before.RowSize()
	wanderer := swapped(t, j, before, change(before, func(i int, _ []byte) []byte { // another image of the class before
		for k := i + 1; ; k++ {
			if other := k % samples; labels[other] == labels[i] {
				return before.U8[other*size : (other+1)*size]
			}
		}
	}))
	if wanderer["swap"].Value > 0.02 || wanderer["swap_change"].Value < 0.2 {
		t.Errorf("other images of the same class follow the label by %v and change by %v", wanderer["swap"].Value, wanderer["swap_change"].Value)
	}
	turned := slices.Clone(labels)
	for i := range turned {
		turned[i] = (labels[i] + 1 + i%2) % 4 // every other one of a class that nobody asked for
	}
	half := swapped(t, j, before, ofLabels(t, turned))
	near(t, "labels followed every other time", half["swap"].Value, 0.5, 0.05)
	if _, err := j.Swapped(t.Context(), before, before.First(7)); err == nil {
		t.Error("seven swaps of 256: no error")
	}
}

package eval

import (
	"reflect"
	"strings"
	"testing"

	"gander/core"
	"gander/plugins/variant"
)

// The chooser asks for rows of the validation split and holds samples against
// them; its scores cannot be taken for those of the test split.
func TestChooser(t *testing.T) {
	train, test, validation := pictures(t, "train", 200, plain), pictures(t, "test", 100, plain), pictures(t, "validation", 80, plain)
	j, err := NewImageJudge(train, test, 80, "")
	if err != nil {
		t.Fatal(err)
	}
	c := j.Chooser(validation, variant.LabelToImage)
	rows := c.Conditions(80)
	if reflect.DeepEqual(rows, j.For(variant.LabelToImage).Conditions(80)) {
		t.Error("choosing asks for the rows of the test split")
	}
	order := newConditions(validation, variant.LabelToImage, 80).targets
	same, err := c.Choose(t.Context(), batch(validation, order))
	if err != nil {
		t.Fatal(err)
	}
	other, err := c.Choose(t.Context(), batch(train, order))
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range same {
		if !strings.HasSuffix(s.Key, "_validation") || !IsValidation(s) || s.Direction == core.Neither {
			t.Errorf("score %s, %s", s.Key, s.Identity)
		}
		if s.Key == "kd_validation" && s.Value >= other[i].Value {
			t.Errorf("validation rows themselves get %g, others %g", s.Value, other[i].Value)
		}
	}
	if len(same) < 6 {
		t.Errorf("%d scores to choose by", len(same))
	}
	if j.Chooser(pictures(t, "validation", 1, plain), variant.Image) != nil {
		t.Error("one row can be chosen by")
	}
}

// Exhibits of a judge: a confusion of what was asked for, and a curve.
func TestExhibits(t *testing.T) {
	train, test := pictures(t, "train", 400, plain), pictures(t, "test", 100, plain)
	j, err := NewImageJudge(train, test, 100, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Teach(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	own := j.For(variant.LabelToImage)
	samples := batch(test, newConditions(test, variant.LabelToImage, 100).targets)
	m, curve, err := own.Exhibits(t.Context(), samples)
	if err != nil {
		t.Fatal(err)
	}
	right, all := 0, 0
	for i, row := range m.Counts {
		for k, n := range row {
			all += n
			if i == k {
				right += n
			}
		}
	}
	if all != 100 || right < 60 || len(m.Names) != 4 {
		t.Errorf("%d of %d test images on the diagonal of %v", right, all, m.Counts)
	}
	if len(curve.Precision) != tradeoffShown || curve.Precision[50] < 0.95 {
		t.Errorf("test images have precision %g at equal recall", curve.Precision[50])
	}
	if m, _, err := j.For(variant.Image).Exhibits(t.Context(), samples); m != nil || err != nil {
		t.Errorf("noise→image has a confusion: %v, %v", m, err)
	}
}

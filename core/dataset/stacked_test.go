package dataset

import (
	"bytes"
	"slices"
	"testing"

	"gander/plugins/variant/data"
)

// Each channel is a digit of the same split, and the class says which three.
func TestStackedChannelsAreDigits(t *testing.T) {
	cache, options := t.TempDir(), map[string]any{"of": "glyphs", "rows": 60}
	name, own, ok := Base("stacked", options)
	if !ok || name != "glyphs" {
		t.Fatalf("the base is %q, %v", name, ok)
	}
	digits, stacked := mustPrepare(t, name, own, cache), mustPrepare(t, "stacked", options, cache)
	for _, split := range []string{data.Train, data.Test} {
		single, f := mustOpen(t, digits.Path(split)), mustOpen(t, stacked.Path(split))
		h := f.Header()
		if !slices.Equal(h.Shape, []int{28, 28, 3}) || len(h.Classes) != 1000 || !slices.Equal(h.Stacked, single.Header().Classes) {
			t.Fatalf("rows of %v, %d classes of %v", h.Shape, len(h.Classes), h.Stacked)
		}
		for i := range f.Rows() {
			label := f.Label(i)
			for c, digit := range []int{label / 100, label / 10 % 10, label % 10} {
				if !holds(single, digit, f.Row(i), c) {
					t.Fatalf("%s, row %d: channel %d is no %d", split, i, c, digit)
				}
			}
		}
	}
	if n := stacked.Header(data.Test).Rows; n != 12 {
		t.Errorf("%d test rows of 60 to train on, want 12", n)
	}
}

// holds tells whether a channel is one of the pictures of a class.
func holds(single *data.File, class int, pixels []byte, channel int) bool {
	var own []byte
	for j := channel; j < len(pixels); j += 3 {
		own = append(own, pixels[j])
	}
	for i := range single.Rows() {
		if single.Label(i) == class && bytes.Equal(single.Row(i), own) {
			return true
		}
	}
	return false
}

func TestStackedRefuses(t *testing.T) {
	for name, options := range map[string]map[string]any{
		"files without a folder": {"of": "idx"}, "a folder of glyphs": {"of": "glyphs", "path": "digits"},
	} {
		if _, problems := Check(stackedSource{}, options); len(problems) != 1 || problems[0].Name != "path" {
			t.Errorf("%s: %v, want a problem of path", name, problems)
		}
	}
	if _, own, _ := Base("stacked", map[string]any{"of": "kmnist"}); len(own) != 0 {
		t.Errorf("kmnist as it is has the options %v", own)
	}
	if _, _, ok := Base("ring", nil); ok {
		t.Error("a ring is stacked")
	}
}

func TestDiracIsThePointZero(t *testing.T) {
	p := mustPrepare(t, "dirac", nil, t.TempDir())
	f := mustOpen(t, p.Path(data.Train))
	for i := range f.Rows() {
		if !slices.Equal(f.Point(i), []float32{0, 0}) {
			t.Fatalf("row %d is %v", i, f.Point(i))
		}
	}
	if h := f.Header(); h.ModeStd != 0 || len(h.Modes) != 1 {
		t.Errorf("the header says %v ± %v", h.Modes, h.ModeStd)
	}
}

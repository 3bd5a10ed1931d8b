package runner

import (
	"slices"
	"testing"

	"gander/plugins/sample"
	"gander/plugins/variant"
)

// Every second picture of translations is a source, the one to the left of what
// was made of it; other samples stay as they are.
func TestSourcesStandBesideTranslations(t *testing.T) {
	made := sample.Batch{Shape: []int{3, 1, 1, 1}, U8: []byte{10, 20, 30}}
	black, white := []float32{-1}, []float32{1}
	got := besideSources([]variant.Row{{Source: black}, {Source: white}, {Source: black}}, made)
	if want := []byte{0, 10, 255, 20, 0, 30}; !slices.Equal(got.U8, want) || got.Rows() != 6 {
		t.Errorf("got %v of shape %v, want %v", got.U8, got.Shape, want)
	}
	if got := besideSources(make([]variant.Row, 3), made); !slices.Equal(got.U8, made.U8) {
		t.Errorf("without sources got %v", got.U8)
	}
}

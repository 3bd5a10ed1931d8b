package sample

import (
	"math"
	"slices"
	"testing"

	"gander/plugins/variant"
)

func TestQuantise(t *testing.T) {
	tests := []struct {
		x    float32
		want byte
	}{
		{-1, 0}, {1, 255}, {0, 128}, // 127.5 is a half: up
		{-2, 0}, {3, 255}, {float32(math.Inf(1)), 255}, {float32(math.Inf(-1)), 0},
		{float32(math.NaN()), 0},
		{-0.9961, 0}, {-0.996, 1}, // either side of -1 + 0.5/127.5 = -0.99608
		{0.996, 254}, {0.9961, 255},
	}
	for _, tt := range tests {
		if got := Quantise(tt.x); got != tt.want {
			t.Errorf("Quantise(%v) = %d, want %d", tt.x, got, tt.want)
		}
	}
}

func TestQuantiseUndoesDequantise(t *testing.T) {
	for p := range 256 {
		x := Dequantise(byte(p))
		if x < -1 || x > 1 {
			t.Errorf("Dequantise(%d) = %v, outside [-1, 1]", p, x)
		}
		if got := Quantise(x); got != byte(p) {
			t.Errorf("Quantise(Dequantise(%d)) = %d", p, got)
		}
	}
}

func TestOf(t *testing.T) {
	images := Of(variant.Tensor{Shape: []int{2, 1, 2, 1}, Data: []float32{-1, 0, 1, 5}})
	if want := []byte{0, 128, 255, 255}; !slices.Equal(images.U8, want) || images.F32 != nil {
		t.Errorf("images are %v and %v, want bytes %v alone", images.U8, images.F32, want)
	}
	if images.Rows() != 2 || images.RowSize() != 2 {
		t.Errorf("images have %d rows of %d, want 2 of 2", images.Rows(), images.RowSize())
	}
	if got, want := images.Tensor().Data[3], float32(1); got != want {
		t.Errorf("last pixel comes back as %v, want %v", got, want)
	}
	points := Of(variant.Tensor{Shape: []int{1, 2}, Data: []float32{0.25, -7}})
	if want := []float32{0.25, -7}; !slices.Equal(points.F32, want) || points.U8 != nil {
		t.Errorf("points are %v and %v, want floats %v alone", points.F32, points.U8, want)
	}
	if got := points.Tensor().Data; !slices.Equal(got, []float32{0.25, -7}) {
		t.Errorf("points come back as %v", got)
	}
}

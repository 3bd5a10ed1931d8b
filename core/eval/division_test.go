package eval

import (
	"slices"
	"testing"
)

// The three numbers of the FCN score, by hand from its histogram: rows are the
// truth, columns what is seen.
func TestDivisionScores(t *testing.T) {
	pixel, class, overlap := division{{50, 10}, {5, 35}}.scores()
	near(t, "pixel accuracy", pixel, 85./100, 1e-12)
	near(t, "class accuracy", class, (50./60+35./40)/2, 1e-12)
	near(t, "class IoU", overlap, (50./65+35./50)/2, 1e-12)
	pixel, class, overlap = division{{7, 0}, {0, 3}}.scores()
	if pixel != 1 || class != 1 || overlap != 1 {
		t.Errorf("the truth itself gets %v, %v, %v", pixel, class, overlap)
	}
}

func TestOtsu(t *testing.T) {
	var counts [256]int
	counts[10], counts[12], counts[200] = 3, 1, 4
	want := cut{at: 13, below: 4, between: 4 * 4 * (200 - 10.5) * (200 - 10.5)}
	if got := otsu(counts); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	counts = [256]int{255: 9}
	if got := otsu(counts); got != (cut{}) {
		t.Errorf("one level is cut: %+v", got)
	}
}

// Ground is the tone of most pixels, dark or light, and colours of equal brightness
// are told apart.
func TestDivision(t *testing.T) {
	grey := func(levels ...float64) plane { return plane{1, len(levels), 1, levels} }
	for name, c := range map[string]struct {
		truth, image plane
		want         division
	}{
		"dark ground":        {grey(0, 9, 0, 250, 255), grey(0, 200, 0, 120, 140), division{{2, 1}, {1, 1}}},
		"light ground":       {grey(255, 246, 255, 5, 0), grey(255, 55, 255, 135, 115), division{{2, 1}, {1, 1}}},
		"one tone":           {grey(3, 3, 3), grey(0, 100, 255), division{}},
		"red among green":    {plane{1, 3, 3, []float64{200, 0, 0, 0, 200, 0, 0, 200, 0}}, plane{1, 3, 3, []float64{150, 90, 0, 90, 150, 0, 255, 0, 0}}, division{{1, 1}, {0, 1}}},
		"the last channel":   {plane{1, 3, 3, []float64{9, 7, 0, 9, 7, 0, 9, 7, 200}}, plane{1, 3, 3, []float64{9, 7, 150, 200, 200, 0, 9, 7, 250}}, division{{1, 1}, {0, 1}}},
		"the image is ample": {grey(0, 0, 0, 255), grey(255, 255, 255, 255), division{{0, 3}, {0, 1}}},
	} {
		if got := divisionOf(c.image, c.truth); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
	truth := grey(slices.Repeat([]float64{40, 200, 90}, 20)...)
	if d := divisionOf(truth, truth); d[0][1] != 0 || d[1][0] != 0 {
		t.Errorf("the truth is divided from itself: %v", d)
	}
}

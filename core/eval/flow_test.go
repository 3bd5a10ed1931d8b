package eval

import (
	"math"
	"testing"

	"gander/core/nn/num"
)

// waves is a smooth texture, moved to the right and down.
func waves(h, w, channels int, right, down float64) plane {
	p := newPlane(h, w, channels)
	for i := range p.data {
		x, y := float64(i/channels%w)-right, float64(i/channels/w)-down
		p.data[i] = 128 + 40*math.Sin(0.45*x+0.2*y) + 40*math.Sin(0.5*y-0.15*x+float64(i%channels))
	}
	return p
}

// The flow of a moved texture is its motion, of fractions of a pixel and of more
// than a window.
func TestFlowOfMotion(t *testing.T) {
	for _, c := range []struct{ right, down, tolerance float64 }{
		{0, 0, 1e-9}, {1, 0, 0.01}, {0.4, -0.7, 0.06}, {-3.25, 2.5, 0.1},
	} {
		f := flow(waves(32, 40, 1, 0, 0), waves(32, 40, 1, c.right, c.down))
		for r := 8; r < 24; r++ {
			for col := 8; col < 32; col++ {
				got := f.at(r, col)
				if math.Abs(got[0]-c.right) > c.tolerance || math.Abs(got[1]-c.down) > c.tolerance {
					t.Fatalf("at row %d, column %d the motion is %v, want (%v, %v)", r, col, got, c.right, c.down)
				}
			}
		}
	}
}

// What stands still has no error, what moves next to none, what changes all of
// the change.
func TestWarpingError(t *testing.T) {
	still, moved := waves(32, 32, 3, 0, 0), waves(32, 32, 3, 1.5, -0.8)
	near(t, "error of a still image", warpingError(still, still), 0, 1e-15)
	apart, n := 0.0, float64(len(still.data))
	for i, v := range still.data {
		apart += square((v-moved.data[i])/255) / n
	}
	if e := warpingError(still, moved); !(e < apart/50) {
		t.Errorf("the error of a motion is %v, of a cut it would be %v", e, apart)
	}
	grey := func(v float64) plane {
		p := newPlane(16, 16, 1)
		for i := range p.data {
			p.data[i] = v
		}
		return p
	}
	near(t, "error of a flash", warpingError(grey(51), grey(102)), 0.04, 1e-12)
	random := func(seed uint64) plane {
		p, s := newPlane(32, 32, 1), num.NewStream(seed, "noise")
		for i := range p.data {
			p.data[i] = 255 * s.Float64(uint64(i))
		}
		return p
	}
	if e := warpingError(random(1), random(2)); e < 0.02 {
		t.Errorf("the error of unrelated noise is %v", e)
	}
}

// Motions that cancel are consistent, others are not, nor what leaves the image.
func TestConsistentMotion(t *testing.T) {
	all := func(x, y float64) plane {
		f := newPlane(4, 5, 2)
		for i := 0; i < len(f.data); i += 2 {
			f.data[i], f.data[i+1] = x, y
		}
		return f
	}
	count := func(there, back plane) (n int) {
		for _, ok := range consistent(there, back) {
			if ok {
				n++
			}
		}
		return n
	}
	for _, c := range []struct {
		what        string
		there, back plane
		want        int
	}{
		{"rest", all(0, 0), all(0, 0), 20},
		{"two to the right and back", all(2, 0), all(-2, 0), 12},
		{"one down and back", all(0, 1), all(0, -1), 15},
		{"a gap of 0.49", all(0.7, 0), all(0, 0), 16},
		{"a gap of 0.64", all(0.8, 0), all(0, 0), 0},
		{"both to the right", all(1, 0), all(1, 0), 0},
	} {
		if got := count(c.there, c.back); got != c.want {
			t.Errorf("%s: %d pixels are consistent, want %d", c.what, got, c.want)
		}
	}
}

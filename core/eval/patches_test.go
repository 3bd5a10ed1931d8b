package eval

import (
	"math"
	"testing"

	"gander/plugins/sample"
)

func TestGoldenPyramidLosesNothing(t *testing.T) {
	for _, size := range [][3]int{{32, 32, 1}, {28, 45, 3}} {
		image := imageOf(noise(size[:], 1), 0)
		bands := laplacian(image, 7)
		if len(bands) != 3 {
			t.Fatalf("%v has %d bands, want 3", size, len(bands))
		}
		got := bands[2]
		for b := 1; b >= 0; b-- {
			up := got.doubled(bands[b].h, bands[b].w)
			for i := range up.data {
				up.data[i] += bands[b].data[i]
			}
			got = up
		}
		for i, v := range got.data {
			near(t, "pixel", v, image.data[i], 1e-10)
		}
	}
}

// An even image has no detail: both directions of the pyramid keep it.
func TestPyramidOfAnEvenImage(t *testing.T) {
	image := newPlane(33, 34, 2)
	for i := range image.data {
		image.data[i] = 100
	}
	bands := laplacian(image, 16)
	if len(bands) != 2 || bands[1].h != 17 || bands[1].w != 17 {
		t.Fatalf("%d bands, the last of %d×%d", len(bands), bands[len(bands)-1].h, bands[len(bands)-1].w)
	}
	for i := range bands[1].data {
		near(t, "halved", bands[1].data[i], 100, 1e-10)
	}
	// Doubling an odd side looks beyond its last pixel, so only the inside is even.
	near(t, "detail inside", bands[0].at(10, 10)[0], 0, 1e-10)
}

func TestMirror(t *testing.T) {
	for i, want := range map[int]int{-2: 2, -1: 1, 0: 0, 3: 3, 4: 2, 5: 1, 6: 0, 7: 1} {
		if got := mirror(i, 4); got != want {
			t.Errorf("mirror(%d, 4) = %d, want %d", i, got, want)
		}
	}
	if got := mirror(5, 1); got != 0 {
		t.Errorf("mirror(5, 1) = %d, want 0", got)
	}
}

func TestGoldenPatchDistance(t *testing.T) {
	real := noise([]int{32, 32, 3}, 40)
	near(t, "distance from itself", patchDistance(real, real), 0, 0)

	// Gain and offset of a channel are taken out.
	faint := sample.Batch{Shape: real.Shape, U8: make([]byte, len(real.U8))}
	even := sample.Batch{Shape: real.Shape, U8: make([]byte, len(real.U8))}
	for i, p := range real.U8 {
		even.U8[i] = p / 4 * 4
		faint.U8[i] = p/4*2 + 50
	}
	near(t, "distance of half the contrast", patchDistance(faint, even), 0, 1e-9)

	smooth := sample.Batch{Shape: real.Shape, U8: make([]byte, len(real.U8))}
	for i := range smooth.U8 {
		smooth.U8[i] = byte(128 + 60*math.Sin(float64(i/3%32)/5)*math.Cos(float64(i/96%32)/4))
	}
	if d := patchDistance(smooth, real); d < 50 {
		t.Errorf("distance of waves from noise is %v", d)
	}
	if p := patches(noise([]int{6, 32, 1}, 2)); p != nil {
		t.Errorf("%d bands of images smaller than a patch", len(p))
	}
}

// Structure that only coarse bands see: checks that all bands count.
func TestPatchDistanceSeesLargeStructure(t *testing.T) {
	fine, coarse := noise([]int{32, 32, 1}, 60), noise([]int{32, 32, 1}, 60)
	for i := range coarse.U8 {
		coarse.U8[i] = coarse.U8[i]/2 + byte(127*(i/512%2)) // upper and lower half
	}
	a, b := patches(fine), patches(coarse)
	directions := Directions("patches", patchDirections, 49)
	if d := SlicedDistance(a[1], b[1], directions, 1); d < 0.1 {
		t.Errorf("the coarse band differs by %v", d)
	}
}

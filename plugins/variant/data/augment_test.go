package data

import (
	"math"
	"slices"
	"testing"
)

// shapeOf and pictureOf are what the vectors are about: a picture of 3 rows of 4
// pixels of 2 channels, byte i being 10·i.
var shapeOf = []int{3, 4, 2}

func pictureOf() []byte {
	b := make([]byte, 24)
	for i := range b {
		b[i] = byte(10 * i)
	}
	return b
}

func augmented(a Augment, seed uint64, dataset string, k uint64) []float32 {
	dst := make([]float32, 24)
	a.Apply(dst, pictureOf(), shapeOf, AugmentStream(seed, dataset), k)
	return dst
}

func TestAugmentOfNothingChangesNothing(t *testing.T) {
	got := augmented(Augment{}, 1, "d", 5)
	for i, v := range pictureOf() {
		if got[i] != float32(v)/127.5-1 {
			t.Fatalf("number %d is %v of %d", i, got[i], v)
		}
	}
}

func TestFlipMirrorsHalfOfAllDraws(t *testing.T) {
	straight := augmented(Augment{}, 1, "d", 0)
	flips := 0
	for k := range uint64(1000) {
		got := augmented(Augment{Flip: true}, 1, "d", k)
		if slices.Equal(got, straight) {
			continue
		}
		flips++
		for y := range 3 {
			for x := range 4 {
				for c := range 2 {
					if got[(y*4+x)*2+c] != straight[(y*4+3-x)*2+c] {
						t.Fatalf("draw %d is no mirror image: %v", k, got)
					}
				}
			}
		}
	}
	if flips < 440 || flips > 560 {
		t.Errorf("%d of 1000 are mirrored", flips)
	}
}

func TestCropMovesUpToItsLimit(t *testing.T) {
	seen := map[[2]int]int{}
	for k := range uint64(2000) {
		got := augmented(Augment{Crop: 1}, 1, "d", k)
		// The pixel in the middle tells where the picture went.
		at := int(math.Round(float64(got[(1*4+1)*2]+1)*127.5)) / 20
		seen[[2]int{1 - at/4, 1 - at%4}]++
	}
	if len(seen) != 9 {
		t.Errorf("moves are %v, want nine", seen)
	}
	for move, n := range seen {
		if max(move[0], -move[0], move[1], -move[1]) > 1 || n < 150 || n > 300 {
			t.Errorf("the move %v comes %d times of 2000", move, n)
		}
	}
}

func TestJitterStaysInRange(t *testing.T) {
	differ := false
	for k := range uint64(200) {
		for i, v := range augmented(Augment{Jitter: 1}, 1, "d", k) {
			if !(v >= -1 && v <= 1) {
				t.Fatalf("draw %d: number %d is %v", k, i, v)
			}
			differ = differ || v != augmented(Augment{}, 1, "d", k)[i]
		}
	}
	if !differ {
		t.Error("nothing changes")
	}
}

// The vectors are for those who augment in another language. Numbers are exact:
// the shortest decimals that name one float32.
func TestAugmentVectors(t *testing.T) {
	type vector struct {
		Flip    bool
		Crop    int
		Jitter  float64
		Seed    uint64
		Dataset string
		Domain  []string
		Draw    uint64
		Want    []float32
	}
	vectors := readVectors[[]vector](t, "augment.json")
	if len(vectors) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range vectors {
		got := make([]float32, 24)
		stream := AugmentStream(v.Seed, append([]string{v.Dataset}, v.Domain...)...)
		Augment{v.Flip, v.Crop, v.Jitter}.Apply(got, pictureOf(), shapeOf, stream, v.Draw)
		if !slices.Equal(got, v.Want) {
			t.Errorf("%+v: got %v", v, got)
		}
	}
}

func TestHeaderRefusesAugmentation(t *testing.T) {
	for name, a := range map[string]Augment{"crop": {Crop: 3}, "negative crop": {Crop: -1}, "jitter": {Jitter: 1.5}, "no number": {Jitter: math.NaN()}} {
		h := imageHeader()
		h.Augment = &a
		if len(h.checkContent()) == 0 {
			t.Errorf("%s is accepted", name)
		}
	}
	h := pointHeader()
	h.Augment = &Augment{Flip: true}
	if len(h.checkContent()) == 0 {
		t.Error("points are augmented")
	}
}

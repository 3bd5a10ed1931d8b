package media

import (
	"bytes"
	"fmt"
	"image/png"
	"math/rand/v2"
	"slices"
	"testing"
)

// A compact PNG has every pixel of the image, grey where all is grey, and is no
// larger than the plain one.
func TestEncodeCompact(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := func(h, w, c, values int) Image {
		m := New(h, w, c)
		for i := range m.Pix {
			m.Pix[i] = byte(random.IntN(values) * 255 / (values - 1))
		}
		return m
	}
	blueish := Convert(noise(20, 30, 1, 9), 3)
	blueish.Pix[2] ^= 1
	for name, m := range map[string]Image{
		"grey but for a blue": blueish,
		"grey":                noise(20, 30, 1, 256), "few greys": noise(20, 30, 1, 3), "colours": noise(20, 30, 3, 256),
		"few colours": noise(20, 30, 3, 2), "grey in three channels": Convert(noise(20, 30, 1, 9), 3),
	} {
		var compact, plain bytes.Buffer
		if err := EncodeCompact(&compact, m); err != nil {
			t.Fatal(err)
		}
		if err := EncodePNG(&plain, m); err != nil {
			t.Fatal(err)
		}
		if compact.Len() > plain.Len() {
			t.Errorf("%s: %d bytes, plain %d", name, compact.Len(), plain.Len())
		}
		back, err := png.Decode(&compact)
		if err != nil {
			t.Fatal(err)
		}
		if got := From(back, m.C); !slices.Equal(got.Pix, m.Pix) {
			t.Errorf("%s: the pixels are others", name)
		}
	}
}

func TestAbut(t *testing.T) {
	tiles := Cut([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 2, 2, 1)
	if m := Abut(tiles, 2); fmt.Sprint(m) != "{4 4 1 [1 2 5 6 3 4 7 8 9 10 0 0 11 12 0 0]}" {
		t.Errorf("got %v", m)
	}
}

// What is taken from a sheet is what was put on it, however it was magnified.
func TestApartAndAbut(t *testing.T) {
	tiles := Cut([]byte("abcdefghijklmnopqrstuvwx"), 2, 3, 1)
	sheet := Sheet{Columns: 2}.Draw(tiles)
	back, err := Sheet{Columns: 2}.Apart(sheet, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := Abut(back, 2), Abut(tiles, 2); !slices.Equal(got.Pix, want.Pix) {
		t.Errorf("got %q, want %q", got.Pix, want.Pix)
	}
}

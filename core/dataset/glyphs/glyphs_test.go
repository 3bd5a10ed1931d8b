package glyphs

import (
	"bytes"
	"slices"
	"testing"
)

// forEach visits every picture.
func forEach(t *testing.T, visit func(face Face, character rune, picture []byte)) {
	t.Helper()
	picture := make([]byte, Size*Size)
	for i, face := range Faces() {
		for j, c := range Characters {
			if err := Picture(picture, i, j); err != nil {
				t.Fatal(err)
			}
			visit(face, c, picture)
		}
	}
}

// ink is the box around all pixels that are not black.
func ink(picture []byte) (left, top, right, bottom int) {
	left, top = Size, Size
	for i, v := range picture {
		if v > 0 {
			x, y := i%Size, i/Size
			left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
		}
	}
	return left, top, right, bottom
}

func TestPicturesAreCentredAndWhole(t *testing.T) {
	n := 0
	forEach(t, func(face Face, c rune, picture []byte) {
		n++
		left, top, right, bottom := ink(picture)
		// A centred box reaches as far to one side as to the other; a faint
		// edge may fall below the lowest level.
		if d := left + right - (Size - 1); d < -1 || d > 1 {
			t.Errorf("%s %c lies between columns %d and %d", face.Name, c, left, right)
		}
		if d := top + bottom - (Size - 1); d < -1 || d > 1 {
			t.Errorf("%s %c lies between rows %d and %d", face.Name, c, top, bottom)
		}
		if left < 3 || top < 3 || right >= Size-3 || bottom >= Size-3 {
			t.Errorf("%s %c reaches into the margin", face.Name, c)
		}
		if bottom-top < Size/5 || slices.Max(picture) < 100 {
			t.Errorf("%s %c is hardly there", face.Name, c)
		}
	})
	if n != 125*62 {
		t.Errorf("%d pictures, want 125 × 62", n)
	}
}

// The box that stands for a missing character would stand for several.
func TestPicturesOfAFaceDiffer(t *testing.T) {
	shared := map[string]map[string]int{}
	forEach(t, func(face Face, c rune, picture []byte) {
		if shared[face.Name] == nil {
			shared[face.Name] = map[string]int{}
		}
		shared[face.Name][string(picture)]++
	})
	for face, pictures := range shared {
		if len(pictures) < len(Characters) {
			t.Errorf("%s has %d different pictures", face, len(pictures))
		}
	}
}

func TestFacesAreKnown(t *testing.T) {
	names := map[string]bool{}
	for _, f := range Faces() {
		if names[f.Name] || f.Family == "" {
			t.Errorf("face %q of family %q", f.Name, f.Family)
		}
		names[f.Name] = true
		for _, a := range f.Attributes {
			if !slices.Contains(Attributes, a) {
				t.Errorf("%s has %q", f.Name, a)
			}
		}
	}
	if len(names) != 125 {
		t.Errorf("%d faces, want 125", len(names))
	}
}

func TestPackAndUnpack(t *testing.T) {
	src := make([]byte, 256)
	for i := range src {
		src[i] = byte(i)
	}
	packed, got := make([]byte, 128), make([]byte, 256)
	Pack(packed, src)
	Unpack(got, packed)
	for i, v := range got {
		if d := int(v) - i; d < -8 || d > 8 {
			t.Errorf("%d becomes %d", i, v)
		}
	}
	again := make([]byte, 128)
	if Pack(again, got); !bytes.Equal(again, packed) {
		t.Error("packing twice changes the picture")
	}
}

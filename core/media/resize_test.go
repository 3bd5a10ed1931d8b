package media

import (
	"encoding/json"
	"slices"
	"testing"
)

// The vectors are Pillow's.
func TestResizeAgreesWithPillow(t *testing.T) {
	var cases []struct {
		Filter Filter
		W, H   int
		C      int
		Pix    []int
		ToW    int `json:"to_w"`
		ToH    int `json:"to_h"`
		Want   []int
	}
	if err := json.Unmarshal(mustRead(t, "resize.json"), &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) != 40 {
		t.Fatalf("%d cases, want 40", len(cases))
	}
	bytesOf := func(v []int) []byte {
		b := make([]byte, len(v))
		for i := range v {
			b[i] = byte(v[i])
		}
		return b
	}
	for _, c := range cases {
		got := Resize(Image{H: c.H, W: c.W, C: c.C, Pix: bytesOf(c.Pix)}, c.ToH, c.ToW, c.Filter)
		if want := bytesOf(c.Want); !slices.Equal(got.Pix, want) {
			t.Errorf("%s, %d×%d×%d to %d×%d:\n%v, want\n%v", c.Filter, c.H, c.W, c.C, c.ToH, c.ToW, got.Pix, want)
		}
	}
}

func TestCropAndPad(t *testing.T) {
	m := Image{H: 2, W: 3, C: 1, Pix: []byte{1, 2, 3, 4, 5, 6}}
	if got, want := Crop(m, 1, 0, 2, 2).Pix, []byte{2, 3, 5, 6}; !slices.Equal(got, want) {
		t.Errorf("crop gives %v, want %v", got, want)
	}
	if got, want := Pad(Crop(m, 0, 1, 1, 2), 1, 1, 3, 3, 9).Pix, []byte{9, 9, 9, 9, 4, 5, 9, 9, 9}; !slices.Equal(got, want) {
		t.Errorf("pad gives %v, want %v", got, want)
	}
}

func TestConvert(t *testing.T) {
	grey := Image{H: 1, W: 2, C: 1, Pix: []byte{7, 200}}
	if got, want := Convert(grey, 3).Pix, []byte{7, 7, 7, 200, 200, 200}; !slices.Equal(got, want) {
		t.Errorf("grey becomes %v, want %v", got, want)
	}
	if got := Convert(Convert(grey, 3), 1).Pix; !slices.Equal(got, grey.Pix) {
		t.Errorf("there and back gives %v, want %v", got, grey.Pix)
	}
}

func BenchmarkResize(b *testing.B) {
	m := noise(178, 178, 3)
	for b.Loop() {
		Resize(m, 64, 64, Bicubic)
	}
}

func BenchmarkDecodePNG(b *testing.B) {
	file := mustRead(b, "smooth-jpg.png")
	for b.Loop() {
		if _, err := Decode(file); err != nil {
			b.Fatal(err)
		}
	}
}

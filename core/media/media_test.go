package media

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"slices"
	"testing"
)

// noise is an image that has no symmetry.
func noise(h, w, channels int) Image {
	m := New(h, w, channels)
	for i := range m.Pix {
		m.Pix[i] = byte(i*i*31 + i*7)
	}
	return m
}

func TestCutSharesMemory(t *testing.T) {
	pixels := noise(6, 2, 3).Pix
	images := Cut(pixels, 2, 2, 3)
	if len(images) != 3 {
		t.Fatalf("%d images, want 3", len(images))
	}
	for i, m := range images {
		if !bytes.Equal(m.Pix, pixels[i*12:(i+1)*12]) {
			t.Errorf("image %d is %v", i, m.Pix)
		}
	}
}

func TestPNGComesBack(t *testing.T) {
	for _, channels := range []int{1, 3} {
		m := noise(5, 7, channels)
		var b bytes.Buffer
		if err := EncodePNG(&b, m); err != nil {
			t.Fatal(err)
		}
		got, err := Decode(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if got.H != 5 || got.W != 7 || got.C != channels || !bytes.Equal(got.Pix, m.Pix) {
			t.Errorf("%d channels come back as %+v, want %+v", channels, got, m)
		}
	}
}

func TestFromAgreesWithPackageColor(t *testing.T) {
	src := image.NewNRGBA(image.Rect(-2, 3, 8, 9)) // not at the origin
	for i := range src.Pix {
		src.Pix[i] = byte(i * i * 13)
		if i%4 == 3 {
			src.Pix[i] = 255
		}
	}
	rgb, grey := From(src, 3), From(src, 1)
	for y := range 6 {
		for x := range 10 {
			c := src.NRGBAAt(x-2, y+3)
			if got := rgb.at(x, y); !bytes.Equal(got, []byte{c.R, c.G, c.B}) {
				t.Errorf("(%d, %d) is %v, want %v", x, y, got, c)
			}
			if got, want := grey.at(x, y)[0], color.GrayModel.Convert(c).(color.Gray).Y; got != want {
				t.Errorf("(%d, %d) is %d in grey, want %d", x, y, got, want)
			}
		}
	}
}

func TestShrink(t *testing.T) {
	m := Image{H: 2, W: 4, C: 1, Pix: []byte{0, 10, 100, 200, 20, 30, 101, 203}}
	if got, want := Shrink(m, 1, 2).Pix, []byte{15, 151}; !bytes.Equal(got, want) {
		t.Errorf("halves are %v, want %v", got, want)
	}
	// Thirds of four pixels: the first covers pixel 0 and a third of pixel 1.
	line := Image{H: 1, W: 4, C: 1, Pix: []byte{90, 30, 0, 120}}
	if got, want := Shrink(line, 1, 3).Pix, []byte{75, 15, 90}; !bytes.Equal(got, want) {
		t.Errorf("thirds are %v, want %v", got, want)
	}
}

func TestShrinkKeepsLight(t *testing.T) {
	for _, channels := range []int{1, 3} {
		m := noise(64, 64, channels)
		if got := Shrink(m, 64, 64); !bytes.Equal(got.Pix, m.Pix) {
			t.Error("shrinking to the same size changes the image")
		}
		for size := 1; size < 64; size++ {
			if d := mean(Shrink(m, size, size).Pix) - mean(m.Pix); math.Abs(d) > 0.5 {
				t.Errorf("size %d shifts the mean by %v", size, d)
			}
		}
	}
}

func mean(pix []byte) float64 {
	sum := 0.0
	for _, v := range pix {
		sum += float64(v)
	}
	return sum / float64(len(pix))
}

func TestResizeKeepsConstantsAndMeans(t *testing.T) {
	for _, size := range []int{5, 16, 40} {
		flat := New(16, 16, 3)
		flat.fill(77)
		if got := Resize(flat, size, size, Bicubic); slices.Min(got.Pix) != 77 || slices.Max(got.Pix) != 77 {
			t.Errorf("a constant becomes %d … %d", slices.Min(got.Pix), slices.Max(got.Pix))
		}
	}
	// A fine chequerboard must become grey, not one of its colours.
	board := New(32, 32, 1)
	for i := range board.Pix {
		board.Pix[i] = byte((i%32 + i/32) % 2 * 255)
	}
	for _, v := range Resize(board, 8, 8, Bicubic).Pix {
		if v < 110 || v > 145 {
			t.Fatalf("a chequerboard becomes %d", v)
		}
	}
}

func TestMagnify(t *testing.T) {
	m := Image{H: 1, W: 2, C: 1, Pix: []byte{3, 9}}
	if got, want := Magnify(m, 2).Pix, []byte{3, 3, 9, 9, 3, 3, 9, 9}; !bytes.Equal(got, want) {
		t.Errorf("twice as large is %v, want %v", got, want)
	}
}

func TestSheetPlacesTiles(t *testing.T) {
	tiles := Cut(noise(5*4, 4, 3).Pix, 4, 4, 3)
	s := Sheet{Columns: 3, Gutter: 1, MinTile: 7}.Draw(tiles) // magnified twice
	if s.H != 1+2*9 || s.W != 1+3*9 || s.C != 3 {
		t.Fatalf("sheet is %d×%d×%d", s.H, s.W, s.C)
	}
	for i, tile := range tiles {
		for y := range 8 {
			for x := range 8 {
				got, want := s.at(1+i%3*9+x, 1+i/3*9+y), tile.at(x/2, y/2)
				if !bytes.Equal(got, want) {
					t.Fatalf("pixel (%d, %d) of tile %d is %v, want %v", x, y, i, got, want)
				}
			}
		}
	}
	if empty := s.at(1+2*9+4, 1+9+4); empty[0] != paper {
		t.Errorf("the place of the missing tile is %v", empty)
	}
}

// A sheet comes apart into the tiles that it was drawn from.
func TestSheetApart(t *testing.T) {
	var tiles []Image
	for k := range 6 {
		m := New(3, 4, 3)
		for i := range m.Pix {
			m.Pix[i] = byte(17*k + i)
		}
		tiles = append(tiles, m)
	}
	for _, s := range []Sheet{{Columns: 2}, {Columns: 3, Gutter: 1, MinTile: 4}} {
		apart, err := s.Apart(s.Draw(tiles), 3, 4)
		if err != nil || len(apart) != len(tiles) {
			t.Fatalf("%d tiles, %v", len(apart), err)
		}
		for i := range tiles {
			if !bytes.Equal(apart[i].Pix, tiles[i].Pix) {
				t.Errorf("tile %d of %+v is another one", i, s)
			}
		}
		for _, size := range [][2]int{{3, 5}, {2, 4}, {0, 4}, {1 << 62, 4}} {
			if _, err := s.Apart(s.Draw(tiles), size[0], size[1]); err == nil {
				t.Errorf("%+v comes apart into tiles of %v", s, size)
			}
		}
	}
	if _, err := (Sheet{}).Apart(Sheet{}.Draw(tiles), 3, 4); err == nil {
		t.Error("a sheet of no columns comes apart")
	}
}

func TestSheetLabels(t *testing.T) {
	tiles := Cut(noise(4*8, 8, 1).Pix, 8, 8, 1)
	plain := Sheet{Columns: 2, MinTile: 8}.Draw(tiles)
	labels := Sheet{Columns: 2, MinTile: 8, RowLabels: []string{"wgan", "vanilla"}, ColumnLabels: []string{"1", "a long one"}}
	labelled := labels.Draw(tiles)
	left, top := labelled.W-plain.W, labelled.H-plain.H
	if left < 20 || top < lineHeight {
		t.Fatalf("labels have %d×%d pixels", left, top)
	}
	dark := 0
	for y := range labelled.H {
		for x := range left {
			if labelled.at(x, y)[0] < paper/2 {
				dark++
			}
		}
	}
	if dark < 50 {
		t.Errorf("%d dark pixels beside the rows: no text", dark)
	}
	if again := labels.Draw(tiles); !bytes.Equal(again.Pix, labelled.Pix) {
		t.Error("drawn twice, the sheet differs")
	}
}

func TestScatter(t *testing.T) {
	s := Scatter{Size: 100, Extent: 1}
	m := s.Draw([]float32{0.5, 0.5, 3, 0, float32(math.NaN()), 0})
	var blue []int
	for i := range m.H * m.W {
		if m.Pix[3*i] < 255 {
			blue = append(blue, i)
		}
	}
	// (0.5, 0.5) lies right of and above the middle.
	if want := []int{25*100 + 75, 25*100 + 76, 26*100 + 75, 26*100 + 76}; !slices.Equal(blue, want) {
		t.Errorf("pixels %v are not white, want %v", blue, want)
	}
	marked := Scatter{Size: 100, Modes: [][]float64{{0, 1}}}.Draw(nil)
	if bytes.Equal(marked.Pix, Scatter{Size: 100}.Draw(nil).Pix) {
		t.Error("the mode is not marked")
	}
}

package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func mustRead(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustDecode(t testing.TB, name string) Image {
	t.Helper()
	m, err := Decode(mustRead(t, name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return m
}

// differ is the largest difference of two images of one shape, 256 for others.
func differ(a, b Image) int {
	if a.H != b.H || a.W != b.W || a.C != b.C {
		return 256
	}
	most := 0
	for i := range a.Pix {
		most = max(most, int(a.Pix[i])-int(b.Pix[i]), int(b.Pix[i])-int(a.Pix[i]))
	}
	return most
}

func TestDecodeAgreesWithPillow(t *testing.T) {
	for name, c := range map[string]struct {
		want      string
		tolerance int // JPEG decoders round differently
	}{
		"still.bmp":           {"still.png", 0},
		"still-lossless.webp": {"still.png", 0},
		"still.gif":           {"still-gif.png", 0},
		"palette.png":         {"palette-png.png", 0},
		"alpha.png":           {"alpha-png.png", 0},
		"smooth.jpg":          {"smooth-jpg.png", 3},
	} {
		if d := differ(mustDecode(t, name), mustDecode(t, c.want)); d > c.tolerance {
			t.Errorf("%s differs by %d from %s", name, d, c.want)
		}
	}
	for _, name := range []string{"grey.png", "smooth-grey.jpg"} {
		if m := mustDecode(t, name); m.C != 1 {
			t.Errorf("%s has %d channels, want 1", name, m.C)
		}
	}
}

func TestDecodeGivesTheFirstFrame(t *testing.T) {
	for _, name := range []string{"disposal2.gif", "lossless.webp"} {
		strip := mustDecode(t, strings.Replace(name, ".", "-", 1)+".png")
		if d := differ(mustDecode(t, name), Crop(strip, 0, 0, 20, 24)); d != 0 {
			t.Errorf("%s differs by %d from its first frame", name, d)
		}
	}
}

func TestFramesAgreeWithPillow(t *testing.T) {
	for name, tolerance := range map[string]int{
		"disposal1.gif": 0, "disposal2.gif": 0, "disposal3.gif": 0, "lossless.webp": 0,
		"lossy.webp": 70, // Pillow interpolates chroma, at edges that is another colour
	} {
		strip := mustDecode(t, strings.Replace(name, ".", "-", 1)+".png")
		n := 0
		for m, err := range Frames(mustRead(t, name)) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if d := differ(m, Crop(strip, 0, 20*n, 20, 24)); d > tolerance {
				t.Errorf("%s: frame %d differs by %d", name, n, d)
			}
			n++
		}
		if n != 4 || !IsAnimation(mustRead(t, name)) {
			t.Errorf("%s has %d frames, want 4 of an animation", name, n)
		}
	}
	if IsAnimation(mustRead(t, "still.gif")) || IsAnimation(mustRead(t, "still-lossless.webp")) {
		t.Error("a still is an animation")
	}
}

// resized is a PNG file whose header claims another size.
func resized(file []byte, w, h uint32) []byte {
	file = bytes.Clone(file)
	binary.BigEndian.PutUint32(file[16:], w)
	binary.BigEndian.PutUint32(file[20:], h)
	binary.BigEndian.PutUint32(file[29:], crc32.ChecksumIEEE(file[12:29]))
	return file
}

// wide is a BMP whose header claims another size.
func wide(file []byte, w, h uint32) []byte {
	file = bytes.Clone(file)
	binary.LittleEndian.PutUint32(file[18:], w)
	binary.LittleEndian.PutUint32(file[22:], h)
	return file
}

func TestDecodeRefuses(t *testing.T) {
	png, bmp := mustRead(t, "still.png"), mustRead(t, "still.bmp")
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":            {nil, "not a PNG"},
		"text":               {[]byte("hello, world"), "not a PNG"},
		"pickle":             {[]byte("\x80\x04\x95"), "not a PNG"},
		"cut short":          {png[:50], "png: "},
		"huge":               {resized(png, 1<<14, 1<<13), "pixels are more than"},
		"65535 squared":      {resized(png, 65535, 65535), "pixels are more than"},
		"2^31-1 by 1":        {resized(png, 1<<31-1, 1), "pixels are more than"},
		"no width":           {resized(png, 0, 7), "dimension"},
		"a bomb":             {resized(png, 8000, 8000), "are no picture"},
		"a BMP bomb":         {wide(bmp, 8000, 8000), "are no picture"},
		"JPEG without a bit": {[]byte("\xff\xd8\xff"), "EOF"},
		"GIF without frames": {mustRead(t, "still.gif")[:13], "gif: "},
		"WebP cut short":     {mustRead(t, "lossless.webp")[:60], "webp: "},
	} {
		_, err := Decode(c.file)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want one with %q", name, err, c.want)
		}
	}
	if _, err := Decode([]byte("%PDF")); !errors.Is(err, ErrFormat) {
		t.Errorf("error is %v, want ErrFormat", err)
	}
}

func TestFramesRefuse(t *testing.T) {
	gif, webp := mustRead(t, "disposal2.gif"), mustRead(t, "lossless.webp")
	huge := bytes.Clone(gif)
	binary.LittleEndian.PutUint16(huge[6:], 65535)
	binary.LittleEndian.PutUint16(huge[8:], 65535)
	for name, file := range map[string][]byte{
		"text": []byte("hello"), "GIF cut short": gif[:len(gif)-20], "WebP cut short": webp[:len(webp)-20], "huge GIF": huge,
	} {
		var last error
		for _, err := range Frames(file) {
			last = err
		}
		if last == nil {
			t.Errorf("%s is read", name)
		}
	}
}

func FuzzDecode(f *testing.F) {
	names, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		if b := mustRead(f, filepath.Base(name)); len(b) < 2000 {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			return
		}
		if m, err := Decode(b); err == nil && len(m.Pix) != m.H*m.W*m.C {
			t.Errorf("%d×%d×%d in %d bytes", m.H, m.W, m.C, len(m.Pix))
		}
		n := 0
		for _, err := range Frames(b) {
			if n++; err != nil || n == 10 {
				break
			}
		}
	})
}

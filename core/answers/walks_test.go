package answers

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/core/media"
	"gander/plugins/variant"
)

// flickering writes a GIF of so many frames, each of one grey level.
func flickering(t *testing.T, file string, frames int) {
	t.Helper()
	var g gif.GIF
	for i := range frames {
		m := image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Gray{byte(100 + i)}, color.Gray{0}})
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, 1)
	}
	var b bytes.Buffer
	must(t, gif.EncodeAll(&b, &g))
	must(t, os.WriteFile(file, b.Bytes(), 0o644))
}

// The first clips that are long enough are taken, in order of their names: folders of
// frames and animations alike, their first frames each. None of them is judged as a
// picture.
func TestWalksOfAFolder(t *testing.T) {
	dir := put(t, []string{"x.png", "y.png"})
	for clip, frames := range map[string]int{"a": 3, "c": 2, "d": 5} {
		for i := range frames {
			m := media.New(4, 4, 1)
			m.Pix[0] = byte(10*frames + i)
			must(t, writePicture(filepath.Join(dir, "walks", clip, fmt.Sprintf("%04d.png", i)), m))
		}
	}
	flickering(t, filepath.Join(dir, "walks", "b.gif"), 4)
	for _, stray := range []string{"0.png", ".hidden"} {
		must(t, os.WriteFile(filepath.Join(dir, "walks", stray), []byte("no clip"), 0o644))
	}
	open := func() *Folder {
		f, err := Open(dir, letters, "")
		must(t, err)
		return f
	}
	f := open()
	if f.Task != variant.Image || len(f.pictures) != 2 {
		t.Errorf("%d pictures are judged as %s", len(f.pictures), f.Task)
	}
	got, resized, lacking, err := f.Walks(context.Background(), 3, 3, []int{4, 4, 1})
	must(t, err)
	if got.Rows() != 9 || resized != 3 || lacking != "" {
		t.Fatalf("%d frames, %d of them resized, lacking %q", got.Rows(), resized, lacking)
	}
	for row, want := range []byte{30, 31, 32, 100, 101, 102, 50, 51, 52} {
		if v := got.U8[16*row]; v != want {
			t.Errorf("frame %d is %d, want %d", row, v, want)
		}
	}
	if _, _, lacking, err := f.Walks(context.Background(), 4, 3, []int{4, 4, 1}); err != nil || !strings.Contains(lacking, "walks/ holds 3 clips of 3 frames or more, and 4 are wanted") {
		t.Errorf("of four clips it says %q, %v", lacking, err)
	}
	must(t, os.WriteFile(filepath.Join(dir, "walks", "b.gif"), []byte("GIF89a"), 0o644))
	if _, _, _, err := f.Walks(context.Background(), 3, 3, []int{4, 4, 1}); err == nil || !strings.Contains(err.Error(), "walks/b.gif") {
		t.Errorf("of a broken animation it says %v", err)
	}
	must(t, os.RemoveAll(filepath.Join(dir, "walks")))
	if b, _, lacking, err := open().Walks(context.Background(), 3, 3, []int{4, 4, 1}); b.U8 != nil || lacking != "" || err != nil {
		t.Errorf("without clips it says %q, %v", lacking, err)
	}
}

// A class may be called like the folder of clips.
func TestAClassCalledWalks(t *testing.T) {
	test := letters
	test.Classes = []string{"walks", "runs"}
	f, err := Open(put(t, []string{"walks/0.png", "runs/0.png"}), test, "")
	must(t, err)
	if f.Task != variant.LabelToImage || len(f.pictures) != 2 {
		t.Errorf("%d pictures are judged as %s", len(f.pictures), f.Task)
	}
	if b, _, lacking, err := f.Walks(context.Background(), 1, 1, []int{4, 4, 1}); b.U8 != nil || lacking != "" || err != nil {
		t.Errorf("its pictures are clips: %q, %v", lacking, err)
	}
}

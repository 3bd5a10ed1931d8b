package dataset

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"slices"
	"testing"

	"gander/plugins/variant/data"
)

func TestVideo(t *testing.T) {
	contents := map[string][]byte{}
	for clip := range 4 {
		for i := range 6 {
			contents[fmt.Sprintf("run/clip%d/%03d.png", clip, i)] = flat(4, 4, byte(10*clip+i), 0, 0)
		}
		var b bytes.Buffer
		g := gif.GIF{}
		for i := range 3 {
			m := image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.RGBA{byte(100 + 10*clip + i), 0, 0, 255}})
			g.Image, g.Delay = append(g.Image, m), append(g.Delay, 10)
		}
		if err := gif.EncodeAll(&b, &g); err != nil {
			t.Fatal(err)
		}
		contents[fmt.Sprintf("jump/%d.gif", clip)] = b.Bytes()
	}
	p := mustPrepare(t, "video", map[string]any{"path": files(t, contents), "size": 4, "every": 2, "frames": 2}, t.TempDir())
	if got, want := counted(p), [3]int{8, 4, 4}; got != want || !slices.Equal(p.Headers[0].Classes, []string{"jump", "run"}) {
		t.Errorf("rows are %v of %v, want %v", got, p.Headers[0].Classes, want)
	}
	seen := map[byte]string{} // a clip belongs to one split
	for _, split := range splitNames {
		rows, labels := rowsOf(t, p, split)
		for i, row := range rows {
			clip := row[0] / 10
			if other, ok := seen[clip]; ok && other != split {
				t.Errorf("clip %d is in %s and %s", clip, other, split)
			}
			seen[clip] = split
			if frame := row[0] % 10; frame%2 != 0 || frame > 2 || (labels[i] == 0) != (row[0] >= 100) {
				t.Errorf("frame %d of class %d", row[0], labels[i])
			}
		}
		f, clipOf := mustOpen(t, p.Path(split)), map[int]byte{}
		for i, row := range rows {
			first, known := clipOf[f.Clip(i)]
			switch {
			case split == data.Train && f.Clip(i) != -1:
				t.Errorf("a learner is told that row %d is of clip %d", i, f.Clip(i))
			case split != data.Train && known && row[0]/10 != first:
				t.Errorf("a frame of clip %d is told to be of clip %d", row[0]/10, first)
			}
			clipOf[f.Clip(i)] = row[0] / 10
		}
		if split != data.Train && len(clipOf) != 2 {
			t.Errorf("%s has frames of %d clips, want one of each class", split, len(clipOf))
		}
	}
}

func TestDrawnPicturesHaveTheirAttributes(t *testing.T) {
	p := mustPrepare(t, "shapes", map[string]any{"rows": 160, "domains.attribute": "blue"}, t.TempDir())
	f := mustOpen(t, p.Path(data.Train))
	h := f.Header()
	for i := range f.Rows() {
		has := map[string]bool{}
		colours := 0
		for j, v := range f.Attributes(i) {
			has[h.Attributes[j]] = v == 1
			if j < 4 {
				colours += int(v)
			}
		}
		if bright := f.Row(i)[0] > 128; colours != 1 || bright != has[shapeBright] || f.Group(i) != i/shapeGroup || (f.Domain(i) == 1) != has["blue"] {
			t.Errorf("row %d has %v, group %d, domain %d", i, has, f.Group(i), f.Domain(i))
		}
		if same := i - i%shapeGroup; f.Label(i) != f.Label(same) {
			t.Errorf("rows %d and %d of one group are of classes %d and %d", same, i, f.Label(same), f.Label(i))
		}
	}
}

// A row's shape is drawn in the same place whatever its class is, so rows of two
// preparations are equal where their classes are.
func TestDrawnPicturesOfSomeClasses(t *testing.T) {
	for source, classes := range map[string][]string{"shapes": {"circle", "star"}, "polygons": {"3", "8"}} {
		all := mustOpen(t, mustPrepare(t, source, map[string]any{"rows": 400}, t.TempDir()).Path(data.Train))
		some := mustOpen(t, mustPrepare(t, source, map[string]any{"rows": 400, "classes": classes}, t.TempDir()).Path(data.Train))
		if got := some.Header().Classes; !slices.Equal(got, classes) {
			t.Errorf("%s: classes are %q", source, got)
		}
		equal := 0
		for i := range 400 {
			same := all.Header().Classes[all.Label(i)] == classes[some.Label(i)]
			if same != bytes.Equal(all.Row(i), some.Row(i)) {
				t.Errorf("%s: row %d: same class is %v, same picture is not", source, i, same)
			}
			if same {
				equal++
			}
		}
		if equal < 20 {
			t.Errorf("%s: only %d rows are of the same class", source, equal)
		}
		_, problems := Check(mustFind(t, source), map[string]any{"classes": []string{classes[0], "banana", classes[0]}})
		if len(problems) != 1 || problems[0].Name != "classes" {
			t.Errorf("%s: problems are %v", source, problems)
		}
	}
}

func TestCoverageIsTheArea(t *testing.T) {
	square := []vertex{{256, 512}, {256 + 640, 512}, {256 + 640, 512 + 768}, {256, 512 + 768}} // 2.5 × 3 pixels
	cover := coverage(8, square)
	sum := 0
	for _, v := range cover {
		sum += int(v)
	}
	if want := 2.5 * 3 * 255; float64(sum) < want-8 || float64(sum) > want {
		t.Errorf("the covers sum to %d, want %v", sum, want)
	}
	if cover[2*8+1] != 255 || cover[2*8+3] != 127 || cover[0] != 0 {
		t.Errorf("covers are %v", cover)
	}
}

// Augmentation is for what is trained on; which pixels are stored it does not touch.
func TestDrawnPicturesCanBeAugmented(t *testing.T) {
	for _, source := range []string{"glyphs", "shapes", "polygons"} {
		options := map[string]any{"augment.flip": true, "augment.crop": 3, "augment.jitter": 0.25}
		plain := map[string]any{}
		if source != "glyphs" {
			options["rows"], plain["rows"] = 100, 100
		}
		p, without := mustPrepare(t, source, options, t.TempDir()), mustPrepare(t, source, plain, t.TempDir())
		if got, want := p.Header(data.Train).Augment, (data.Augment{Flip: true, Crop: 3, Jitter: 0.25}); got == nil || *got != want {
			t.Errorf("%s: augmentation is %+v, want %+v", source, got, want)
		}
		for _, split := range splitNames {
			if split != data.Train && p.Header(split).Augment != nil {
				t.Errorf("%s: %s is augmented", source, split)
			}
			if p.Header(split).SHA256 != without.Header(split).SHA256 {
				t.Errorf("%s: other rows are stored in %s", source, split)
			}
		}
		_, problems := Check(mustFind(t, source), map[string]any{"size": 16, "augment.crop": 16})
		if len(problems) != 1 || problems[0].Name != "augment.crop" {
			t.Errorf("%s: problems are %v", source, problems)
		}
	}
}

func mustFind(t *testing.T, name string) Source {
	t.Helper()
	s, err := Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

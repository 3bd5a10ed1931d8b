package data

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// imageHeader is a small dataset that has everything.
func imageHeader() Header {
	return Header{
		Name: "dots", Split: Train, Kind: KindImage, DType: U8, Licence: "CC0-1.0",
		Shape: []int{3, 5, 1}, Rows: 7,
		Classes: []string{"a", "b"}, Attributes: []string{"bold", "italic", "mono"},
		Domains: []string{"left", "right"}, Groups: 4,
	}
}

func imageSample(i int) Sample {
	s := Sample{
		Pixels:     make([]byte, 15),
		Label:      i % 2,
		Attributes: []uint8{uint8(i & 1), uint8(i >> 1 & 1), 1},
		Domain:     (i + 1) % 2,
		Group:      i % 4,
	}
	for j := range s.Pixels {
		s.Pixels[j] = byte(i*37 + j*11)
	}
	return s
}

func pointHeader() Header {
	return Header{
		Name: "ring", Split: Test, Kind: KindPoint, DType: F32, Shape: []int{2}, Rows: 3,
		Modes: [][]float64{{0, 1}, {1, 0}}, ModeStd: 0.01,
	}
}

func pointSample(i int) Sample { return Sample{Point: []float32{float32(i) / 3, -float32(i)}} }

func samples(n int, sample func(int) Sample) iter.Seq2[Sample, error] {
	return func(yield func(Sample, error) bool) {
		for i := range n {
			if !yield(sample(i), nil) {
				return
			}
		}
	}
}

func mustWrite(t *testing.T, h Header, sample func(int) Sample) (path string, written Header) {
	t.Helper()
	path = filepath.Join(t.TempDir(), h.Split+".gds")
	written, err := Write(path, h, samples(h.Rows, sample))
	if err != nil {
		t.Fatal(err)
	}
	return path, written
}

func mustOpen(t *testing.T, path string) *File {
	t.Helper()
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func TestImagesComeBack(t *testing.T) {
	path, written := mustWrite(t, imageHeader(), imageSample)
	f := mustOpen(t, path)
	if !reflect.DeepEqual(f.Header(), written) {
		t.Errorf("header is %+v, want %+v", f.Header(), written)
	}
	if err := f.Verify(); err != nil {
		t.Error(err)
	}
	for i := range f.Rows() {
		got := Sample{
			Pixels: f.Row(i), Label: f.Label(i), Attributes: f.Attributes(i), Domain: f.Domain(i), Group: f.Group(i),
		}
		if want := imageSample(i); !reflect.DeepEqual(got, want) {
			t.Errorf("row %d is %+v, want %+v", i, got, want)
		}
	}
	if got, want := f.InDomain(1), []int{0, 2, 4, 6}; !reflect.DeepEqual(got, want) {
		t.Errorf("domain 1 has rows %v, want %v", got, want)
	}
}

func TestPointsComeBack(t *testing.T) {
	path, _ := mustWrite(t, pointHeader(), pointSample)
	f := mustOpen(t, path)
	for i := range f.Rows() {
		if got, want := f.Point(i), pointSample(i).Point; !reflect.DeepEqual(got, want) {
			t.Errorf("point %d is %v, want %v", i, got, want)
		}
	}
	if f.Label(0) != -1 || f.Domain(0) != -1 || f.Group(0) != -1 || len(f.Attributes(0)) != 0 {
		t.Errorf("row 0 has label %d, domain %d, group %d, attributes %v in a file without any",
			f.Label(0), f.Domain(0), f.Group(0), f.Attributes(0))
	}
}

func TestFloatsGathersRows(t *testing.T) {
	path, _ := mustWrite(t, imageHeader(), imageSample)
	f := mustOpen(t, path)
	rows := []int{6, 0, 6}
	got := make([]float32, len(rows)*15)
	f.Floats(got, rows)
	for k, i := range rows {
		for j, v := range imageSample(i).Pixels {
			if want := float32(v)/127.5 - 1; got[k*15+j] != want {
				t.Fatalf("number %d of row %d is %v, want %v", j, i, got[k*15+j], want)
			}
		}
	}
	if unit[0] != -1 || unit[255] != 1 {
		t.Errorf("bytes map to [%v, %v], want [-1, 1]", unit[0], unit[255])
	}
}

func TestSectionsAreAligned(t *testing.T) {
	_, h := mustWrite(t, imageHeader(), imageSample)
	want := []Section{
		{secRows, 0, 7 * 15}, {secLabels, 128, 7 * 4}, {secAttributes, 192, 7 * 3},
		{secDomains, 256, 7 * 4}, {secGroups, 320, 7 * 4},
	}
	if !reflect.DeepEqual(h.Sections, want) {
		t.Errorf("sections are %v, want %v", h.Sections, want)
	}
}

func TestEqualDataGivesEqualBytes(t *testing.T) {
	a, _ := mustWrite(t, imageHeader(), imageSample)
	b, _ := mustWrite(t, imageHeader(), imageSample)
	if string(mustRead(t, a)) != string(mustRead(t, b)) {
		t.Error("the same rows written twice differ")
	}
}

// The file is for those who read prepared files in another language: it holds
// imageHeader and seven times imageSample.
func TestGoldenFile(t *testing.T) {
	path, _ := mustWrite(t, imageHeader(), imageSample)
	if string(mustRead(t, path)) != string(mustRead(t, "testdata/dots.gds")) {
		t.Error("the file differs from testdata/dots.gds: the format needs a new version")
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWriteRefusesAndLeavesNothing(t *testing.T) {
	broken := errors.New("the camera is on fire")
	cases := map[string]struct {
		change  func(*Header)
		samples iter.Seq2[Sample, error]
		want    string
	}{
		"too few rows":   {nil, samples(6, imageSample), "6 rows came, the header says 7"},
		"too many rows":  {nil, samples(8, imageSample), "8 rows came, the header says 7"},
		"short row":      {nil, with(func(s *Sample) { s.Pixels = s.Pixels[1:] }), "row 3: 14 bytes"},
		"label":          {nil, with(func(s *Sample) { s.Label = 2 }), "row 3: labels: 2 is not between 0 and 1"},
		"negative label": {nil, with(func(s *Sample) { s.Label = -1 }), "row 3: labels: -1"},
		"domain":         {nil, with(func(s *Sample) { s.Domain = 9 }), "row 3: domains: 9"},
		"group":          {nil, with(func(s *Sample) { s.Group = 4 }), "row 3: groups: 4"},
		"attribute":      {nil, with(func(s *Sample) { s.Attributes[1] = 2 }), "row 3: attribute italic is 2"},
		"attributes":     {nil, with(func(s *Sample) { s.Attributes = nil }), "row 3: 0 attributes"},
		"no rows":        {func(h *Header) { h.Rows = 0 }, samples(0, imageSample), "no rows came"},
		"no such kind":   {func(h *Header) { h.DType = F32 }, samples(7, imageSample), `a "image" of shape [3 5 1] in "float32"`},
		"source fails": {nil, func(yield func(Sample, error) bool) {
			_ = yield(imageSample(0), nil) && yield(Sample{}, broken)
		}, broken.Error()},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			h := imageHeader()
			if c.change != nil {
				c.change(&h)
			}
			dir := t.TempDir()
			_, err := Write(filepath.Join(dir, "train.gds"), h, c.samples)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v, want one with %q", err, c.want)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("%s was left behind", left[0].Name())
			}
		})
	}
}

// with is the samples of imageHeader, the fourth changed.
func with(change func(*Sample)) iter.Seq2[Sample, error] {
	return samples(7, func(i int) Sample {
		s := imageSample(i)
		if i == 3 {
			change(&s)
		}
		return s
	})
}

func ExampleWrite() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "train.gds")
	h := Header{Name: "diagonal", Split: Train, Kind: KindPoint, DType: F32, Shape: []int{2}, Rows: 3}
	if _, err := Write(path, h, func(yield func(Sample, error) bool) {
		for i := range 3 {
			if !yield(Sample{Point: []float32{float32(i), float32(i)}}, nil) {
				return
			}
		}
	}); err != nil {
		panic(err)
	}
	f, err := Open(path)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	batch := make([]int, 2)
	NewBatches(f.Rows(), 1, "diagonal", "batches").At(0, batch)
	numbers := make([]float32, 2*2)
	f.Floats(numbers, batch)
	fmt.Println(f.Rows(), f.Point(2))
	// Output: 3 [2 2]
}

// Frames know their clips, and a header that counts too few of them is refused.
func TestClipsComeBack(t *testing.T) {
	h := imageHeader()
	h.Split, h.Clips = Test, 2
	path, written := mustWrite(t, h, func(i int) Sample {
		s := imageSample(i)
		s.Clip = i / 4
		return s
	})
	f := mustOpen(t, path)
	if f.Clip(3) != 0 || f.Clip(4) != 1 || f.Header().Clips != 2 {
		t.Errorf("rows 3 and 4 are of the clips %d and %d of %d", f.Clip(3), f.Clip(4), f.Header().Clips)
	}
	if last := written.Sections[len(written.Sections)-1]; last.Name != secClips || last.Offset != 384 || last.Bytes != 7*4 {
		t.Errorf("the last section is %+v", last)
	}
	h.Clips = 1
	_, err := Write(filepath.Join(t.TempDir(), "one"), h, samples(7, func(i int) Sample {
		s := imageSample(i)
		s.Clip = i / 4
		return s
	}))
	if err == nil || !strings.Contains(err.Error(), "row 4: clips: 1") {
		t.Errorf("got %v of a second clip of one", err)
	}
	if h.Clips = -1; len(h.checkContent()) == 0 {
		t.Error("a negative number of clips was taken")
	}
}

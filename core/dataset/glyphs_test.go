package dataset

import (
	"reflect"
	"strings"
	"testing"

	"gander/core/dataset/glyphs"
	"gander/plugins/variant/data"
)

func TestGlyphCounts(t *testing.T) {
	for split, want := range map[string]map[string]int{
		splitByFamily:  {data.Train: 89 * 62, data.Validation: 18 * 62, data.Test: 18 * 62},
		splitByPicture: {data.Train: 101 * 62, data.Validation: 12 * 62, data.Test: 12 * 62},
	} {
		p := mustPrepare(t, "glyphs", map[string]any{"size": 16, "split": split}, t.TempDir())
		for _, h := range p.Headers {
			f := mustOpen(t, p.Path(h.Split))
			s := Describe(f)
			if s.Rows != want[h.Split] {
				t.Errorf("by %s, %s has %d rows, want %d", split, h.Split, s.Rows, want[h.Split])
			}
			for k, n := range s.Classes {
				if n != s.Rows/62 {
					t.Errorf("by %s, %s has %d of %s, want %d", split, h.Split, n, h.Classes[k], s.Rows/62)
				}
			}
			for j, n := range s.Attributes {
				absent := split == splitByFamily && h.Split == data.Validation && h.Attributes[j] == "smallcaps"
				if (n == 0) != absent || n == s.Rows {
					t.Errorf("by %s, %d of %d rows of %s are %s", split, n, s.Rows, h.Split, h.Attributes[j])
				}
			}
		}
	}
}

func TestHeldFamiliesExist(t *testing.T) {
	families := map[string]bool{}
	for _, f := range glyphs.Faces() {
		families[f.Family] = true
	}
	for family := range heldFamilies {
		if !families[family] {
			t.Errorf("no face is of %q", family)
		}
	}
}

// A picture that training has seen would make memorising look like learning.
func TestNoHeldOutPictureIsInTrain(t *testing.T) {
	p := mustPrepare(t, "glyphs", map[string]any{"size": 64}, t.TempDir())
	seen := map[string]string{}
	for _, h := range p.Headers {
		f := mustOpen(t, p.Path(h.Split))
		for i := range f.Rows() {
			picture := string(f.Row(i))
			if split, ok := seen[picture]; ok && split != h.Split {
				t.Errorf("%s: row %d, %s, is in %s too", h.Split, i, h.Classes[f.Label(i)], split)
			}
			seen[picture] = h.Split
		}
	}
}

func TestGlyphOptions(t *testing.T) {
	p := mustPrepare(t, "glyphs", map[string]any{
		"size": 48, "classes": "xA-C7", "attributes": []any{"italic", "bold"}, "domains.attribute": "bold", "invert": true,
	}, t.TempDir())
	f := mustOpen(t, p.Path(data.Test))
	h := f.Header()
	if got := strings.Join(h.Classes, ""); got != "ABCx7" {
		t.Errorf("classes are %s, want ABCx7", got)
	}
	if !reflect.DeepEqual(h.Shape, []int{48, 48, 1}) || !reflect.DeepEqual(h.Attributes, []string{"italic", "bold"}) ||
		!reflect.DeepEqual(h.Domains, []string{"not bold", "bold"}) {
		t.Errorf("shape %v, attributes %v, domains %v", h.Shape, h.Attributes, h.Domains)
	}
	for i := range f.Rows() {
		if f.Domain(i) != int(f.Attributes(i)[1]) {
			t.Errorf("row %d has domain %d and attributes %v", i, f.Domain(i), f.Attributes(i))
		}
		if f.Row(i)[0] != 255 {
			t.Errorf("row %d has a corner of %d, want white", i, f.Row(i)[0])
		}
	}
}

func TestGlyphsLeftOut(t *testing.T) {
	options := map[string]any{"size": 16, "classes": "A", "attributes": []any{"light", "smallcaps", "bold"}, "without": []any{"light", "smallcaps"}}
	p := mustPrepare(t, "glyphs", options, t.TempDir())
	f := mustOpen(t, p.Path(data.Train))
	bold := 0
	for i := range f.Rows() {
		if a := f.Attributes(i); a[0] != 0 || a[1] != 0 {
			t.Errorf("row %d has attributes %v", i, a)
		}
		bold += int(f.Attributes(i)[2])
	}
	if bold == 0 || bold == f.Rows() {
		t.Errorf("%d of %d rows are bold", bold, f.Rows())
	}
}

// Groups are the ground truth of a translation: in each, one character of one
// typeface, every style once.
func TestGroupsHoldOneCharacterOfOneFace(t *testing.T) {
	p := mustPrepare(t, "glyphs", map[string]any{"size": 16, "domains.attribute": "bold"}, t.TempDir())
	f := mustOpen(t, p.Path(data.Test))
	label := map[int]int{}
	domains := map[int]map[int]bool{}
	for i := range f.Rows() {
		g := f.Group(i)
		if first, ok := label[g]; ok && first != f.Label(i) {
			t.Fatalf("group %d holds classes %d and %d", g, first, f.Label(i))
		}
		label[g] = f.Label(i)
		if domains[g] == nil {
			domains[g] = map[int]bool{}
		}
		domains[g][f.Domain(i)] = true
	}
	if want := 3 * 62; len(label) != want { // Go, Latin Modern Mono Light 10, Liberation Serif
		t.Errorf("%d groups, want %d", len(label), want)
	}
	for g, d := range domains {
		if len(d) != 2 {
			t.Errorf("group %d lies in one domain", g)
		}
	}
}

func TestCharacters(t *testing.T) {
	for classes, want := range map[string]string{
		"A-Za-z0-9": glyphs.Characters,
		"0-9":       "0123456789",
		"cab":       "abc",
		"a-ca":      "abc",
		"Z-Z":       "Z",
	} {
		if got, problem := characters(classes); got != want || problem != "" {
			t.Errorf("%q is %q %q, want %q", classes, got, problem, want)
		}
	}
	for _, classes := range []string{"", "A-z", "z-a", "A-", "-", "é", "A-é", "a b", "Y-b", "0-A"} {
		if got, problem := characters(classes); problem == "" {
			t.Errorf("%q is %q, want a problem", classes, got)
		}
	}
}

// A limit keeps a few pictures of each split, of all characters and not the
// first ones.
func TestGlyphLimit(t *testing.T) {
	prepare := func(limit int) *data.File {
		p := mustPrepare(t, "glyphs", map[string]any{"size": 16, "limit": limit}, t.TempDir())
		for _, h := range p.Headers {
			if h.Split != data.Train && h.Rows != min(limit, 18*62) {
				t.Errorf("limit %d leaves %d rows of %s", limit, h.Rows, h.Split)
			}
		}
		return mustOpen(t, p.Path(data.Train))
	}
	few := prepare(500)
	if few.Rows() != 500 {
		t.Errorf("limit 500 leaves %d rows", few.Rows())
	}
	if seen := len(Describe(few).Classes); seen != 62 {
		t.Errorf("limit 500 leaves %d classes", seen)
	}
	for k, n := range Describe(few).Classes {
		if n == 0 {
			t.Errorf("class %d is empty", k)
		}
	}
	if again := prepare(500); again.Header().SHA256 != few.Header().SHA256 {
		t.Error("the same limit kept other pictures")
	}
}

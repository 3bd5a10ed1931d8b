package reports

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

func TestWrite(t *testing.T) {
	tr := newTrial(t)
	dir := t.ArtifactDir()
	html, err := Write(t.Context(), tr, trialName, tr.dir, dir)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, "index.html"); html != want {
		t.Errorf("got %s, want %s", html, want)
	}
	var got []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		got = append(got, e.Name())
	}
	want := []string{"index.html", "table.csv", "table.json", "table.md"}
	for _, name := range []string{
		"glyphs-compute", "glyphs-end", "glyphs-health", "glyphs-losses", "glyphs-multiples", "glyphs-precision-recall",
		"glyphs-scores", "glyphs-scores-macs", "glyphs-scores-steps", "glyphs-scores-time",
		"ring-compute", "ring-end", "ring-losses", "ring-multiples", "ring-scores", "ring-scores-macs", "ring-scores-steps", "ring-scores-time",
	} {
		want = append(want, name+".pdf", name+".png", name+".svg")
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWriteHostile(t *testing.T) {
	if _, err := gatherHostile(t).Write(t.ArtifactDir()); err != nil {
		t.Fatal(err)
	}
}

func TestPageIsAloneAndRepeatable(t *testing.T) {
	tr := newTrial(t)
	var pages [2]bytes.Buffer
	for i := range pages {
		c, err := Gather(t.Context(), tr, trialName, tr.dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.HTML(&pages[i]); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(pages[0].Bytes(), pages[1].Bytes()) {
		t.Error("two pages of one comparison differ")
	}
	outside := regexp.MustCompile(`(?:src|href|action)="[^"#d][^"]*"|url\(|@import|<link`)
	if found := outside.Find(pages[0].Bytes()); found != nil {
		t.Errorf("the page asks for %s", found)
	}
}

func TestLostSamplesAreCounted(t *testing.T) {
	tr := newTrial(t)
	if err := os.RemoveAll(filepath.Join(tr.dir, trialName, "glyphs-vanilla-2")); err != nil {
		t.Fatal(err)
	}
	c, err := Gather(t.Context(), tr, trialName, tr.dir)
	if err != nil {
		t.Fatal(err)
	}
	results, err := os.OpenRoot(tr.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer results.Close()
	f := c.Contests[0].film(results, pageBudget)
	if f.Missing != 13 || f.Shown != f.Kept-13 {
		t.Errorf("got %d missing, %d of %d shown; want 13 missing", f.Missing, f.Shown, f.Kept)
	}
	if lack := f.Strips[1].Lack; lack == "" {
		t.Error("the strip without grids does not say why")
	}
}

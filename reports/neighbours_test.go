package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gander/core"
	"gander/core/eval"
	"gander/core/media"
)

const neighbourSide = 24

// neighbours keeps twelve samples of a run beside three nearest training images
// each way: the first is a copy.
func (tr *trial) neighbours(t *testing.T, r core.Run, step int) {
	t.Helper()
	n := eval.Neighbourhoods{Features: "rand-conv.v1.seed1/gap:128", Training: 10_000, HeldOut: 1024, Shape: []int{neighbourSide, neighbourSide, 1}, Columns: 7}
	var tiles []media.Image
	for i := range 12 {
		row := eval.Neighbourhood{Sample: (i * 5) % 12, HeldOut: 0.5}
		tiles = append(tiles, neighbourTile(int(r.Seed), i))
		for k := range 3 {
			d := 0.05*float64(i) + 0.1*float64(k)
			row.Features = append(row.Features, eval.Neighbour{Row: 100*i + k, Distance: d})
			row.Pixels = append(row.Pixels, eval.Neighbour{Row: 200*i + k, Distance: d / 2})
		}
		for k := range 6 {
			tiles = append(tiles, neighbourTile(int(r.Seed), i+k%3))
		}
		n.Rows = append(n.Rows, row)
	}
	var sheet bytes.Buffer
	if err := media.EncodePNG(&sheet, media.Sheet{Columns: n.Columns}.Draw(tiles)); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	tr.file(t, r, step, core.KindNeighbours, "png", sheet.Bytes())
	tr.file(t, r, step, core.KindDistances, "json", text)
}

func neighbourTile(seed, kind int) media.Image {
	m := media.New(neighbourSide, neighbourSide, 1)
	for i := range m.Pix {
		m.Pix[i] = byte(255 * shape(kind+seed, 1.3*(float64(i%neighbourSide)-11.5), 1.3*(float64(i/neighbourSide)-11.5)))
	}
	return m
}

func openResults(t *testing.T, dir string) *os.Root {
	t.Helper()
	results, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { results.Close() })
	return results
}

// glyphsOf gathers a trial and gives its contest on glyphs.
func glyphsOf(t *testing.T, tr *trial) Contest {
	t.Helper()
	c, err := Gather(t.Context(), tr, trialName, tr.dir)
	if err != nil {
		t.Fatal(err)
	}
	return c.Contests[0]
}

// Each label shows the likeliest copies of its first finished seed.
func TestResemblances(t *testing.T) {
	tr := newTrial(t)
	list, missing := glyphsOf(t, tr).resemblances(openResults(t, tr.dir))
	if len(list) != 3 || missing != 0 {
		t.Fatalf("%d labels and %d missing, want 3 and none", len(list), missing)
	}
	first := list[0]
	if first.Label != "vanilla" || first.Seed != 1 || len(first.Rows) != neighbourRows || first.Of != 12 || first.Copies != "" {
		t.Errorf("the first label is %s, seed %d, with %d of %d rows, copies: %q", first.Label, first.Seed, len(first.Rows), first.Of, first.Copies)
	}
	row := first.Rows[1]
	var said []string
	for _, tile := range row.Tiles {
		said = append(said, strings.TrimSpace(tile.Alt+" "+tile.Distance))
	}
	want := []string{
		"sample 6", "training image 100 0.050", "training image 101 0.15", "training image 102 0.25",
		"training image 200 0.025", "training image 201 0.075", "training image 202 0.12",
	}
	if !slices.Equal(said, want) || row.Ratio != "0.10" || first.Rows[0].Ratio != "0.00" {
		t.Errorf("the second row says %q and the ratio %s, after %s; want %q and 0.10, after 0.00", said, row.Ratio, first.Rows[0].Ratio, want)
	}
	var tile bytes.Buffer
	if err := media.EncodePNG(&tile, neighbourTile(1, 1)); err != nil {
		t.Fatal(err)
	}
	if want := dataURI("png", tile.Bytes()); row.Tiles[0].Source != want {
		t.Error("the second row does not begin with its sample")
	}
}

// C_T below −3 is said beside the pictures.
func TestCopiesAreSaid(t *testing.T) {
	r := Run{Scores: []core.Score{{Key: "copying", Value: -9}, {Key: "copying", Value: -2.9}}}
	if said := r.copies(); said != "" {
		t.Errorf("a C_T of -2.9 at the end is said to be %q", said)
	}
	r.Scores[1].Value = -3.1
	if said := r.copies(); !strings.HasPrefix(said, "C_T is -3.1, below -3") {
		t.Errorf("a C_T of -3.1 is said to be %q", said)
	}
}

// Where many labels need many bytes, each shows fewer rows, but one at least.
func TestResemblancesFitTheirBudget(t *testing.T) {
	long := func() Resemblance {
		r := Resemblance{}
		for range neighbourRows {
			r.Rows = append(r.Rows, ResemblanceRow{Tiles: []ResemblanceTile{{Source: strings.Repeat("x", 100)}}})
		}
		return r
	}
	for _, c := range []struct{ budget, rows int }{{1600, 8}, {1599, 7}, {500, 2}, {10, 1}} {
		list := []Resemblance{long(), long()}
		shorten(list, c.budget)
		if len(list[0].Rows) != c.rows || len(list[1].Rows) != c.rows {
			t.Errorf("%d bytes: %d and %d rows, want %d", c.budget, len(list[0].Rows), len(list[1].Rows), c.rows)
		}
	}
}

// What is lost, damaged or does not fit together is counted, and the next seed
// stands in for it.
func TestDamagedNeighbours(t *testing.T) {
	for name, harm := range map[string]func(tr *trial, file string) error{
		"lost": func(_ *trial, file string) error { return os.Remove(file) },
		"cut":  func(_ *trial, file string) error { return os.Truncate(file, 40) },
		"of others": func(_ *trial, file string) error {
			return os.WriteFile(file, []byte(`{"shape":[9,9,1],"columns":7,"rows":[{}]}`), 0o644)
		},
		"too many": func(tr *trial, file string) error {
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			return os.WriteFile(file, bytes.Replace(text, []byte(`"columns":7`), []byte(`"columns":3`), 1), 0o644)
		},
	} {
		t.Run(name, func(t *testing.T) {
			tr := newTrial(t)
			files, err := filepath.Glob(filepath.Join(tr.dir, trialName, "glyphs-vanilla-1", "distances-*"))
			if err != nil || len(files) != 1 {
				t.Fatalf("files %v, %v", files, err)
			}
			if err := harm(tr, files[0]); err != nil {
				t.Fatal(err)
			}
			list, missing := glyphsOf(t, tr).resemblances(openResults(t, tr.dir))
			if missing != 1 || len(list) != 3 || list[0].Seed != 2 {
				t.Errorf("%d missing and %d labels, the first of seed %d; want 1, 3 and seed 2", missing, len(list), list[0].Seed)
			}
		})
	}
}

// A reader of the page finds a table for each label, whose pictures all show
// something and say what they are, and which the keyboard reaches and scrolls.
func TestNeighboursInBrowser(t *testing.T) {
	d := startBrowser(t)
	d.open(writeTrial(t))
	var seen struct {
		Tables, Images, Broken, Silent, Columns int
		Caption, Head, Region                   string
		Focused                                 bool
	}
	d.evaluate(`(async () => {
		const tables = [...document.querySelectorAll('.near table')];
		const images = tables.flatMap((t) => [...t.querySelectorAll('img')]);
		await Promise.all(images.map((i) => i.decode().catch(() => 0)));
		const region = tables[0].closest('[role=region]');
		region.focus();
		return {
			tables: tables.length, images: images.length, columns: tables[0].rows[1].cells.length,
			broken: images.filter((i) => i.naturalWidth !== 24).length, silent: images.filter((i) => !i.alt).length,
			caption: tables[0].caption.textContent, head: [...tables[0].rows[0].cells].map((c) => c.textContent).join('|'),
			region: region.getAttribute('aria-label'), focused: document.activeElement === region,
		};
	})()`, &seen)
	got, want := fmt.Sprintf("%+v", seen), "{Tables:3 Images:168 Broken:0 Silent:0 Columns:7 Caption:Samples of vanilla, seed 1, beside the nearest training images"+
		" Head:sample|in features|in pixels Region:Nearest training images on glyphs Focused:true}"
	if got != want {
		t.Errorf("the page shows\n%s\nwant\n%s", got, want)
	}
	if said := d.complaints(); len(said) > 0 {
		t.Errorf("the console says %s", strings.Join(said, "\n"))
	}
	d.screenshotOf(".near", filepath.Join(t.ArtifactDir(), "neighbours.png"))
}

package reports

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// films sees what the grids of the first dataset show.
const films = `(() => {
	const film = document.querySelector('[data-film]');
	const range = film.querySelector('input[type=range]');
	return {
		at: Number(range.value), last: Number(range.max),
		images: [...film.querySelectorAll('.tiles:not([hidden]) img')].map((i) => i.src.length + i.src.slice(-40)),
		playing: film.querySelector('.play').getAttribute('aria-pressed'),
	};
})()`

type filmState struct {
	At, Last int
	Images   []string
	Playing  string
}

func (d *devtools) film() filmState {
	var s filmState
	d.evaluate(films, &s)
	return s
}

// differ says that all grids have changed.
func (s filmState) differ(o filmState) bool {
	for i := range s.Images {
		if s.Images[i] == o.Images[i] {
			return false
		}
	}
	return len(s.Images) > 0
}

// writeTrial writes the page alone.
func writeTrial(t *testing.T) string {
	t.Helper()
	tr := newTrial(t)
	c, err := Gather(t.Context(), tr, trialName, tr.dir)
	if err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(t.TempDir(), "index.html")
	if err := writeFile(page, c.HTML); err != nil {
		t.Fatal(err)
	}
	return page
}

// The scrubber moves every column, by mouse and by keyboard, and so does play;
// the page says nothing to the console and asks nobody for anything.
func TestScrubberByMouseAndKeyboard(t *testing.T) {
	d := startBrowser(t)
	page := writeTrial(t)
	d.open(page)
	d.evaluate(`document.querySelector('[data-film]').scrollIntoView({block: 'center', behavior: 'instant'})`, nil)
	end := d.film()
	if end.At != end.Last || len(end.Images) != 3 {
		t.Fatalf("the page opens at %d of %d with %d grids, want the end with 3", end.At, end.Last, len(end.Images))
	}
	var box struct{ X, Y, Width, Height float64 }
	d.evaluate(`document.querySelector('[data-film] input[type=range]').getBoundingClientRect().toJSON()`, &box)
	d.click(box.X+box.Width*0.25, box.Y+box.Height/2)
	clicked := d.film()
	if clicked.At == 0 || clicked.At >= end.Last/2 || !clicked.differ(end) {
		t.Errorf("a click at a quarter moves from %d to %d of %d", end.At, clicked.At, end.Last)
	}
	d.press("ArrowRight") // the scrubber has the focus
	if s := d.film(); s.At != clicked.At+1 || !s.differ(clicked) {
		t.Errorf("the right arrow moves from %d to %d", clicked.At, s.At)
	}
	d.press("Home")
	first := d.film()
	if first.At != 0 || !first.differ(end) {
		t.Errorf("home moves to %d", first.At)
	}
	d.evaluate(`document.activeElement.blur()`, nil)
	d.press("ArrowRight") // nothing has the focus
	if s := d.film(); s.At != 1 || !s.differ(first) {
		t.Errorf("the right arrow anywhere moves from 0 to %d", s.At)
	}
	d.evaluate(`document.querySelector('[data-film] .play').focus()`, nil)
	d.press("Enter")
	if s := d.film(); s.Playing != "true" {
		t.Error("enter on the button does not play")
	}
	d.evaluate(`new Promise((done) => setTimeout(done, 1200))`, nil)
	played := d.film()
	if played.At < 3 || !played.differ(first) {
		t.Errorf("after a second of playing the film is at %d", played.At)
	}
	d.press("Enter")
	if s := d.film(); s.Playing != "false" {
		t.Error("enter on the button does not pause")
	}
	if said := d.complaints(); len(said) > 0 {
		t.Errorf("the console says %s", strings.Join(said, "\n"))
	}
	if asked := d.fetched(); len(asked) != 1 || !strings.HasPrefix(asked[0], "file://") {
		t.Errorf("the page asks for %q, want itself alone", asked)
	}
}

// Without JavaScript the last grid of every run of every seed is there, and no
// control that would do nothing.
func TestWithoutScript(t *testing.T) {
	d := startBrowser(t)
	d.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	d.open(writeTrial(t))
	var document struct{ Root struct{ NodeID int } }
	d.call("DOM.getDocument", nil, &document)
	shown := func(selector string) int {
		var found struct{ NodeIDs []int }
		d.call("DOM.querySelectorAll", map[string]any{"nodeId": document.Root.NodeID, "selector": selector}, &found)
		n := 0
		for _, id := range found.NodeIDs {
			var quads struct{ Quads [][]float64 }
			if d.try("DOM.getContentQuads", map[string]any{"nodeId": id}, &quads) == nil && len(quads.Quads) > 0 {
				n++
			}
		}
		return n
	}
	if n := shown(".film .tile img"); n != 18 {
		t.Errorf("%d grids are seen, want one of each of 18 runs", n)
	}
	if n := shown(".scrubber, .tools, #theme"); n != 0 {
		t.Errorf("%d controls are seen", n)
	}
}

// A violation is what axe finds wrong.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML, FailureSummary string }
}

// axe-core finds nothing to object to, in light, in the dark and on a phone,
// with everything on the page unfolded.
func TestAccessibility(t *testing.T) {
	d := startBrowser(t)
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	page := writeTrial(t)
	for _, c := range []struct {
		name, scheme  string
		width, height int
		mobile        bool
	}{
		{"light", "light", 1280, 900, false}, {"dark", "dark", 1280, 900, false}, {"phone", "light", 390, 844, true}, {"phone in the dark", "dark", 390, 844, true},
	} {
		d.look(c.scheme, c.width, c.height, c.mobile)
		d.open(page)
		d.evaluate(string(axe)+"; 0", nil)
		var found []violation
		d.evaluate(`(async () => {
			for (const details of document.querySelectorAll('details')) details.open = true;
			return (await axe.run()).violations;
		})()`, &found)
		for _, v := range found {
			t.Errorf("%s: %s (%s): %s, %d times, first %s\n%s", c.name, v.ID, v.Impact, v.Help, len(v.Nodes), v.Nodes[0].HTML, v.Nodes[0].FailureSummary)
		}
		var wide bool
		d.evaluate(`document.documentElement.scrollWidth > document.documentElement.clientWidth`, &wide)
		if wide {
			t.Errorf("%s: the page is wider than the window", c.name)
		}
		if said := d.complaints(); len(said) > 0 {
			t.Errorf("%s: the console says %s", c.name, strings.Join(said, "\n"))
		}
		d.screenshot(filepath.Join(t.ArtifactDir(), strings.ReplaceAll(c.name, " ", "-")+".png"))
	}
}

// axe can fail: it is shown a page with faults.
func TestAxeFindsFaults(t *testing.T) {
	d := startBrowser(t)
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "faulty.html")
	if err := os.WriteFile(file, []byte(`<!DOCTYPE html><title>x</title><img src="data:,"><button></button><p style="color:#bbb">pale`), 0o644); err != nil {
		t.Fatal(err)
	}
	d.open(file)
	d.evaluate(string(axe)+"; 0", nil)
	var found []violation
	d.evaluate(`axe.run().then((r) => r.violations)`, &found)
	var ids []string
	for _, v := range found {
		ids = append(ids, v.ID)
	}
	for _, want := range []string{"image-alt", "button-name", "color-contrast", "html-has-lang"} {
		if !slices.Contains(ids, want) {
			t.Errorf("%s is not found among %v", want, ids)
		}
	}
}

// The printed page has all samples, figures and tables, on light paper.
func TestPrint(t *testing.T) {
	d := startBrowser(t)
	d.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": "dark"}}}, nil)
	d.open(writeTrial(t))
	d.evaluate(`addEventListener('beforeprint', () => { document.body.dataset.folded = document.querySelectorAll('.contest > details:not([open])').length })`, nil)
	pdf := d.print()
	var folded struct{ During, After int }
	d.evaluate(`(() => ({ during: Number(document.body.dataset.folded ?? -1), after: document.querySelectorAll('.contest > details:not([open])').length }))()`, &folded)
	if folded.During != 0 || folded.After == 0 {
		t.Errorf("%d tables are folded on paper and %d afterwards, want none and some", folded.During, folded.After)
	}
	if err := os.WriteFile(filepath.Join(t.ArtifactDir(), "printed.pdf"), pdf, 0o644); err != nil {
		t.Fatal(err)
	}
	if pages := strings.Count(string(pdf), "/Type /Page\n"); !strings.HasPrefix(string(pdf), "%PDF-") || pages < 2 {
		t.Errorf("printed %d pages", pages)
	}
	d.call("Emulation.setEmulatedMedia", map[string]any{"media": "print"}, nil)
	var seen struct {
		Background string
		Hidden     int
	}
	d.evaluate(`(() => ({
		background: getComputedStyle(document.body).backgroundColor,
		hidden: [...document.querySelectorAll('.bar, .scrubber button, .tools')].filter((e) => e.offsetParent).length,
	}))()`, &seen)
	if fmt.Sprint(seen) != "{rgb(255, 255, 255) 0}" {
		t.Errorf("print has the background %s and %d controls, want white paper without any", seen.Background, seen.Hidden)
	}
}

func (d *devtools) screenshot(path string) {
	d.t.Helper()
	d.capture(path, map[string]any{"captureBeyondViewport": true})
}

// screenshotOf takes what is around the first element of a kind.
func (d *devtools) screenshotOf(selector, path string) {
	d.t.Helper()
	var box struct{ X, Y, Width, Height float64 }
	d.evaluate(`document.querySelector('`+selector+`').closest('[role=region]').getBoundingClientRect().toJSON()`, &box)
	var scrolled float64
	d.evaluate(`scrollY`, &scrolled)
	d.capture(path, map[string]any{"captureBeyondViewport": true, "clip": map[string]any{
		"x": box.X, "y": box.Y + scrolled - 140, "width": box.Width, "height": box.Height + 140, "scale": 1,
	}})
}

func (d *devtools) capture(path string, how map[string]any) {
	d.t.Helper()
	var shot struct{ Data string }
	d.call("Page.captureScreenshot", how, &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, png, 0o644); err != nil {
		d.t.Fatal(err)
	}
}

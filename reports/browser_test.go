package reports

import (
	"context"
	"encoding/json"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// probe runs inside the page, uses it as a reader does and leaves what it saw
// in an attribute of the body.
const probe = `<script>
'use strict';
const seen = {};
const film = document.querySelector('[data-film]');
const range = film.querySelector('input[type=range]');
const images = () => [...film.querySelectorAll('.tiles:not([hidden]) img')].map((i) => i.src);
const when = () => film.querySelector('.when').textContent;
const move = (k) => { range.value = k; range.dispatchEvent(new Event('input')); return images(); };
seen.first = move(0); seen.firstWhen = when();
seen.last = move(range.max); seen.lastWhen = when();
film.scrollIntoView();
document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
seen.afterKey = [range.value, range.max];
const choose = (select, value) => { select.value = value; select.dispatchEvent(new Event('change')); };
choose(film.querySelector('select'), 'all');
seen.rows = film.querySelectorAll('.tiles:not([hidden])').length;
choose(document.querySelector('[data-axis-choice]'), 'time');
seen.axes = [...new Set([...document.querySelectorAll('[data-axis]:not([hidden])')].map((d) => d.dataset.axis))];
const key = document.querySelector('.key');
key.click();
seen.hidden = key.closest('.contest').querySelector('.pair').style.getPropertyValue('--s' + key.dataset.style);
document.getElementById('theme').click();
seen.theme = document.documentElement.dataset.theme;
seen.wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
seen.broken = [...document.images].filter((i) => i.src && i.complete && !i.naturalWidth).length;
seen.requests = performance.getEntriesByType('resource').filter((e) => !e.name.startsWith('data:')).map((e) => e.name);
document.body.dataset.seen = JSON.stringify(seen);
</script>`

type sight struct {
	First, Last         []string
	FirstWhen, LastWhen string
	AfterKey            []string
	Rows                int
	Axes                []string
	Hidden, Theme       string
	Wide                bool
	Broken              int
	Requests            []string
}

// TestPageInBrowser opens the page from a file in a real browser and uses it.
func TestPageInBrowser(t *testing.T) {
	browser := findBrowser(t)
	tr := newTrial(t)
	page, err := Write(t.Context(), tr, trialName, tr.dir, "")
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	probed := strings.Replace(string(content), "</body>", probe+"</body>", 1)
	if err := os.WriteFile(page, []byte(probed), 0o644); err != nil {
		t.Fatal(err)
	}
	// The width of a phone, where a page is most likely to be too wide.
	dom, console := browse(t, browser, page, "--window-size=420,900")
	if strings.Contains(console, "CONSOLE") {
		t.Errorf("browser complains:\n%s", console)
	}
	checkSight(t, dom)
}

func checkSight(t *testing.T, dom string) {
	t.Helper()
	attribute := regexp.MustCompile(`data-seen="([^"]*)"`).FindStringSubmatch(dom)
	if attribute == nil {
		t.Fatal("the page's script did not finish")
	}
	var s sight
	if err := json.Unmarshal([]byte(html.UnescapeString(attribute[1])), &s); err != nil {
		t.Fatal(err)
	}
	if len(s.First) != 3 || len(s.Last) != 3 {
		t.Fatalf("%d and %d images at first and last position, want 3", len(s.First), len(s.Last))
	}
	for i := range s.First {
		if s.First[i] == s.Last[i] {
			t.Errorf("image %d does not change with the slider", i)
		}
	}
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"first caption", s.FirstWhen, "seed 1, step 0, 0 images"},
		{"last caption", s.LastWhen, "seed 1, step 937, 60k images"},
		{"slider after the left arrow", s.AfterKey[0], "11"},
		{"rows of all seeds", s.Rows, 3},
		{"axes", strings.Join(s.Axes, " "), "time"},
		{"colour of a hidden label", s.Hidden, "transparent"},
		{"broken images", s.Broken, 0},
		{"requests", len(s.Requests), 0},
		{"page wider than the window", s.Wide, false},
		{"theme after the switch", s.Theme, "dark"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %v, want %v", c.what, c.got, c.want)
		}
	}
}

// findBrowser skips the test without Chromium, except where CI promises it.
func findBrowser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("no Chromium on the path")
	}
	t.Skip("NO BROWSER TEST: Chromium is not on the path")
	return ""
}

// browse opens a file and returns the document as it became, and the log.
func browse(t *testing.T, browser, file string, flags ...string) (dom, log string) {
	t.Helper()
	path, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	profile, err := os.MkdirTemp("", "gander-browser")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(profile)
	args := append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--user-data-dir=" + profile, "--blink-settings=preferredColorScheme=1",
		"--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom",
	}, flags...)
	cmd := exec.CommandContext(ctx, browser, append(args, "file://"+filepath.ToSlash(path))...)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	return out.String(), errs.String()
}

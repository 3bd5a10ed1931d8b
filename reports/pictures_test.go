package reports

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"
)

// TestPicturesOfAPage photographs the page that GANDER_PAGE names, as people meet
// it: wide, in the dark, on a phone and on paper; and its top, which stands in the
// README. The pictures are below -outputdir:
//
//	GANDER_PAGE=index.html go test -run PicturesOfAPage -artifacts -outputdir /tmp ./reports
func TestPicturesOfAPage(t *testing.T) {
	page := os.Getenv("GANDER_PAGE")
	if page == "" {
		t.Skip("NO PICTURES: set GANDER_PAGE to the path of a report's page")
	}
	d := startBrowser(t)
	for _, c := range []struct {
		name, scheme  string
		width, height int
		mobile        bool
	}{
		{"light", "light", 1280, 900, false}, {"dark", "dark", 1280, 900, false}, {"phone", "light", 390, 844, true}, {"top", "light", 1280, 900, false},
	} {
		d.look(c.scheme, c.width, c.height, c.mobile)
		d.open(page)
		if c.name == "top" {
			d.pictureOfTheTop(filepath.Join(t.ArtifactDir(), "top.png"))
			continue
		}
		d.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`, nil)
		d.screenshot(filepath.Join(t.ArtifactDir(), c.name+".png"))
	}
	if err := os.WriteFile(filepath.Join(t.ArtifactDir(), "printed.pdf"), d.print(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// look sets the window and whether the reader prefers the dark.
func (d *devtools) look(scheme string, width, height int, mobile bool) {
	d.t.Helper()
	d.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}, nil)
	d.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}

// pictureOfTheTop shows the page from its beginning to the end of the first
// table of results.
func (d *devtools) pictureOfTheTop(path string) {
	d.t.Helper()
	var box struct{ Bottom, Width float64 }
	d.evaluate(`(() => ({ bottom: document.querySelector('.results').getBoundingClientRect().bottom + 20, width: innerWidth }))()`, &box)
	d.capture(path, map[string]any{"captureBeyondViewport": true, "clip": map[string]any{
		"x": 0, "y": 0, "width": box.Width, "height": box.Bottom, "scale": 1,
	}})
}

// print gives the page as PDF on A4 paper.
func (d *devtools) print() []byte {
	d.t.Helper()
	var printed struct{ Data string }
	d.call("Page.printToPDF", map[string]any{"printBackground": true, "paperWidth": 8.27, "paperHeight": 11.69}, &printed)
	pdf, err := base64.StdEncoding.DecodeString(printed.Data)
	if err != nil {
		d.t.Fatal(err)
	}
	return pdf
}

package reports

import (
	"os"
	"testing"
	"time"
)

// TestSpeedOfOpening prints how long a browser takes to open the page that
// GANDER_PAGE names.
func TestSpeedOfOpening(t *testing.T) {
	page := os.Getenv("GANDER_PAGE")
	if page == "" {
		t.Skip("NO MEASUREMENT: set GANDER_PAGE to the path of a report's page")
	}
	d := startBrowser(t)
	for range 3 {
		start := time.Now()
		d.open(page)
		loaded := time.Since(start)
		var timing struct{ Interactive, Loaded, Shown float64 }
		d.evaluate(`new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
			const t = performance.getEntriesByType('navigation')[0];
			done({ interactive: t.domInteractive, loaded: t.loadEventEnd, shown: performance.now() });
		})))`, &timing)
		t.Logf("loaded after %v; in the page: interactive %.0f ms, loaded %.0f ms, a frame shown %.0f ms", loaded.Round(time.Millisecond), timing.Interactive, timing.Loaded, timing.Shown)
	}
}

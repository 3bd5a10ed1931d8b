package cli

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gander/core/dataset"
)

func TestDatasetProgressIsNotSilentForLong(t *testing.T) {
	for name, c := range map[string]struct {
		first bool // a report comes at once
		want  int  // mentions of reading
	}{"hashing": {false, 1}, "preparing": {true, 0}} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			a := &app{Env: &Env{Stderr: &out, Getenv: func(string) string { return "" }}}
			d := a.newDatasetProgress("pets")
			if c.first {
				d.report(dataset.Progress{Split: "train", Done: 1, Rows: 1})
			}
			time.Sleep(patience + time.Second)
			d.report(dataset.Progress{Split: "test", Done: 1, Rows: 1})
			d.end()
			if got := strings.Count(out.String(), "reading the files of dataset pets"); got != c.want || !strings.Contains(out.String(), "preparing dataset pets: test") {
				t.Errorf("%s: %q", name, out.String())
			}
		})
	}
}

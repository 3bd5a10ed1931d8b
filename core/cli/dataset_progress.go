package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"gander/core/dataset"
)

// datasetProgress shows how far a preparation is: one line that changes on a
// terminal, a line a split in a pipe. Pictures that are left out are named on
// lines of their own. When nothing is reported for some seconds, because files
// without number are being hashed, it says so.
type datasetProgress struct {
	quiet    *time.Timer // until the first report
	mu       sync.Mutex  // of what follows
	out      io.Writer
	terminal bool
	name     string
	split    string // that was last shown
	width    int    // of the line on the terminal, 0 for none
	shown    time.Time
}

func (a *app) newDatasetProgress(name string) *datasetProgress {
	d := &datasetProgress{out: a.Stderr, terminal: a.isTerminal(a.Stderr), name: name, split: "none"}
	d.quiet = time.AfterFunc(patience, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.split == "none" {
			d.line(fmt.Sprintf("reading the files of dataset %s, to see whether it is prepared already", d.name))
		}
	})
	return d
}

// patience is how long a person waits without a word.
const patience = 2 * time.Second

// redrawEvery is how often a line on a terminal changes: as often as can be read.
const redrawEvery = 100 * time.Millisecond

func (d *datasetProgress) report(p dataset.Progress) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case p.Skipped != nil:
		d.line(fmt.Sprintf("left out: %v", p.Skipped))
	case p.Split == "":
		d.line(fmt.Sprintf("dataset %s is being prepared by another process; waiting", d.name))
	case d.terminal && (p.Done == p.Rows || time.Since(d.shown) > redrawEvery):
		d.shown = time.Now()
		d.redraw(fmt.Sprintf("preparing dataset %s: %s, %s", d.name, p.Split, rowsOf(p.Done, p.Rows)))
	case !d.terminal && p.Split != d.split:
		d.line(fmt.Sprintf("preparing dataset %s: %s", d.name, p.Split))
	}
	d.split = p.Split
}

func rowsOf(done, rows int) string {
	if rows == 0 {
		return fmt.Sprintf("%d rows", done)
	}
	return fmt.Sprintf("%d of %d rows (%d %%)", done, rows, 100*done/rows)
}

// line prints a line that stays.
func (d *datasetProgress) line(text string) {
	d.wipe()
	fmt.Fprintln(d.out, text)
}

// redraw replaces the line that changes.
func (d *datasetProgress) redraw(text string) {
	fmt.Fprintf(d.out, "\r%s%s", text, strings.Repeat(" ", max(d.width-len(text), 0)))
	d.width = len(text)
}

// end is called when nothing more is reported.
func (d *datasetProgress) end() {
	d.quiet.Stop()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.split = "" // a timer that has gone off already has nothing to say
	d.wipe()
}

// wipe takes the line that changes away.
func (d *datasetProgress) wipe() {
	if d.width > 0 {
		fmt.Fprintf(d.out, "\r%s\r", strings.Repeat(" ", d.width))
		d.width = 0
	}
}

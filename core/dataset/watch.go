package dataset

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"gander/plugins/variant/data"
)

const (
	// reportEvery is how many rows lie between reports; a row takes microseconds
	// to some milliseconds.
	reportEvery = 1000
	// mostNamed is how many unreadable rows are named before the rest is not
	// even looked at: thousands of names help nobody.
	mostNamed = 1000
)

// A watch stands between a split's samples and their file.
type watch struct {
	split    Split
	progress func(Progress)

	done   int
	failed []*Unreadable
}

// samples passes a split's samples on, reports progress now and then and stops
// when ctx is done. Unreadable rows are left out if the split wants that. If not,
// the rest is read all the same, to name all of them at once.
func (w *watch) samples(ctx context.Context) iter.Seq2[data.Sample, error] {
	return func(yield func(data.Sample, error) bool) {
		for sample, err := range w.split.Samples {
			if ctx.Err() != nil {
				err = context.Cause(ctx)
			}
			switch u, ok := unreadable(err); {
			case ok && w.note(u):
				continue
			case ok:
				err = w.verdict()
			case err == nil && len(w.failed) > 0:
				continue // this file will never be whole
			}
			if !yield(sample, err) {
				return
			}
			w.advance()
		}
		if len(w.failed) > 0 {
			yield(data.Sample{}, w.verdict())
		}
	}
}

// note keeps an unreadable row in mind, or reports it as left out. It tells
// whether to go on.
func (w *watch) note(u *Unreadable) bool {
	if w.split.Skip {
		w.progress(Progress{Split: w.split.Header.Split, Done: w.done, Rows: w.split.Rows, Skipped: u})
		return true
	}
	w.failed = append(w.failed, u)
	return len(w.failed) < mostNamed
}

// verdict names all rows that failed.
func (w *watch) verdict() error {
	var names strings.Builder
	for _, u := range w.failed {
		fmt.Fprintf(&names, "\n  %v", u)
	}
	atLeast := ""
	if len(w.failed) == mostNamed {
		atLeast = "at least "
	}
	return fmt.Errorf("%s%d of the pictures of the split %s cannot be read; on_error: skip leaves them out%s",
		atLeast, len(w.failed), w.split.Header.Split, names.String())
}

func (w *watch) advance() {
	if w.done++; w.done%reportEvery == 0 || w.done == w.split.Rows {
		w.progress(Progress{Split: w.split.Header.Split, Done: w.done, Rows: w.split.Rows})
	}
}

package dataset

import (
	"context"
	"errors"
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

// A watch stands between the samples of all splits and their files.
type watch struct {
	progress func(Progress)
	failed   []*Unreadable // of all splits

	split   Split // the present one
	done    int
	left    int   // rows left out
	classes []int // rows of each
	domains []int
	stopped error // what ended the samples, nil if they came to their end
}

// begin turns to the next split.
func (w *watch) begin(s Split) {
	w.split, w.done, w.left, w.stopped = s, 0, 0, nil
	w.classes, w.domains = make([]int, len(s.Header.Classes)), make([]int, len(s.Header.Domains))
}

// samples passes a split's samples on, reports progress now and then and stops
// when ctx is done. Unreadable rows are left out if the split wants that. If not,
// the rest is read all the same, to name all of them at once.
func (w *watch) samples(ctx context.Context) iter.Seq2[data.Sample, error] {
	return func(yield func(data.Sample, error) bool) {
		if len(w.failed) == mostNamed {
			return
		}
		for sample, err := range w.split.Samples {
			if ctx.Err() != nil {
				err = context.Cause(ctx)
			}
			switch u, ok := unreadable(err); {
			case ok && w.note(u):
				continue
			case ok:
				err = errNamed
			case err == nil && len(w.failed) > 0:
				continue // these files will never be whole
			}
			if w.stopped = err; !yield(sample, err) {
				return
			}
			w.advance(sample)
		}
		if w.stopped = w.complaint(); w.stopped != nil {
			yield(data.Sample{}, w.stopped)
		}
	}
}

// errNamed ends the file of a split; verdict has the names.
var errNamed = errors.New("pictures cannot be read")

// note keeps an unreadable row in mind, or reports it as left out. It tells
// whether to go on.
func (w *watch) note(u *Unreadable) bool {
	if w.split.Skip {
		w.left++
		w.progress(Progress{Split: w.split.Header.Split, Done: w.done, Rows: w.split.Rows, Skipped: u})
		return true
	}
	w.failed = append(w.failed, u)
	return len(w.failed) < mostNamed
}

// complaint is what is wrong with a split that has been read.
func (w *watch) complaint() error {
	if len(w.failed) > 0 {
		return errNamed
	}
	if w.left == 0 {
		return nil
	}
	if w.done == 0 {
		return fmt.Errorf("all %d pictures of the split %s cannot be read and were left out", w.left, w.split.Header.Split)
	}
	if w.split.Header.Split != data.Train {
		return nil
	}
	err := errors.Join(empty("class", w.split.Header.Classes, w.classes), empty("domain", w.split.Header.Domains, w.domains))
	if err != nil {
		return fmt.Errorf("%w is left to train on; all of them cannot be read", err)
	}
	return nil
}

// verdict names all rows of all splits that failed; nil if none did.
func (w *watch) verdict() error {
	if len(w.failed) == 0 {
		return nil
	}
	var names strings.Builder
	for _, u := range w.failed {
		fmt.Fprintf(&names, "\n  %v", u)
	}
	atLeast := ""
	if len(w.failed) == mostNamed {
		atLeast = "at least "
	}
	return fmt.Errorf("%s%d of the pictures cannot be read; on_error: skip leaves them out%s", atLeast, len(w.failed), names.String())
}

func (w *watch) advance(s data.Sample) {
	if len(w.classes) > 0 {
		w.classes[s.Label]++
	}
	if len(w.domains) > 0 {
		w.domains[s.Domain]++
	}
	if w.done++; w.done%reportEvery == 0 || w.done == w.split.Rows {
		w.progress(Progress{Split: w.split.Header.Split, Done: w.done, Rows: w.split.Rows})
	}
}

package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"gander/core"
	"gander/core/runner"
)

// observer shows what the runner does: bars on a terminal, lines in a pipe.
// close must be called before anything else is printed.
type observer interface {
	runner.Observer
	close()
}

func (a *app) newObserver(runs int) observer {
	if a.isTerminal(a.Stderr) {
		return newBars(a.Stderr, runs)
	}
	return &lines{out: a.Stderr, runs: runs, last: map[string]time.Time{}}
}

// title names a run for a person: "wgan-gp on ring, seed 2".
func title(r core.Run) string {
	return fmt.Sprintf("%s on %s, seed %d", r.Label, strings.Join(r.Datasets, "+"), r.Seed)
}

// outcome says in a few words how a run ended.
func outcome(r core.Run) string {
	text := string(r.Status)
	if r.Status == core.Done {
		text = fmt.Sprintf("done: %s images in %s of training", count(r.Progress.Images), seconds(r.Progress.Seconds))
	} else if r.Reason != "" {
		text += ": " + r.Reason
	}
	return text
}

// brief gives scores in one line, in the judge's order.
func brief(scores []core.Score) string {
	parts := make([]string, len(scores))
	for i, s := range scores {
		parts[i] = fmt.Sprintf("%s %.4g", s.Key, s.Value)
	}
	return strings.Join(parts, ", ")
}

// lineEvery is how often a pipe hears of one run's progress: often enough to
// see that it lives, seldom enough for a log file.
const lineEvery = 10 * time.Second

// lines writes plain lines, for pipes and log files.
type lines struct {
	mu    sync.Mutex
	out   io.Writer
	runs  int
	ended int
	last  map[string]time.Time
}

func (l *lines) printf(format string, args ...any) { fmt.Fprintf(l.out, format+"\n", args...) }

func (l *lines) Started(r core.Run, from, total int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last[r.ID] = time.Now()
	if from > 0 {
		l.printf("%s: goes on from step %d of %d", title(r), from, total)
		return
	}
	l.printf("%s: begins, %d steps", title(r), total)
}

func (l *lines) Advanced(r core.Run, p core.Progress, total int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.last[r.ID]) < lineEvery {
		return
	}
	l.last[r.ID] = time.Now()
	if total == 0 {
		l.printf("%s: step %d, %s", title(r), p.Step, seconds(p.Seconds))
		return
	}
	left := p.Seconds / float64(p.Step) * float64(total-p.Step)
	l.printf("%s: step %d of %d (%d %%), about %s left", title(r), p.Step, total, 100*p.Step/total, seconds(left))
}

func (l *lines) Scored(r core.Run, scores []core.Score) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.printf("%s: step %d: %s", title(r), r.Progress.Step, brief(scores))
}

func (l *lines) Ended(r core.Run) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended++
	l.printf("[%d/%d] %s: %s", l.ended, l.runs, title(r), outcome(r))
}

func (l *lines) close() {}

// fine is how many units of the overall bar one run is worth, so that the bar
// moves while runs are under way.
const fine = 1000

// bars draws one bar for the experiment and one for each run in the air.
type bars struct {
	mu    sync.Mutex
	all   *mpb.Progress
	whole *mpb.Bar
	runs  map[string]*bar
}

// bar is the bar of one run.
type bar struct {
	*mpb.Bar
	counted int64 // its share of the overall bar so far
	// scores is read by the bar's own goroutine while it draws, which may be
	// what a holder of the lock waits for: hence not under the lock.
	scores atomic.Value // of string
}

func newBars(out io.Writer, runs int) *bars {
	all := mpb.New(mpb.WithOutput(out), mpb.WithWidth(40), mpb.WithRefreshRate(150*time.Millisecond))
	whole := all.AddBar(int64(runs)*fine, mpb.BarPriority(1<<20),
		mpb.PrependDecorators(decor.Name("all runs", decor.WCSyncSpaceR)),
		mpb.AppendDecorators(decor.Percentage(decor.WC{W: 5}), decor.Name("  left "), decor.AverageETA(decor.ET_STYLE_GO)))
	return &bars{all: all, whole: whole, runs: map[string]*bar{}}
}

func (b *bars) Started(r core.Run, from, total int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	own := &bar{}
	own.scores.Store("")
	own.Bar = b.all.AddBar(int64(total), mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name(title(r), decor.WCSyncSpaceR)),
		mpb.AppendDecorators(decor.Percentage(decor.WC{W: 5}), decor.Name("  left "), decor.AverageETA(decor.ET_STYLE_GO),
			decor.Any(func(decor.Statistics) string { return own.scores.Load().(string) })))
	own.SetCurrent(int64(from))
	own.DecoratorAverageAdjust(time.Now())
	b.runs[r.ID] = own
}

func (b *bars) Advanced(r core.Run, p core.Progress, total int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	own := b.runs[r.ID]
	if total == 0 {
		return // nothing to measure a time budget's bar by but its seconds, below
	}
	// The last step is left to Ended, so that the bar stays while the run is
	// scored and saved.
	own.SetCurrent(int64(min(p.Step, total-1)))
	b.count(own, int64(p.Step)*fine/int64(total))
}

// count moves the overall bar to a run's new share.
func (b *bars) count(own *bar, share int64) {
	b.whole.IncrInt64(share - own.counted)
	own.counted = share
}

func (b *bars) Scored(r core.Run, scores []core.Score) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if own := b.runs[r.ID]; own != nil {
		own.scores.Store("  " + brief(scores))
	}
}

func (b *bars) Ended(r core.Run) {
	b.mu.Lock()
	own := b.runs[r.ID]
	if own != nil {
		b.count(own, fine)
	} else {
		b.whole.IncrInt64(fine) // it ended before it began
	}
	b.mu.Unlock()
	if own != nil {
		own.Abort(true)
	}
	fmt.Fprintf(b.all, "%s: %s\n", title(r), outcome(r))
}

func (b *bars) close() {
	b.whole.SetTotal(-1, true)
	b.all.Wait()
}

// count writes a number with a suffix once it is large: 950, 12.8k, 1.2M.
func count(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1fG", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.1fM", float64(n)/1e6)
	case n >= 1e4:
		return fmt.Sprintf("%.1fk", float64(n)/1e3)
	}
	return fmt.Sprint(n)
}

// seconds writes a duration as a person reads it: 4.2s, 3m20s.
func seconds(s float64) string {
	d := time.Duration(s * float64(time.Second))
	if d < 10*time.Second {
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

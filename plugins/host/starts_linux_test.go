package host_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"gander/core"
	"gander/plugins/host"
	"gander/plugins/internal/processes"
	"gander/plugins/variant"
)

var starts = flag.Int("starts", 0, "how many processes TestStarts starts (default 120, or 1000 with GANDER_LONG)")

// howManyStarts is how many processes TestStarts starts.
func howManyStarts() int {
	switch {
	case *starts > 0:
		return *starts
	case os.Getenv("GANDER_LONG") != "":
		return 1000
	}
	return 120
}

// ways are how a process may begin and end.
var ways = []struct {
	name string
	live func(context.Context, *host.Launcher, time.Duration) error
}{
	{"closed", liveAndClose},
	{"killed", liveAndDie},
	{"aborted start", abortStart},
	{"aborted open", abortOpen},
	{"dies at once", dieAtOnce},
	{"leaves children", leaveChildren},
}

// Starting and ending processes, however they end, leaves no process, file,
// descriptor or goroutine.
func TestStarts(t *testing.T) {
	tmp := shortTemp(t)
	t.Setenv("TMPDIR", tmp)
	const mark = "GANDER_TEST_STARTS"
	t.Setenv(mark, filepath.Base(tmp))
	l := newLauncher(t)
	startMany(t, l, len(ways)) // what is made once is made now
	before := settled(t)
	began := time.Now()
	startMany(t, l, howManyStarts())
	t.Logf("%d processes in %.1f s", howManyStarts(), time.Since(began).Seconds())
	if after := settled(t); after != before {
		t.Errorf("held before and after: %+v, %+v", before, after)
		_ = pprof.Lookup("goroutine").WriteTo(os.Stderr, 1)
	}
	if left, _ := filepath.Glob(filepath.Join(tmp, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if left := processes.With(mark + "=" + filepath.Base(tmp)); len(left) > 0 {
		t.Errorf("processes are left: %v", left)
	}
}

// holdings are what this process holds of the system's.
type holdings struct{ goroutines, files, children int }

// settled are the holdings once they have been the same for longer than the
// pipes of an ended process are kept.
func settled(t *testing.T) (now holdings) {
	t.Helper()
	since := time.Now()
	processes.Until(20*time.Second, func() bool {
		if h := held(t); h != now {
			now, since = h, time.Now()
		}
		return time.Since(since) > 1500*time.Millisecond
	})
	return now
}

func held(t *testing.T) holdings {
	t.Helper()
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	children := 0
	tasks, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range tasks {
		text, _ := os.ReadFile(file) // of a thread that has ended
		children += len(strings.Fields(string(text)))
	}
	return holdings{runtime.NumGoroutine(), len(files), children}
}

// startMany goes through the ways in turn, several processes at a time.
func startMany(t *testing.T, l *host.Launcher, n int) {
	t.Helper()
	numbers := make(chan int)
	var lanes sync.WaitGroup
	for range 4 {
		lanes.Go(func() {
			for i := range numbers {
				way := ways[i%len(ways)]
				// Anything from the first system call to a finished handshake.
				pause := time.Duration(i/len(ways)*7%120) * time.Millisecond
				if err := way.live(t.Context(), l, pause); err != nil {
					t.Errorf("process %d, %s: %v", i, way.name, err)
				}
			}
		})
	}
	for i := range n {
		numbers <- i
	}
	close(numbers)
	lanes.Wait()
}

func liveAndClose(ctx context.Context, l *host.Launcher, _ time.Duration) error {
	p, err := l.Launch(ctx, "faulty", host.Options{})
	if err != nil {
		return err
	}
	_, err = p.Open(ctx, setup(nil))
	if err == nil {
		_, err = advance(ctx, p, 0, 5, 5)
	}
	return errors.Join(err, p.Close())
}

func liveAndDie(ctx context.Context, l *host.Launcher, _ time.Duration) error {
	p, err := l.Launch(ctx, "faulty", host.Options{})
	if err != nil {
		return err
	}
	_, err = p.Open(ctx, setup(variant.Params{"pause": 0.001}))
	if err == nil {
		err = p.Advance(ctx, 0, 1_000_000, 5, func(r variant.Report) error {
			if r.Step > 5 {
				return nil
			}
			return syscall.Kill(p.Pid(), syscall.SIGKILL)
		})
		err = wanted(err, core.Crashed)
	}
	return errors.Join(err, p.Close())
}

func abortStart(ctx context.Context, l *host.Launcher, pause time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, pause)
	defer cancel()
	p, err := l.Launch(ctx, "faulty", host.Options{})
	if err != nil {
		return wanted(err, core.Stopped)
	}
	return p.Close()
}

func abortOpen(ctx context.Context, l *host.Launcher, pause time.Duration) error {
	p, err := l.Launch(ctx, "sluggish", host.Options{})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, pause)
	defer cancel()
	_, err = p.Open(ctx, setup(nil))
	return errors.Join(wanted(err, core.Stopped), p.Close())
}

func dieAtOnce(ctx context.Context, l *host.Launcher, _ time.Duration) error {
	_, err := l.Launch(ctx, "quitter", host.Options{})
	return wanted(err, core.Crashed)
}

func leaveChildren(ctx context.Context, l *host.Launcher, _ time.Duration) error {
	p, err := l.Launch(ctx, "breeder", host.Options{})
	if err != nil {
		return err
	}
	return p.Close()
}

// wanted is nil for an error with an outcome.
func wanted(err error, outcome core.RunStatus) error {
	var e *host.Error
	if errors.As(err, &e) && e.Outcome == outcome {
		return nil
	}
	return fmt.Errorf("want %s: %+v", outcome, e)
}

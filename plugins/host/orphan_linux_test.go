package host_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"gander/plugins/host"
	"gander/plugins/internal/faulty"
	"gander/plugins/internal/processes"
	"gander/plugins/sdk"
	"gander/plugins/variant"
)

// The settings of a plugin that stands still.
const (
	phaseKey = "GANDER_TEST_PHASE" // where it does
	noteKey  = "GANDER_TEST_NOTE"  // file that it makes then
)

// phases are where a plugin may be when its host dies.
var phases = []string{"starting", "opening", "advancing", "sampling", "idle"}

// Wherever the plugin stands when its host is killed, and though it has started
// others and ignores all signals that can be ignored: within five seconds nothing
// is left of it.
func TestHostDeath(t *testing.T) {
	for _, phase := range phases {
		t.Run(phase, func(t *testing.T) {
			t.Parallel()
			tmp := shortTemp(t)
			note := filepath.Join(t.TempDir(), "note")
			mark := phaseKey + "=" + phase
			shim := exec.Command(os.Args[0], "shim-host")
			shim.Env = append(os.Environ(), "TMPDIR="+tmp, mark, noteKey+"="+note)
			shim.Stderr = os.Stderr
			if err := shim.Start(); err != nil {
				t.Fatal(err)
			}
			if !processes.Until(time.Minute, func() bool { _, err := os.Stat(note); return err == nil }) {
				t.Fatal("the plugin does not get there")
			}
			all := append(processes.With(mark), children(t, shim.Process.Pid)...)
			if len(all) < 6 { // host, plugin (twice), child, daemon, and the host's guard
				t.Errorf("there are the processes %v, want 6", all)
			}
			if err := shim.Process.Signal(syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			_ = shim.Wait() // it was killed
			if !processes.EndSoon(all...) {
				t.Errorf("of the processes %v, %v live on", all, processes.With(mark))
			}
			if left, _ := filepath.Glob(filepath.Join(tmp, "*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// children are the processes that one has started and that live.
func children(t *testing.T, pid int) (pids []int) {
	t.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, _ := os.ReadFile(file) // of a thread that has ended
		for _, word := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(word); err == nil {
				pids = append(pids, child)
			}
		}
	}
	return pids
}

// serveStill is a plugin that stands still somewhere for an hour.
func serveStill(args []string) int {
	breed()
	signal.Ignore(syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT)
	still("starting")
	return sdk.Serve(stillVariant{faulty.New()}, args...)
}

// still stands still if this is where to.
func still(phase string) {
	if os.Getenv(phaseKey) != phase {
		return
	}
	if err := os.WriteFile(os.Getenv(noteKey), nil, 0o600); err != nil {
		panic(err)
	}
	time.Sleep(time.Hour)
}

type stillVariant struct{ variant.Variant }

func (v stillVariant) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	still("opening")
	l, info, err := v.Variant.Open(s)
	return stillLearner{l}, info, err
}

type stillLearner struct{ variant.Learner }

func (l stillLearner) Step() (variant.Progress, error) {
	still("advancing")
	return l.Learner.Step()
}

func (l stillLearner) Sample(s variant.Sampling, rows []variant.Row) (variant.Tensor, error) {
	still("sampling")
	return l.Learner.Sample(s, rows)
}

// shimHost is a host that goes through the life of a plugin and waits to be
// killed.
func shimHost() {
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	catalog, err := host.Discover(host.Search{BuiltIns: plugins})
	must(err)
	l := &host.Launcher{Catalog: catalog, Self: os.Args[0]}
	ctx := context.Background()
	p, err := l.Launch(ctx, "still", host.Options{Write: []string{filepath.Dir(os.Getenv(noteKey))}})
	must(err)
	_, err = p.Open(ctx, setup(nil))
	must(err)
	_, err = advance(ctx, p, 0, 3, 1)
	must(err)
	_, err = p.Sample(ctx, variant.Sampling{}, make([]variant.Row, 3))
	must(err)
	still("idle")
}

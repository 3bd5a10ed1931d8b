package host_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"gander/core"
	"gander/plugins/host"
	"gander/plugins/internal/faulty"
	"gander/plugins/internal/processes"
	"gander/plugins/variant"
)

// A process that takes more memory than it may, by itself or through children,
// is ended with a sentence that says so; nothing of it is left, another process
// computes the same bits as ever, and the host's own memory stays what it was.
func TestMemoryLimit(t *testing.T) {
	alone := learnt(t, newLauncher(t))
	for _, trouble := range []string{faulty.Allocate, faulty.Children, faulty.Stray} {
		t.Run(trouble, func(t *testing.T) {
			l := newLauncher(t)
			before := memoryOf(t, os.Getpid())
			p, err := l.Launch(t.Context(), "faulty", host.Options{Limits: core.Limits{Memory: 256e6}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.Open(t.Context(), setup(variant.Params{"trouble": trouble, "at": int64(2)})); err != nil {
				t.Fatal(err)
			}
			beside := make(chan []byte, 1)
			go func() { beside <- learnt(t, l) }()
			_, err = advance(t.Context(), p, 0, 5, 1)
			e := wantOutcome(t, err, core.Failed, "its limit is 256 MB; limits.memory in the spec raises it")
			if !strings.HasPrefix(e.Reason, "it took ") {
				t.Errorf("the reason says not how much: %s", e.Reason)
			}
			if got := <-beside; !bytes.Equal(got, alone) {
				t.Errorf("another process saves %s, alone it saves %s", got, alone)
			}
			if grown := memoryOf(t, os.Getpid()) - before; grown > 64<<20 {
				t.Errorf("the host has grown by %d MB", grown>>20)
			}
			pid := p.Pid()
			if err := p.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
			if !processes.EndSoon(pid) {
				t.Error("the process lives on")
			}
			for _, left := range named(t, "tail") {
				if !processes.EndSoon(left) {
					t.Errorf("its child %d lives on", left)
				}
			}
		})
	}
}

// learnt is the state of a process that has trained without trouble.
func learnt(t *testing.T, l *host.Launcher) []byte {
	dir := t.TempDir()
	p, err := l.Launch(t.Context(), "faulty", host.Options{Write: []string{dir}})
	if err == nil {
		_, err = p.Open(t.Context(), setup(variant.Params{"pause": 0.02}))
	}
	if err == nil {
		_, err = advance(t.Context(), p, 0, 20, 5)
	}
	if err == nil {
		err = p.Save(t.Context(), dir)
	}
	if err == nil {
		err = p.Close()
	}
	state, readErr := os.ReadFile(filepath.Join(dir, "state.json"))
	if err != nil || readErr != nil {
		t.Errorf("a process without trouble: %v, %v", err, readErr)
	}
	return state
}

// memoryOf is the memory of a process in bytes, without that of files.
func memoryOf(t *testing.T, pid int) int {
	t.Helper()
	runtime.GC()
	kib, err := strconv.Atoi(strings.TrimSuffix(statusField(t, pid, "RssAnon"), " kB"))
	if err != nil {
		t.Fatal(err)
	}
	return kib << 10
}

// named are the processes of a name that read /dev/zero.
func named(t *testing.T, name string) []int {
	t.Helper()
	var found []int
	all, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		if text, _ := os.ReadFile(path); string(text) == name+"\x00/dev/zero\x00" {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			found = append(found, pid)
		}
	}
	return found
}

// What is within the limit is let alone.
func TestMemoryWithinLimit(t *testing.T) {
	l := newLauncher(t)
	p, err := l.Launch(t.Context(), "faulty", host.Options{Limits: core.Limits{Memory: 256e6}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Open(t.Context(), setup(variant.Params{"pause": 0.02})); err != nil {
		t.Fatal(err)
	}
	if _, err := advance(t.Context(), p, 0, 50, 10); err != nil {
		t.Error(err)
	}
}

// A process that is limited to some processors runs on no others, and is put
// back if it goes there by itself; two such processes have different ones.
func TestProcessorLimit(t *testing.T) {
	if runtime.NumCPU() < 2 {
		t.Skip("NOT TESTED: on one processor there is nothing to confine to")
	}
	l := newLauncher(t)
	first, second := oneProcessor(t, l), oneProcessor(t, l)
	a, b := processorsOf(t, first.Pid()), processorsOf(t, second.Pid())
	if a == b || strings.ContainsAny(a+b, ",-") {
		t.Errorf("two processes of one processor each are on %s and %s", a, b)
	}
	go func() { _, _ = advance(t.Context(), first, 0, 5, 1) }() // until it is closed
	scattered := waitFor(func() bool { return processorsOf(t, first.Pid()) != a })
	back := waitFor(func() bool { return processorsOf(t, first.Pid()) == a })
	if !scattered || !back {
		t.Errorf("the process left its processor: %t; it was put back: %t", scattered, back)
	}
	_ = first.Close() // in the midst of a long step, it may have to be killed
	third := oneProcessor(t, l)
	if got := processorsOf(t, third.Pid()); got != a {
		t.Errorf("a third one is on %s, where %s is free again", got, a)
	}
}

func oneProcessor(t *testing.T, l *host.Launcher) *host.Process {
	t.Helper()
	p, err := l.Launch(t.Context(), "faulty", host.Options{Limits: core.Limits{Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Open(t.Context(), setup(variant.Params{"trouble": faulty.Scatter})); err != nil {
		t.Fatal(err)
	}
	return p
}

// processorsOf are those that a process may run on, as "0" or "0-3,5"; of
// different threads, all their lists.
func processorsOf(t *testing.T, pid int) string {
	t.Helper()
	lists := map[string]bool{}
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	for _, path := range threads {
		text, _ := os.ReadFile(path) // a thread may have ended
		_, after, found := strings.Cut(string(text), "\nCpus_allowed_list:\t")
		list, _, _ := strings.Cut(after, "\n")
		if found {
			lists[list] = true
		}
	}
	var all []string
	for list := range lists {
		all = append(all, list)
	}
	return strings.Join(all, " and ")
}

// waitFor waits for a condition, for ten seconds at most.
func waitFor(holds func() bool) bool {
	for range 10_000 {
		if holds() {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

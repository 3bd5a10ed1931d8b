package host_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gander/core"
	"gander/plugins/host"
	"gander/plugins/internal/confine"
	"gander/plugins/internal/faulty"
	"gander/plugins/variant"
)

// needLandlock skips where the kernel has none: nothing but the kernel can keep
// a process from files, so there is nothing to test, in CI neither.
func needLandlock(t *testing.T) {
	t.Helper()
	if s := confine.Supported(); s.Landlock == 0 {
		t.Skipf("NOT TESTED: this kernel enforces no Landlock (%s); boot one of 5.13 or later with landlock in lsm=", s.Why)
	}
}

// reached starts the variant faulty, which reaches for what env names, and gives
// how that ended.
func reached(t *testing.T, uncontained bool, o host.Options, env ...string) error {
	t.Helper()
	l := newLauncher(t)
	l.Uncontained = uncontained
	o.Env = append(o.Env, env...)
	p, err := l.Launch(t.Context(), "faulty", o)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if _, err := p.Open(t.Context(), setup(variant.Params{"trouble": faulty.Reach, "at": int64(1)})); err != nil {
		t.Fatal(err)
	}
	_, err = advance(t.Context(), p, 0, 1, 1)
	return err
}

// Files that no plugin is given, outside of the test's own folders.
const (
	sharedMemory = "/dev/shm/gander-was-here"
	elsewhere    = "/tmp/gander-was-here"
)

// A contained plugin is refused what it was not given. Without containment it
// gets all of it, which shows that each case could succeed.
func TestContainedFiles(t *testing.T) {
	needLandlock(t)
	home, work, shared := t.TempDir(), t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	place(t, 0o644, home, "secret")
	place(t, 0o644, shared, "data")
	inside := func(dir, name string) string { return filepath.Join(dir, name) }
	for _, tt := range []struct {
		name, variable, path string
		read, write          []string
		allowed              bool
	}{
		{"reads the home", faulty.ReadKey, inside(home, "secret"), nil, nil, false},
		{"writes into the home", faulty.WriteKey, inside(home, "new"), nil, nil, false},
		{"writes beside its folder", faulty.WriteKey, inside(shared, "new"), nil, nil, false},
		{"changes what it may read", faulty.WriteKey, inside(shared, "data"), []string{shared}, nil, false},
		{"fills shared memory", faulty.WriteKey, sharedMemory, nil, nil, false},
		{"writes where others have temporary files", faulty.WriteKey, elsewhere, nil, nil, false},
		{"reads the host's environment", faulty.ReadKey, fmt.Sprintf("/proc/%d/environ", os.Getpid()), nil, nil, false},
		{"reads its dataset", faulty.ReadKey, inside(shared, "data"), []string{inside(shared, "data")}, nil, true},
		{"writes into its folder", faulty.WriteKey, inside(work, "new"), nil, nil, true},
		{"writes temporary files", faulty.WriteKey, inside(work, "tmp/new"), nil, nil, true},
		{"writes into a folder that it was given", faulty.WriteKey, inside(shared, "given"), nil, []string{shared}, true},
		{"reads a system's file", faulty.ReadKey, "/etc/passwd", nil, nil, true},
		{"writes to the void", faulty.WriteKey, "/dev/null", nil, nil, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := os.Stat(filepath.Dir(tt.path)); tt.path == sharedMemory && err != nil {
				t.Skip("this system has no /dev/shm")
			}
			if slices.Contains([]string{sharedMemory, elsewhere}, tt.path) {
				t.Cleanup(func() { os.Remove(tt.path) }) // whoever made it
			}
			o := host.Options{Dir: work, Read: tt.read, Write: tt.write}
			err := reached(t, false, o, tt.variable+"="+tt.path)
			if tt.allowed {
				if err != nil {
					t.Error(err)
				}
				return
			}
			e := wantOutcome(t, err, core.Failed, "permission denied")
			if !strings.Contains(e.Reason, `"read" in its manifest`) {
				t.Errorf("the reason has no advice: %s", e.Reason)
			}
			if err := reached(t, true, o, tt.variable+"="+tt.path); err != nil {
				t.Errorf("without containment: %v", err)
			}
		})
	}
	if left, _ := os.ReadDir(filepath.Join(work, "tmp")); left != nil {
		t.Errorf("temporary files are left: %v", left)
	}
}

// A contained plugin cannot signal its host, nor anything else of the user's.
func TestContainedSignals(t *testing.T) {
	if v := confine.Supported().Landlock; v < 6 {
		t.Skipf("NOT TESTED: Landlock keeps signals in from version 6 on, this kernel has %d", v)
	}
	target := fmt.Sprintf("%s=%d", faulty.SignalKey, os.Getpid())
	wantOutcome(t, reached(t, false, host.Options{}, target), core.Failed, "operation not permitted")
	if err := reached(t, true, host.Options{}, target); err != nil {
		t.Errorf("without containment: %v", err)
	}
}

func TestNoNewPrivileges(t *testing.T) {
	for uncontained, want := range map[bool]string{false: "1", true: "0"} {
		l := newLauncher(t)
		l.Uncontained = uncontained
		p, err := l.Launch(t.Context(), "faulty", host.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := statusField(t, p.Pid(), "NoNewPrivs"); got != want {
			t.Errorf("uncontained %t: NoNewPrivs is %s, want %s", uncontained, got, want)
		}
	}
}

// statusField is a line of what the kernel says of a process.
func statusField(t *testing.T, pid int, name string) string {
	t.Helper()
	text := readFile(t, fmt.Sprintf("/proc/%d/status", pid))
	_, after, found := strings.Cut(text, "\n"+name+":")
	if !found {
		t.Fatalf("the kernel says nothing of %s", name)
	}
	value, _, _ := strings.Cut(after, "\n")
	return strings.TrimSpace(value)
}

// A plugin from a folder reads that folder, what its manifest grants, and the
// interpreter that its first line names.
func TestManifestGrants(t *testing.T) {
	needLandlock(t)
	home := t.TempDir()
	t.Setenv("HOME", home)
	dir := filepath.Join(home, "plugins")
	path := installIn(t, dir, "faulty")
	place(t, 0o644, dir, "beside")
	place(t, 0o644, home, "library", "file")
	read := func(what string) error {
		catalog := find(t, host.Search{Dirs: []string{dir}})
		p, err := (&host.Launcher{Catalog: catalog}).Launch(t.Context(), "faulty", host.Options{Env: []string{faulty.ReadKey + "=" + what}})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		_, err = p.Open(t.Context(), setup(variant.Params{"trouble": faulty.Reach, "at": int64(1)}))
		if err == nil {
			_, err = advance(t.Context(), p, 0, 1, 1)
		}
		return err
	}
	if err := read(filepath.Join(dir, "beside")); err != nil {
		t.Errorf("its own folder: %v", err)
	}
	file := filepath.Join(home, "library", "file")
	wantOutcome(t, read(file), core.Failed, "permission denied")
	for _, grant := range []string{"../library", "~/library/file", filepath.Join(home, "library")} {
		write(t, path+".json", fmt.Sprintf(`{"read": [%q]}`, grant))
		if err := read(file); err != nil {
			t.Errorf("granted %s: %v", grant, err)
		}
	}
}

func TestManifestGrantsNoHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	for grant, want := range map[string]string{"~/": "the user's whole home", "/": "the user's whole home", "../..": "the user's whole home", "none": "no such file"} {
		dir := filepath.Join(home, "plugins", "mine")
		write(t, place(t, 0o755, dir, "gander-variant-mine")+".json", fmt.Sprintf(`{"read": [%q]}`, grant))
		c, err := host.Discover(host.Search{Dirs: []string{dir}, Getenv: environ(nil)})
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Ignored) != 1 || !strings.Contains(c.Ignored[0].Reason, want) {
			t.Errorf("read %s: %+v, want %q", grant, c, want)
		}
	}
}

// Describe is contained, too, as every command that lists plugins calls it.
func TestDescribeIsContained(t *testing.T) {
	needLandlock(t)
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "file")
	path := filepath.Join(dir, "gander-variant-mine")
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho hello > "+outside+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	catalog := find(t, host.Search{Dirs: []string{dir}})
	if _, err := host.Describe(t.Context(), catalog.Plugins[0], false); err == nil || !strings.Contains(err.Error(), "ermission denied") {
		t.Errorf("describe gives the error %v", err)
	}
	if _, err := os.Stat(outside); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it has written outside: %v", err)
	}
	_, _ = host.Describe(t.Context(), catalog.Plugins[0], true)
	if _, err := os.Stat(outside); err != nil {
		t.Errorf("without containment: %v", err)
	}
}

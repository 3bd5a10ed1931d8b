package host_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gander/plugins/host"
	"gander/plugins/internal/processes"
)

// A plugin that has started a process of its own, which holds on to its pipes.
func TestGrandchild(t *testing.T) {
	tests := []struct {
		name  string
		start string
		lives bool
	}{
		{"of the group goes too", "sleep 60", false},
		{"that left the group goes too", "setsid sleep 60", false},
		{"that hides is not waited for", "env -i setsid sleep 60", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, note := withGrandchild(t, tt.start)
			p, err := l.Launch(t.Context(), "faulty", host.Options{
				Env: []string{"GANDER_TEST_NOTE=" + note}, Write: []string{filepath.Dir(note)}, Read: []string{os.Args[0]},
			})
			if err != nil {
				t.Fatal(err)
			}
			var grandchild int
			if _, err := fmt.Sscan(readFile(t, note), &grandchild); err != nil {
				t.Fatal(err)
			}
			if processes.Ended(grandchild) {
				t.Fatal("the grandchild has ended before its parent")
			}
			if err := p.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
			if !tt.lives {
				if !processes.EndSoon(grandchild) {
					t.Error("the grandchild lives on")
				}
				return
			}
			if processes.Ended(grandchild) {
				t.Error("Close has waited for the grandchild")
			}
			_ = syscall.Kill(grandchild, syscall.SIGKILL)
		})
	}
}

// withGrandchild is a launcher of the variant faulty behind a script that starts
// another process first and notes its id in a file.
func withGrandchild(t *testing.T, start string) (l *host.Launcher, note string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	script := filepath.Join(dir, "gander-variant-faulty")
	text := strings.Join([]string{
		"#!/bin/sh", start + " &", `echo $! > "$GANDER_TEST_NOTE"`,
		fmt.Sprintf(`exec "%s" serve-variant faulty`, self), "",
	}, "\n")
	if err := os.WriteFile(script, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return &host.Launcher{Catalog: find(t, host.Search{Dirs: []string{dir}})}, filepath.Join(dir, "note")
}

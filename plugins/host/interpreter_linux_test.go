package host

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestInterpreterPaths finds the interpreters of scripts, with their libraries,
// wherever people have them.
func TestInterpreterPaths(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	at := func(parts ...string) string { return filepath.Join(append([]string{home}, parts...)...) }
	executable := func(path string) {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, path string) {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, path); err != nil {
			t.Fatal(err)
		}
	}
	executable(at("conda", "bin", "python"))
	executable(at(".pyenv", "shims", "python3"))
	executable(at("bin", "own"))
	executable(at(".local", "bin", "tool"))
	executable(at("uv", "cpython", "bin", "python3.12"))
	link(at("uv", "cpython", "bin", "python3.12"), at("venv", "bin", "python"))
	link("python", at("venv", "bin", "python3"))
	if err := os.WriteFile(at("venv", "pyvenv.cfg"), []byte("home = "+at("conda", "bin")+"\nversion = 3\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", strings.Join([]string{"relative", at(".pyenv", "shims"), "/usr/bin"}, ":"))
	for line, want := range map[string][]string{
		"#!/usr/bin/python3 -B\n": nil,
		"#!/bin/sh\n":             nil,
		"\x7fELF":                 nil,
		"#!" + at("conda", "bin", "python") + "\n": {at("conda", "bin", "python"), at("conda")},
		"#!/usr/bin/env python3\n":                 {at(".pyenv", "shims", "python3"), at(".pyenv")},
		"#!/usr/bin/env -S A=b python3 -u\n":       {at(".pyenv", "shims", "python3"), at(".pyenv")},
		"#!/usr/bin/env nothing-of-this-name\n":    nil,
		"#!" + at("bin", "own") + "\n":             {at("bin", "own")},
		"#!" + at(".local", "bin", "tool") + "\n":  {at(".local", "bin", "tool")},
		"#! " + at("venv", "bin", "python3") + "\n": {
			at("venv", "bin", "python3"), at("venv"), at("conda"), at("uv", "cpython", "bin", "python3.12"), at("uv", "cpython"),
		},
	} {
		script := at("script")
		if err := os.WriteFile(script, []byte(line), 0o777); err != nil {
			t.Fatal(err)
		}
		if got := interpreterPaths(script); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
}

func TestHoldsHome(t *testing.T) {
	t.Setenv("HOME", filepath.Join(t.TempDir(), "users", "me"))
	home := os.Getenv("HOME")
	for path, want := range map[string]bool{
		home: true, filepath.Dir(home): true, "/": true,
		filepath.Join(home, "plugins"): false, filepath.Join(filepath.Dir(home), "you"): false, "/usr": false,
	} {
		if got := holdsHome(path); got != want {
			t.Errorf("%s: %t", path, got)
		}
	}
}

// Variables lead to what the user has told interpreters to read, but not to the
// whole home.
func TestEnvironmentPaths(t *testing.T) {
	t.Setenv("HOME", "/home/me")
	got := environmentPaths([]string{"PYTHONPATH=/srv/lib:.::/home/me", "PATH=/srv/bin", "LD_LIBRARY_PATH=/home/me/cuda", "VIRTUAL_ENV="})
	if want := []string{"/srv/lib", "/home/me/cuda"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

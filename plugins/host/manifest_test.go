package host_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/plugins/host"
)

// write makes a file of a text.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// discovered is the plugin "mine" of a folder.
func discovered(t *testing.T, dir string) host.Plugin {
	t.Helper()
	c, err := host.Discover(host.Search{Dirs: []string{dir}, Getenv: environ(nil)})
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Find("mine")
	if err != nil {
		t.Fatalf("%v; ignored: %+v", err, c.Ignored)
	}
	if len(c.Ignored) > 0 {
		t.Errorf("ignored: %+v", c.Ignored)
	}
	return p
}

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func TestManifest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "of [all] sorts")
	executable := place(t, 0o755, dir, "gander-variant-mine")
	bare := discovered(t, dir)
	if bare.SHA256 != sumOf("#!/bin/sh\n") || bare.Plaintext {
		t.Errorf("without a manifest: %+v", bare)
	}

	const text = `{"tls": false, "files": ["lib/b.py", "lib/*.py"]}`
	write(t, executable+".json", text)
	place(t, 0o644, dir, "lib", "b.py")
	write(t, filepath.Join(dir, "lib", "a.py"), "a\n")
	list := ""
	for _, f := range [][2]string{{"#!/bin/sh\n", "gander-variant-mine"}, {text, "gander-variant-mine.json"}, {"a\n", "lib/a.py"}, {"#!/bin/sh\n", "lib/b.py"}} {
		list += fmt.Sprintf("%s  %s\n", sumOf(f[0]), f[1])
	}
	full := discovered(t, dir)
	if full.SHA256 != sumOf(list) || !full.Plaintext {
		t.Errorf("%+v, want the hash %s", full, sumOf(list))
	}

	linked := t.TempDir()
	if err := os.Symlink(executable, filepath.Join(linked, "gander-variant-mine")); err != nil {
		t.Skip(err) // Windows may forbid links
	}
	if p := discovered(t, linked); p.SHA256 != full.SHA256 || !p.Plaintext {
		t.Errorf("through a link: %+v", p)
	}
}

// A change of any file that a manifest names keeps a plugin from starting.
func TestManifestNoticesChanges(t *testing.T) {
	dir := t.TempDir()
	executable := place(t, 0o755, dir, "gander-variant-mine")
	write(t, executable+".json", `{"files": ["lib.py"]}`)
	write(t, filepath.Join(dir, "lib.py"), "before")
	c, err := host.Discover(host.Search{Dirs: []string{dir}, Getenv: environ(nil)})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "lib.py"), "after")
	_, err = (&host.Launcher{Catalog: c}).Launch(t.Context(), "mine", host.Options{})
	if err == nil || !strings.Contains(err.Error(), "has changed since it was found") {
		t.Errorf("the changed plugin: %v", err)
	}
}

func TestManifestProblems(t *testing.T) {
	for text, want := range map[string]string{
		`{"tsl": false}`:          "unknown field",
		`{`:                       "EOF",
		`{"files": ["none.py"]}`:  `files "none.py": no file fits it`,
		`{"files": ["[broken"]}`:  "syntax error in pattern",
		`{"tls": "off"}`:          "cannot unmarshal",
		`{"files": "one string"}`: "cannot unmarshal",
	} {
		dir := t.TempDir()
		write(t, place(t, 0o755, dir, "gander-variant-mine")+".json", text)
		c, err := host.Discover(host.Search{Dirs: []string{dir}, Getenv: environ(nil)})
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Plugins) != 0 || len(c.Ignored) != 1 || !strings.Contains(c.Ignored[0].Reason, want) {
			t.Errorf("%s: %+v, want %q", text, c, want)
		}
	}
}

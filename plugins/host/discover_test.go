package host_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"gander/core"
	"gander/plugins/host"
	"gander/plugins/internal/faulty"
	"gander/plugins/internal/wire"
)

// place makes a file that Discover may take for a plugin.
func place(t *testing.T, mode os.FileMode, parts ...string) string {
	t.Helper()
	path := filepath.Join(parts...)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func environ(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func TestDiscoverPrecedence(t *testing.T) {
	root := t.TempDir()
	option := place(t, 0o755, root, "anywhere", "my-program")
	dir := place(t, 0o755, root, "dir", "gander-variant-wgan")
	path := place(t, 0o755, root, "path", "gander-variant-wgan")
	spec := place(t, 0o755, root, "spec", "plugins", "gander-variant-wgan")
	user := place(t, 0o755, root, "data", "gander", "plugins", "gander-variant-wgan")
	search := host.Search{
		Options:  []string{"wgan=" + option},
		Dirs:     []string{filepath.Dir(dir)},
		SpecDir:  filepath.Join(root, "spec"),
		BuiltIns: []string{"vanilla", "wgan"},
		Getenv: environ(map[string]string{
			"GANDER_PLUGIN_PATH": filepath.Join(root, "missing") + string(filepath.ListSeparator) + filepath.Dir(path),
			"XDG_DATA_HOME":      filepath.Join(root, "data"),
		}),
	}
	// Each round takes away the plugin that won the last one.
	for i, want := range []host.Plugin{
		{Source: host.FromOption, Path: option},
		{Source: host.FromDir, Path: dir},
		{Source: host.FromPath, Path: path},
		{Source: host.FromSpec, Path: spec},
		{Source: host.FromUser, Path: user},
		{Source: host.FromBuiltIn},
	} {
		catalog, err := host.Discover(search)
		if err != nil {
			t.Fatal(err)
		}
		got, err := catalog.Find("wgan")
		if err != nil || got.Source != want.Source || got.Path != want.Path {
			t.Errorf("found %+v, %v, want %+v", got, err, want)
		}
		if n := shadowed(catalog); n != 5-i {
			t.Errorf("%s shadows %d, want %d: %+v", want.Source, n, 5-i, catalog.Ignored)
		}
		if vanilla, err := catalog.Find("vanilla"); err != nil || vanilla.Source != host.FromBuiltIn {
			t.Errorf("vanilla is %+v, %v", vanilla, err)
		}
		search.Options = nil
		if want.Path != "" {
			if err := os.Remove(want.Path); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func shadowed(c *host.Catalog) int {
	n := 0
	for _, i := range c.Ignored {
		if strings.HasPrefix(i.Reason, "is shadowed by ") {
			n++
		}
	}
	return n
}

func TestDiscoverIgnores(t *testing.T) {
	dir := t.TempDir()
	place(t, 0o755, dir, "gander-variant-good")
	place(t, 0o644, dir, "gander-variant-plain")
	place(t, 0o755, dir, "gander-variant-Bad")
	place(t, 0o755, dir, "gander-variant-"+strings.Repeat("a", 41))
	place(t, 0o755, dir, "gander-variant-folder", "x")
	place(t, 0o755, dir, "README")
	catalog, err := host.Discover(host.Search{Dirs: []string{dir}, Getenv: environ(nil)})
	if err != nil {
		t.Fatal(err)
	}
	if len(catalog.Plugins) != 1 || catalog.Plugins[0].Name != "good" {
		t.Errorf("plugins are %+v, want good alone", catalog.Plugins)
	}
	// The hash of "#!/bin/sh\n", as sha256sum gives it.
	if got, want := catalog.Plugins[0].SHA256, "a8076d3d28d21e02012b20eaf7dbf75409a6277134439025f282e368e3305abf"; got != want {
		t.Errorf("hash is %s, want %s", got, want)
	}
	reasons := make(map[string]string)
	for _, i := range catalog.Ignored {
		reasons[filepath.Base(i.Path)] = i.Reason
	}
	for file, want := range map[string]string{
		"gander-variant-plain":                      "is not executable",
		"gander-variant-Bad":                        `names its variant "Bad"`,
		"gander-variant-" + strings.Repeat("a", 41): "40 at most",
		"gander-variant-folder":                     "is not a regular file",
	} {
		if !strings.Contains(reasons[file], want) {
			t.Errorf("%s is ignored because it %q, want %q", file, reasons[file], want)
		}
	}
	if len(reasons) != 4 {
		t.Errorf("ignored are %v, want four", reasons)
	}
}

// All mistakes of the command line come at once.
func TestDiscoverMistakes(t *testing.T) {
	plain := place(t, 0o644, t.TempDir(), "plain")
	_, err := host.Discover(host.Search{
		Options: []string{"wgan", "Wgan=/x", "wgan=/no/such/file", "wgan=" + plain},
		Dirs:    []string{"/no/such/folder"},
		Getenv:  environ(nil),
	})
	for _, want := range []string{
		"--plugin wgan: want name=path", `--plugin Wgan=/x: names its variant "Wgan"`,
		"/no/such/file does not exist", "plain is not executable", "--plugin-dir: open /no/such/folder",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q:\n%v", want, err)
		}
	}
	_, err = host.Discover(host.Search{Getenv: environ(map[string]string{wire.CookieKey: wire.CookieValue})})
	if err == nil {
		t.Error("a plugin may look for plugins")
	}
}

// install makes the test binary a plugin with a file of its own.
func install(t *testing.T, name string) string {
	t.Helper()
	return installIn(t, t.TempDir(), name)
}

// installIn does so in a folder, which it makes.
func installIn(t *testing.T, dir, name string) string {
	t.Helper()
	self, err := os.Executable()
	if err == nil {
		err = os.MkdirAll(dir, 0o777)
	}
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "gander-variant-"+name)
	if err := os.Link(self, path); err != nil {
		text, err := os.ReadFile(self)
		if err == nil {
			err = os.WriteFile(path, text, 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func find(t *testing.T, s host.Search) *host.Catalog {
	t.Helper()
	s.Getenv = environ(nil)
	catalog, err := host.Discover(s)
	if err != nil {
		t.Fatal(err)
	}
	return catalog
}

func TestExternal(t *testing.T) {
	path := install(t, "faulty")
	catalog := find(t, host.Search{Dirs: []string{filepath.Dir(path)}})
	d, err := host.Describe(t.Context(), catalog.Plugins[0], false)
	if want := faulty.New().Describe(); err != nil || !reflect.DeepEqual(d, want) {
		t.Errorf("describe: %v\n got %+v\nwant %+v", err, d, want)
	}
	l := &host.Launcher{Catalog: catalog}
	p, err := l.Launch(t.Context(), "faulty", host.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Plugin(); got.Path != path || len(got.SHA256) != 64 {
		t.Errorf("the process's plugin is %+v", got)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if _, err := l.Launch(t.Context(), "faulty", host.Options{}); err == nil {
		t.Error("a closed launcher launches")
	}
}

func TestExternalFaults(t *testing.T) {
	t.Run("another name", func(t *testing.T) {
		path := install(t, "imposter")
		catalog := find(t, host.Search{Dirs: []string{filepath.Dir(path)}})
		const want = `calls itself "faulty"`
		if _, err := host.Describe(t.Context(), catalog.Plugins[0], false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("describe gives the error %v, want %q", err, want)
		}
		_, err := (&host.Launcher{Catalog: catalog}).Launch(t.Context(), "imposter", host.Options{})
		wantOutcome(t, err, core.Rejected, want)

		// With --plugin the name is the user's choice.
		catalog = find(t, host.Search{Options: []string{"imposter=" + path}})
		if _, err := host.Describe(t.Context(), catalog.Plugins[0], false); err != nil {
			t.Error(err)
		}
	})
	t.Run("changed", func(t *testing.T) {
		path := place(t, 0o755, t.TempDir(), "gander-variant-script")
		catalog := find(t, host.Search{Dirs: []string{filepath.Dir(path)}})
		if err := os.WriteFile(path, []byte("#!/bin/sh\nexit 9\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		if _, err := host.Describe(t.Context(), catalog.Plugins[0], false); err == nil || !strings.Contains(err.Error(), "has changed") {
			t.Errorf("describe gives the error %v", err)
		}
		_, err := (&host.Launcher{Catalog: catalog}).Launch(t.Context(), "script", host.Options{})
		wantOutcome(t, err, core.Rejected, "has changed since it was found")
	})
	t.Run("no program", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "gander-variant-text")
		if err := os.WriteFile(path, []byte{0x7f, 'E', 'L', 'F', 0}, 0o755); err != nil {
			t.Fatal(err)
		}
		catalog := find(t, host.Search{Dirs: []string{filepath.Dir(path)}})
		_, err := (&host.Launcher{Catalog: catalog}).Launch(t.Context(), "text", host.Options{})
		wantOutcome(t, err, core.Failed, "exec format error")
		if _, err := host.Describe(t.Context(), catalog.Plugins[0], false); err == nil {
			t.Error("it describes itself")
		}
	})
	t.Run("nonsense", func(t *testing.T) {
		path := place(t, 0o755, t.TempDir(), "gander-variant-empty")
		catalog := find(t, host.Search{Dirs: []string{filepath.Dir(path)}})
		if _, err := host.Describe(t.Context(), catalog.Plugins[0], false); err == nil || !strings.Contains(err.Error(), "read what it prints") {
			t.Errorf("describe gives the error %v", err)
		}
	})
}

package conform_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/plugins/builtin"
	"gander/plugins/conform"
	"gander/plugins/host"
	"gander/plugins/internal/wire"
)

// TestMain lets the test binary be a plugin: a built-in variant, or a faulty
// one by the name of its executable.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == wire.ServeCommand {
		builtin.Serve(os.Args[2])
	}
	if name, ok := strings.CutPrefix(filepath.Base(os.Args[0]), "faulty-"); ok {
		os.Exit(serveFaulty(name, os.Args[1:]))
	}
	os.Exit(m.Run())
}

// launcher knows the built-in variants, which the test binary serves.
func launcher(t *testing.T, options ...string) *host.Launcher {
	t.Helper()
	catalog, err := host.Discover(host.Search{Options: options, BuiltIns: builtin.Names(), Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	l := &host.Launcher{Catalog: catalog, Self: os.Args[0]}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// The variants of gander keep the contract that they ask of others.
func TestBuiltIns(t *testing.T) {
	if os.Getenv("GANDER_LONG") == "" {
		t.Skip("takes half a minute; GANDER_LONG=1 runs it")
	}
	for _, name := range builtin.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verify(t, conform.Plugin(launcher(t), name))
		})
	}
}

// verify wants all checks to pass, and most of them to apply.
func verify(t *testing.T, target conform.Target) {
	t.Helper()
	report, err := conform.Verify(t.Context(), target, conform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Results {
		if r.Status == conform.Fail {
			t.Error(r)
		}
	}
	if n := report.Count(conform.Pass); n < 60 {
		t.Errorf("%d checks have passed, want 60 or more", n)
	}
}

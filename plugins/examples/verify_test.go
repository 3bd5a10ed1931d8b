package examples

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gander/plugins/conform"
	"gander/plugins/host"
)

// verify makes checks of a plugin and wants none to fail and so many to pass.
func verify(t *testing.T, l *host.Launcher, passes int, only ...string) {
	t.Helper()
	t.Cleanup(func() { check(t, l.Close()) })
	report, err := conform.Verify(t.Context(), conform.Plugin(l, "plugin"), conform.Options{Only: only})
	check(t, err)
	for _, r := range report.Results {
		if r.Status == conform.Fail {
			t.Error(r)
		}
	}
	if n := report.Count(conform.Pass); n < passes {
		t.Errorf("%d checks have passed, want %d or more", n, passes)
	}
}

// checked is a launcher of a plugin.
func checked(t *testing.T, path string) *host.Launcher {
	t.Helper()
	l, err := launcher(path)
	check(t, err)
	return l
}

func TestVerifyNumPy(t *testing.T) {
	needsNumPy(t)
	t.Parallel()
	verify(t, checked(t, numpyPlugin), 136)
}

// All checks of PyTorch take half a minute: without CI and GANDER_LONG these are
// those that a library is most likely to break.
func TestVerifyPyTorch(t *testing.T) {
	needsTorch(t)
	t.Parallel()
	if os.Getenv("CI") == "true" || os.Getenv("GANDER_LONG") != "" {
		verify(t, checked(t, torchPlugin), 136)
		return
	}
	verify(t, checked(t, torchPlugin), 18, "handshake/start", "handshake/line", "seed/*", "loading/*", "sampling/alone", "sampling/order")
}

// wrapper is a plugin that starts the one in NumPy, by a line of shell. Its
// manifest leaves out TLS.
func wrapper(t *testing.T, line string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "gander-variant-numpy")
	script := "#!/bin/sh\n" + strings.ReplaceAll(line, "THIS", plugin(t, numpyPlugin)) + "\n"
	check(t, os.WriteFile(path, []byte(script), 0o777))
	manifest := fmt.Sprintf(`{"tls": false, "read": [%q]}`, filepath.Dir(plugin(t, numpyPlugin)))
	check(t, os.WriteFile(path+".json", []byte(manifest), 0o666))
	return path
}

// A plugin whose manifest says so is not asked for TLS, and runs.
func TestWithoutTLS(t *testing.T) {
	needsNumPy(t)
	t.Parallel()
	path := wrapper(t, `if test -n "$PLUGIN_CLIENT_CERT"; then echo "asked for TLS" >&2; exit 1; fi; exec THIS "$@"`)
	l := checked(t, path)
	log := filepath.Join(t.TempDir(), "log")
	p, err := l.Launch(t.Context(), "plugin", host.Options{Log: log})
	check(t, err)
	check(t, p.Close())
	text, err := os.ReadFile(log)
	check(t, err)
	if !strings.Contains(string(text), "the connection is without TLS") {
		t.Errorf("the log does not tell of it: %s", text)
	}
	verify(t, l, 14, "handshake/*", "training/reports", "sampling/one", "loading/resume")
}

// Without the manifest the same plugin is asked for TLS.
func TestTLSIsTheRule(t *testing.T) {
	needsNumPy(t)
	t.Parallel()
	path := wrapper(t, `if test -n "$PLUGIN_CLIENT_CERT"; then echo "asked for TLS" >&2; exit 1; fi; exec THIS "$@"`)
	check(t, os.Remove(path+".json"))
	_, err := checked(t, path).Launch(t.Context(), "plugin", host.Options{})
	if err == nil || !strings.Contains(err.Error(), "exited with code 1 before its handshake") {
		t.Errorf("launch: %v", err)
	}
}

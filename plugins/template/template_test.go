package template_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gander/plugins/template"
)

// A new plugin builds, without network and without go mod tidy, and its own
// test passes.
func TestNew(t *testing.T) {
	gander, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "new-gan")
	if err := template.New(dir, "new-gan", gander); err != nil {
		t.Fatal(err)
	}
	if out := run(t, dir, "go", "build", "-o", "gander-variant-new-gan", "."); out != "" {
		t.Errorf("go build prints %s", out)
	}
	if out := run(t, dir, "./gander-variant-new-gan", "describe"); !strings.Contains(out, `"name": "new-gan"`) {
		t.Errorf("it describes itself as %s", out)
	}
	run(t, dir, "go", "vet", ".")
	run(t, dir, "go", "test", ".")
}

func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	if strings.HasPrefix(name, ".") {
		cmd.Path = filepath.Join(dir, name)
	}
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=readonly")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

func TestNewRefuses(t *testing.T) {
	gander, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if err := template.New(t.TempDir(), "new-gan", gander); err == nil {
		t.Error("a folder that exists was overwritten")
	}
	dir := filepath.Join(t.TempDir(), "new-gan")
	if err := template.New(dir, "new-gan", t.TempDir()); err == nil {
		t.Error("a folder without gander was taken for its source")
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a refused plugin was begun")
	}
}

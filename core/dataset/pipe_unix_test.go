//go:build unix

package dataset

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A pipe has nobody who writes into it, a device has no end, and a link may lead
// nowhere: none of them is waited for.
func TestWhatIsNoFileIsNamed(t *testing.T) {
	dir := files(t, zoo())
	if err := syscall.Mkfifo(filepath.Join(dir, "cat", "pipe.png"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"endless.png": "/dev/zero", "broken.png": "/nowhere"} {
		if err := os.Symlink(to, filepath.Join(dir, "cat", name)); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	options := map[string]any{"path": dir, "size": 4}
	_, err := Prepare(ctx, "imagefolder", options, t.TempDir(), nil)
	for _, want := range []string{"3 of the pictures", "cat/pipe.png: it is neither a file nor a folder", "cat/endless.png: it is neither", "cat/broken.png: "} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
	}
	options["on_error"] = "skip"
	p := mustPrepare(t, "imagefolder", options, t.TempDir())
	if n := counted(p); n[0]+n[1]+n[2] != 30 {
		t.Errorf("%v rows, want those of the files", n)
	}
}

func TestAPipeIsNoArchiveAndNoCopy(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"cifar.tar.gz", "a.npy", "a.zip"} {
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range [][2]string{{"cifar", "cifar.tar.gz"}, {"npy", "a.npy"}, {"imagefolder", "a.zip"}} {
		_, err := Prepare(context.Background(), c[0], map[string]any{"path": filepath.Join(dir, c[1])}, t.TempDir(), nil)
		if err == nil || !strings.Contains(err.Error(), "neither a f") {
			t.Errorf("%s: error is %v", c[0], err)
		}
	}
	if err := copyFile(filepath.Join(dir, "a.zip"), filepath.Join(t.TempDir(), "b")); err == nil {
		t.Error("a pipe is copied")
	}
}

package dataset

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A disk of one megabyte takes the small dataset, and no larger one.
func TestFullDiskLeavesNothing(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("none", disk, "tmpfs", 0, "size=1m"); err != nil {
		t.Skip("mounting a small disk: ", err)
	}
	defer func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	}()
	large := map[string]any{"rows": 200_000}
	if _, err := Prepare(context.Background(), "ring", large, disk, nil); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("error is %v, want that of a full disk", err)
	}
	if left, _ := filepath.Glob(filepath.Join(disk, "*[^k]")); len(left) > 0 { // all but .lock
		t.Errorf("%v were left", left)
	}
	mustPrepare(t, "ring", small, disk)
	t.Setenv("GANDER_CACHE", disk)
	d := Named{Name: "made", Files: []File{{Name: "big", Bytes: 2 << 20, SHA256: "x"}}}
	from := files(t, map[string][]byte{"big": make([]byte, 2<<20)})
	for _, place := range []string{from, serving(t, from)} {
		if _, err := Fetch(context.Background(), d, place, nothing); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("error is %v, want that of a full disk", err)
		}
		if _, err := os.Stat(filepath.Join(disk, "downloads", "made", "big")); err == nil {
			t.Error("half a file bears its final name")
		}
	}
}

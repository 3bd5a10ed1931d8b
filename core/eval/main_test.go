package eval

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"gander/plugins/variant/data"
)

// warm is a cache that tests share: the anchors and classifiers of equal data
// are computed once.
var warm string

func TestMain(m *testing.M) {
	var err error
	if warm, err = os.MkdirTemp("", "gander-eval-*"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(warm)
	os.Exit(code)
}

// written is rows as they are read from a dataset's file.
func written(t *testing.T, h data.Header, rows iter.Seq2[data.Sample, error]) *data.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rows")
	_, err := data.Write(path, h, rows)
	must(t, err)
	f, err := data.Open(path)
	must(t, err)
	t.Cleanup(func() { f.Close() })
	return f
}

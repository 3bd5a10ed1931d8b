package eval

import (
	"fmt"
	"os"
	"testing"
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

package host_test

import (
	"runtime"
	"testing"

	"gander/plugins/host"
)

// The system counts a parent's memory as its child's peak; Usage does not.
func TestUsageIsTheChilds(t *testing.T) {
	const size = 256 << 20
	ballast := make([]byte, size)
	for i := 0; i < size; i += 4096 {
		ballast[i] = 1
	}
	p := launch(t, host.Options{})
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if u := p.Usage(); u.MaxRSS < 1<<20 || u.MaxRSS > size/2 {
		t.Errorf("peak is %d MiB, with a host of more than %d MiB", u.MaxRSS>>20, size>>20)
	}
	runtime.KeepAlive(ballast)
}

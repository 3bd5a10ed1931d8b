package host_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestHostDeath(t *testing.T) {
	shim := exec.Command(os.Args[0], "shim-host")
	tmp := shortTemp(t)
	shim.Env = append(os.Environ(), "TMPDIR="+tmp)
	out, err := shim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := shim.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscan(bufio.NewReader(out), &pid); err != nil {
		t.Fatalf("read the plugin's process id: %v", err)
	}
	if ended(pid) {
		t.Fatalf("the plugin %d has ended before its host", pid)
	}
	if err := shim.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = shim.Wait()
	if !endsSoon(pid) {
		t.Errorf("the plugin %d lives on", pid)
	}
	if left, _ := filepath.Glob(filepath.Join(tmp, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// endsSoon waits for the end of a process, for five seconds at most.
func endsSoon(pid int) bool {
	for range 50 {
		if ended(pid) {
			return true
		}
		time.Sleep(100 * time.Millisecond)
	}
	return false
}

// ended reports whether a process is gone or waits only to be reaped.
func ended(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	_, state, _ := bytes.Cut(stat, []byte(") "))
	return strings.HasPrefix(string(state), "Z")
}

package host_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"gander/plugins/internal/processes"
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
	if processes.Ended(pid) {
		t.Fatalf("the plugin %d has ended before its host", pid)
	}
	if err := shim.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = shim.Wait()
	if !processes.EndSoon(pid) {
		t.Errorf("the plugin %d lives on", pid)
	}
	if left, _ := filepath.Glob(filepath.Join(tmp, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

package host_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gander/plugins/host"
)

// shimHost is a host that launches a plugin, prints its process id and folder
// of temporary files, and waits to be killed.
func shimHost() {
	catalog, err := host.Discover(host.Search{BuiltIns: plugins})
	if err != nil {
		panic(err)
	}
	l := &host.Launcher{Catalog: catalog, Self: os.Args[0]}
	p, err := l.Launch(context.Background(), "faulty", host.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println(p.Pid())
	time.Sleep(time.Minute)
}

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
	for range 50 {
		if ended(pid) {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if !ended(pid) {
		t.Errorf("the plugin %d lives on", pid)
	}
	if left, _ := filepath.Glob(filepath.Join(tmp, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
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

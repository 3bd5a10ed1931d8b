package confine

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary be a host that is going to be killed.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "host" {
		hostOfSleep()
	}
	os.Exit(m.Run())
}

// hostOfSleep starts a confined program that ends with it, prints its process id
// and waits.
func hostOfSleep() {
	cmd := &exec.Cmd{Path: "/bin/sleep", Args: []string{"sleep", "60"}}
	Wrap(cmd, Policy{})
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	runtime.LockOSThread() // whose end would be taken for this process's
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	fmt.Println(cmd.Process.Pid)
	time.Sleep(time.Minute)
}

// What the trampoline has become is still killed with the host.
func TestDeathSignalSurvives(t *testing.T) {
	host := exec.Command(os.Args[0], "host")
	out, err := host.StdoutPipe()
	if err == nil {
		err = host.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscan(out, &pid); err != nil {
		t.Fatal(err)
	}
	program := func() string {
		name, _ := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)) // none once it has ended
		return filepath.Base(name)
	}
	if !soon(func() bool { return program() == "sleep" }) {
		t.Errorf("it has become %q", program())
	}
	if err := host.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = host.Wait() // it was killed
	if !soon(func() bool { return program() == "." }) {
		t.Errorf("%s lives on without its host", program())
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// soon waits for a condition, for ten seconds at most.
func soon(holds func() bool) bool {
	for range 1000 {
		if holds() {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

func TestCannotBecome(t *testing.T) {
	cmd := &exec.Cmd{Path: "/nowhere", Args: []string{"nowhere"}}
	Wrap(cmd, Policy{})
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != ExitCode || !strings.Contains(string(out), "execute /nowhere: no such file") {
		t.Errorf("%v: %s", err, out)
	}
}

// Every version knows what the one before knew, and nothing that it cannot know.
func TestRights(t *testing.T) {
	for version, want := range map[int]uint64{1: 0x1fff, 2: 0x3fff, 3: 0x7fff, 4: 0x7fff, 5: 0xffff, 7: 0xffff} {
		if got := rights(version); got != want {
			t.Errorf("version %d: %#x, want %#x", version, got, want)
		}
	}
}

package confine

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The process that becomes the program is still killed with the thread that
// started it.
func TestDeathSignalSurvives(t *testing.T) {
	cmd := &exec.Cmd{Path: "/bin/sleep", Args: []string{"sleep", "60"}}
	Wrap(cmd, Policy{})
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	end := make(chan struct{})
	go func() {
		runtime.LockOSThread() // and never unlock: the thread ends with this function
		started <- cmd.Start()
		<-end
	}()
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); ; time.Sleep(time.Millisecond) {
		name, err := os.Readlink(filepath.Join("/proc", strconv.Itoa(cmd.Process.Pid), "exe"))
		if err == nil && !strings.Contains(name, "confine") {
			break
		}
		if time.Since(began) > 10*time.Second {
			t.Fatalf("it has become %q, %v", name, err)
		}
	}
	close(end)
	began := time.Now()
	_ = cmd.Wait()
	if lived := time.Since(began); lived > 10*time.Second {
		t.Errorf("it lived for %v longer", lived)
	}
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

package host

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// rssUnit is the unit of Rusage.Maxrss in bytes.
const rssUnit = 1024

// isolate puts a process into a group of its own, which a terminal's Ctrl-C
// does not reach, and has it killed when the host dies.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// runningProgram is the program that runs, even if the file at its path was
// replaced since.
func runningProgram(string) string { return "/proc/self/exe" }

// peakMemory is the peak of a running process's resident memory in bytes, 0 if
// unknown. Rusage.Maxrss cannot tell: a child inherits its parent's peak.
func peakMemory(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, after, _ := bytes.Cut(status, []byte("\nVmHWM:"))
	var kib int64
	if _, err := fmt.Sscanf(string(after), "%d kB", &kib); err != nil {
		return 0
	}
	return kib * 1024
}

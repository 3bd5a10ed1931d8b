//go:build unix && !linux

package host

import (
	"os/exec"
	"runtime"
	"syscall"
)

// rssUnit is the unit of Rusage.Maxrss in bytes.
var rssUnit = map[bool]int64{true: 1, false: 1024}[runtime.GOOS == "darwin"]

// isolate puts a process into a group of its own, which a terminal's Ctrl-C
// does not reach.
func isolate(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// runningProgram is the program that runs.
func runningProgram(path string) string { return path }

// peakMemory of a running process is unknown here.
func peakMemory(int) int64 { return 0 }

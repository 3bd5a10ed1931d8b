//go:build unix

package conform

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup has a process begin a group of its own.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup ends a process and what it has started. That they are gone already
// is no error.
func killGroup(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }

// groupLives reports whether anything is left of a process's group.
func groupLives(p *os.Process) bool { return syscall.Kill(-p.Pid, 0) == nil }

// terminate asks a process to end.
func terminate(p *os.Process) error { return p.Signal(syscall.SIGTERM) }

package conform

import (
	"os"
	"os/exec"
)

// ownGroup would have a process begin a group of its own.
func ownGroup(*exec.Cmd) {}

// killGroup ends a process. That it is gone already is no error.
func killGroup(p *os.Process) { _ = p.Kill() }

// groupLives cannot be told here.
func groupLives(*os.Process) bool { return false }

// terminate cannot be asked of a process here.
func terminate(*os.Process) error { return skip("this system has no SIGTERM") }

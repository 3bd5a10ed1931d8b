//go:build unix

package host_test

import (
	"os"
	"os/exec"
	"syscall"
)

// breed starts one child, and one in a session of its own whose parent ends at
// once, as a daemon. Both keep this process's log open.
func breed() {
	child := exec.Command("sleep", "300")
	child.Stderr = os.Stderr
	daemon := exec.Command("/bin/sh", "-c", "sleep 300 & exit 0")
	daemon.Stderr, daemon.SysProcAttr = os.Stderr, &syscall.SysProcAttr{Setsid: true}
	if err := child.Start(); err != nil {
		panic(err)
	}
	if err := daemon.Run(); err != nil {
		panic(err)
	}
}

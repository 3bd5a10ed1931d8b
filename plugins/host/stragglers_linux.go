package host

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
)

// maxSweeps bounds the chase of processes that start others meanwhile.
const maxSweeps = 20

// killMarked ends the processes that bear a mark: those that have left their
// group, as daemons do. One that has thrown away its environment as well is not
// found.
func killMarked(mark string) {
	for range maxSweeps {
		if !sweep(mark) {
			return
		}
	}
}

// sweep kills what bears the mark, and reports whether there was anything.
func sweep(mark string) (found bool) {
	all, err := os.ReadDir("/proc")
	if err != nil {
		return false
	}
	for _, entry := range all {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		// A handle of the process, so that another with its number is safe.
		p, err := os.FindProcess(pid)
		if err != nil {
			continue
		}
		if bears(pid, mark) {
			found = p.Signal(syscall.SIGKILL) == nil || found
		}
		_ = p.Release()
	}
	return found
}

// bears reports whether a process has a mark, or one that begins with it, in its
// environment.
func bears(pid int, mark string) bool {
	environ, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid)) // empty for one that has ended
	return err == nil && bytes.Contains(append([]byte{0}, environ...), []byte("\x00"+markKey+"="+mark))
}

// guard waits for the end of this process and then kills all that bears its
// mark. The system ends plugins with their host (see isolate), but not what they
// have started.
var guard sync.Once

// guardScript reads until its standard input ends, which it does with the host.
// $0 is the host's mark, $1 what the paths of its sockets' folders begin with.
const guardScript = `read -r _
for again in 1 2 3; do
	for found in $(grep -ls "$0" /proc/[0-9]*/environ); do
		found=${found#/proc/}
		kill -KILL "${found%/environ}"
	done
done
rm -rf -- "$1"*`

// keepGuard starts the guard unless it runs already. Where there is no shell,
// children of plugins outlive a host that is killed.
func keepGuard() {
	guard.Do(func() {
		r, w, err := os.Pipe()
		if err != nil {
			return
		}
		defer r.Close()
		cmd := exec.Command("/bin/sh", "-c", guardScript, markKey+"="+hostMark, socketDirs())
		cmd.Stdin, cmd.Dir, cmd.Env = r, "/", []string{"PATH=/usr/bin:/bin"}
		// Ctrl-C, and whoever kills the host's group, must not reach it.
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		if cmd.Start() != nil {
			w.Close()
			return
		}
		go func() { // which keeps the pipe open for life
			_ = cmd.Wait()
			w.Close()
		}()
	})
}

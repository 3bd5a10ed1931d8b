//go:build unix

package host

import (
	"fmt"
	"os"
	"syscall"
)

// A group is a process and those that it has started.
type group struct{ leader int }

// gather makes a group of a process that was started isolated.
func gather(p *os.Process) (*group, error) { return &group{leader: p.Pid}, nil }

// kill ends all of the group at once. That it is gone already is no error.
func (g *group) kill() { _ = syscall.Kill(-g.leader, syscall.SIGKILL) }

// release frees what the group holds, once it has ended.
func (g *group) release() {}

// quit makes a Go program print the stacks of its goroutines and end.
func quit(p *os.Process) { _ = p.Signal(syscall.SIGQUIT) }

// exitReason says how a process ended: "exited with code 2".
func exitReason(s *os.ProcessState) string {
	if w, ok := s.Sys().(syscall.WaitStatus); ok && w.Signaled() {
		return fmt.Sprintf("killed by signal %d (%v)", w.Signal(), w.Signal())
	}
	return fmt.Sprintf("exited with code %d", s.ExitCode())
}

// maxRSS is the peak of resident memory in bytes.
func maxRSS(s *os.ProcessState) int64 {
	if usage, ok := s.SysUsage().(*syscall.Rusage); ok {
		return int64(usage.Maxrss) * rssUnit
	}
	return 0
}

package faulty

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// scatter has all threads run on all processors, whatever they were given.
func scatter() error {
	var all unix.CPUSet
	all.Fill()
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return err
	}
	for _, t := range threads {
		id := 0
		for _, digit := range t.Name() {
			id = 10*id + int(digit-'0')
		}
		if err := unix.SchedSetaffinity(id, &all); err != nil && err != unix.ESRCH {
			return err
		}
	}
	time.Sleep(time.Minute)
	return nil
}

// signal asks whether a process could be signalled.
func signal(pid int) error { return os.NewSyscallError("kill", syscall.Kill(pid, 0)) }

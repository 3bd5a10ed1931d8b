package confine

import (
	"encoding/json"
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// trampoline is the program that runs, even if the file at its path was
// replaced since.
const trampoline = "/proc/self/exe"

// init is the trampoline, in every program that has this package. It comes
// before the packages that compute, and before main, to be quick: each start of
// a plugin waits for it. It also has the process's first thread to itself, the
// one whose restrictions and death signal the program keeps.
func init() {
	if len(os.Args) < 5 || os.Args[1] != Command {
		return
	}
	err := become(os.Args[2], os.Args[3], os.Args[4:])
	fmt.Fprintln(os.Stderr, err)
	os.Exit(ExitCode)
}

// become confines this process and turns it into the program at path. It
// returns only with an error.
func become(policy, path string, args []string) error {
	var p Policy
	if err := json.Unmarshal([]byte(policy), &p); err != nil {
		return fmt.Errorf("read the policy: %w", err)
	}
	if err := confine(p); err != nil {
		return err
	}
	return fmt.Errorf("execute %s: %w", path, syscall.Exec(path, args, os.Environ()))
}

func confine(p Policy) error {
	if err := pin(p.CPUs); err != nil {
		return fmt.Errorf("run on processors %v: %w", p.CPUs, err)
	}
	if p.Free {
		return nil
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("give up new privileges: %w", err)
	}
	if err := dropCapabilities(); err != nil {
		return fmt.Errorf("give up the rights of root: %w", err)
	}
	// What has more of its own accord, or a system without it, is left as it is.
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte(dispensable), 0)
	if err := restrict(p); err != nil {
		return fmt.Errorf("restrict files: %w", err)
	}
	return nil
}

// dispensable is half of what makes a process the first to go when memory is
// out: before the host and the user's programs.
const dispensable = "500"

func pin(cpus []int) error {
	if len(cpus) == 0 {
		return nil
	}
	var set unix.CPUSet
	for _, cpu := range cpus {
		set.Set(cpu)
	}
	return unix.SchedSetaffinity(0, &set)
}

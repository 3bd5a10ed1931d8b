package host

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"gander/core"
)

// searchShare is how much more time passes between two searches for a process's
// children than one takes: a machine may have thousands of processes.
const searchShare = 200

// Unenforced tells which limits this system cannot hold a plugin to, by their
// keys in a spec.
func Unenforced(core.Limits) []string { return nil }

// allowedProcessors are those that this process may run on.
func allowedProcessors() []int {
	var set unix.CPUSet
	if unix.SchedGetaffinity(0, &set) != nil {
		return nil // more than a set holds; such a machine is not divided
	}
	var all []int
	for cpu := range len(set) * 64 {
		if set.IsSet(cpu) {
			all = append(all, cpu)
		}
	}
	return all
}

// keepWithin holds the process to its limits until it has ended.
func (p *Process) keepWithin() {
	limit := p.options.Limits.Memory
	if limit == 0 && p.cpus == nil {
		return
	}
	k := newKin(p.child.pid(), p.child.mark)
	tick := time.NewTicker(weighEvery)
	defer tick.Stop()
	var search time.Time
	for {
		if began := time.Now(); began.After(search) {
			k.search()
			k.pin(p.cpus)
			search = time.Now().Add(searchShare * time.Since(began))
		}
		if used := k.memoryAbove(limit); used > 0 {
			p.killExcess(used)
			k.kill()
			return
		}
		select {
		case <-p.child.exited:
			return
		case <-tick.C:
		}
	}
}

// killExcess ends the process for its memory and remembers that.
func (p *Process) killExcess(used int64) {
	reason := fmt.Sprintf("it took %s of memory, its limit is %s; limits.memory in the spec raises it",
		gigabytes(used), gigabytes(p.options.Limits.Memory))
	p.excess.Store(&reason)
	p.child.kill()
}

// gigabytes writes an amount of memory for people.
func gigabytes(n int64) string {
	if n < 1e9 {
		return fmt.Sprintf("%.0f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.2f GB", float64(n)/1e9)
}

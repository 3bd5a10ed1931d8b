package host

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// kin are a process and all that it has started: found by parent, by process
// group, by having been found before, and by the mark in their environment. What
// has lost its parent, left the group and thrown away its environment between two
// searches is missed.
type kin struct {
	leader int
	mark   string
	known  map[int]string // start times by process id, which is used again
}

func newKin(leader int, mark string) *kin {
	return &kin{leader: leader, mark: mark, known: map[int]string{}}
}

// A relative is a process as /proc/PID/stat tells of it.
type relative struct {
	pid, parent, group int
	started            string
}

// relatives are all processes.
func relatives() []relative {
	entries, _ := os.ReadDir("/proc") // without it there are none
	var all []relative
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil {
			if r, ok := statOf(pid); ok {
				all = append(all, r)
			}
		}
	}
	return all
}

// statOf is what /proc tells of a process, false if it is gone.
func statOf(pid int) (relative, bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, after, ok := bytes.Cut(text[bytes.LastIndexByte(text, ')')+1:], []byte(" "))
	fields := bytes.Fields(after)
	if err != nil || !ok || len(fields) < 20 {
		return relative{}, false
	}
	parent, err1 := strconv.Atoi(string(fields[1]))
	group, err2 := strconv.Atoi(string(fields[2]))
	return relative{pid, parent, group, string(fields[19])}, err1 == nil && err2 == nil
}

// search looks for new ones, and drops those that are gone.
func (k *kin) search() {
	all := relatives()
	before := k.known
	k.known = map[int]string{}
	for _, r := range all {
		if before[r.pid] == r.started || r.pid == k.leader || r.group == k.leader || bears(r.pid, k.mark) {
			k.known[r.pid] = r.started
		}
	}
	for grown := true; grown; {
		grown = false
		for _, r := range all {
			_, is := k.known[r.pid]
			if _, child := k.known[r.parent]; child && !is {
				k.known[r.pid], grown = r.started, true
			}
		}
	}
}

// memoryAbove is how many bytes of memory they take together, if that is above a
// limit; 0 for a limit of 0. Memory is what nothing else can have: neither files
// that are mapped nor, of what forked processes share, more than once.
func (k *kin) memoryAbove(limit int64) int64 {
	if limit == 0 || k.sum(countedMemory) <= limit {
		return 0
	}
	// What is shared was counted for each. To divide it takes the kernel longer.
	if used := k.sum(dividedMemory); used > limit {
		return used
	}
	return 0
}

func (k *kin) sum(memory func(pid int) int64) int64 {
	var total int64
	for pid := range k.known {
		total += memory(pid)
	}
	return total
}

// countedMemory is what a process has in its memory or in swap, in bytes; 0 if
// it is gone.
func countedMemory(pid int) int64 {
	n, _ := kibibytes(fmt.Sprintf("/proc/%d/status", pid), "RssAnon:", "RssShmem:", "VmSwap:")
	return n
}

// dividedMemory is that with what it shares divided by those who share it. Of a
// process that hides that, all counts.
func dividedMemory(pid int) int64 {
	if n, ok := kibibytes(fmt.Sprintf("/proc/%d/smaps_rollup", pid), "Pss_Anon:", "Pss_Shmem:", "SwapPss:"); ok {
		return n
	}
	return countedMemory(pid)
}

// kibibytes adds up fields of a file in /proc, in bytes; false without the first.
func kibibytes(file string, fields ...string) (total int64, ok bool) {
	text, _ := os.ReadFile(file) // a process that is gone has no fields
	for i, field := range fields {
		_, after, found := bytes.Cut(text, []byte("\n"+field))
		if i == 0 && !found {
			return 0, false
		}
		var kib int64
		_, _ = fmt.Sscanf(string(after), "%d", &kib) // an absent one is 0
		total += kib * 1024
	}
	return total, true
}

// pin puts them back onto the processors that they were given, should they have
// chosen others.
func (k *kin) pin(cpus []int) {
	if cpus == nil {
		return
	}
	var given unix.CPUSet
	for _, cpu := range cpus {
		given.Set(cpu)
	}
	for pid := range k.known {
		threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid)) // the pattern is sound
		for _, path := range threads {
			thread, _ := strconv.Atoi(filepath.Base(path))
			var now unix.CPUSet
			if unix.SchedGetaffinity(thread, &now) == nil && !narrower(now, given) {
				_ = unix.SchedSetaffinity(thread, &given) // or it is gone
			}
		}
	}
}

// narrower tells whether a set has no processor that another one lacks, as
// libraries bind each thread to one.
func narrower(set, other unix.CPUSet) bool {
	for i := range set {
		if set[i]&^other[i] != 0 {
			return false
		}
	}
	return true
}

// kill ends those that are still the processes that were found.
func (k *kin) kill() {
	for pid, started := range k.known {
		if r, ok := statOf(pid); ok && r.started == started {
			_ = syscall.Kill(pid, syscall.SIGKILL) // or it is gone
		}
	}
}

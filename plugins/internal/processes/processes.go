// Package processes looks at the processes of a Linux machine, for tests that
// want them to end.
package processes

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Grace is how long a plugin may outlive its host.
const Grace = 5 * time.Second

// Ended reports whether a process is gone or waits only to be reaped.
func Ended(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	_, state, _ := bytes.Cut(stat, []byte(") "))
	return strings.HasPrefix(string(state), "Z")
}

// EndSoon waits for the end of processes, for Grace at most, and reports whether
// it came.
func EndSoon(pids ...int) bool {
	return Until(Grace, func() bool {
		for _, pid := range pids {
			if !Ended(pid) {
				return false
			}
		}
		return true
	})
}

// Until waits until something is so, for a time at most, and reports whether it
// is.
func Until(limit time.Duration, so func() bool) bool {
	for end := time.Now().Add(limit); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// With are the processes that were started with a setting, "NAME=value", in
// their environment.
func With(setting string) (pids []int) {
	files, _ := filepath.Glob("/proc/[0-9]*/environ") // the pattern is well formed
	for _, file := range files {
		environ, err := os.ReadFile(file) // some belong to others, some have ended
		pid, notNumber := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err == nil && notNumber == nil && bytes.Contains(append([]byte{0}, environ...), []byte("\x00"+setting+"\x00")) {
			pids = append(pids, pid)
		}
	}
	return pids
}

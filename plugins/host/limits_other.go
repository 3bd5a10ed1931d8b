//go:build !linux

package host

import "gander/core"

// Unenforced tells which limits this system cannot hold a plugin to, by their
// keys in a spec. A plugin is told its number of threads all the same.
func Unenforced(l core.Limits) []string {
	var keys []string
	if l.Memory > 0 {
		keys = append(keys, "limits.memory")
	}
	if l.Threads > 0 {
		keys = append(keys, "limits.threads")
	}
	return keys
}

// allowedProcessors are unknown here.
func allowedProcessors() []int { return nil }

// keepWithin does nothing.
func (p *Process) keepWithin() {}

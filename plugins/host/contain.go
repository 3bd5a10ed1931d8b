package host

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gander/plugins/internal/confine"
)

// Containment says in a few words what keeps plugins from the rest of this
// machine.
func Containment(uncontained bool) string {
	var parts []string
	if s := confine.Supported(); !uncontained {
		if s.NoNewPrivileges {
			parts = append(parts, "no new privileges")
		}
		if s.Landlock > 0 {
			parts = append(parts, "Landlock "+strconv.Itoa(s.Landlock))
		}
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// contain has a command run under a policy of what its plugin and its options
// need, and of what is to be written besides.
func (l *Launcher) contain(cmd *exec.Cmd, p Plugin, o Options, cpus []int, write ...string) {
	policy := confine.Policy{CPUs: cpus}
	if !l.Uncontained {
		policy.Read = slices.Concat(own(cmd.Path, p), environmentPaths(cmd.Env), absolute(o.Read))
		policy.Write = absolute(slices.Concat([]string{o.Dir}, o.Write, write))
		if p.SharedMemory {
			policy.Write = append(policy.Write, "/dev/shm")
		}
	}
	policy.Free = l.Uncontained
	confineBy(cmd, policy)
}

// confineBy wraps a command, unless there is nothing to enforce.
func confineBy(cmd *exec.Cmd, p confine.Policy) {
	if !p.Free || len(p.CPUs) > 0 {
		confine.Wrap(cmd, p)
	}
}

// own are the files that make a plugin what it is: its program, the folder of
// that, and what its manifest and the first line of its script lead to.
func own(program string, p Plugin) []string {
	if p.Source == FromBuiltIn {
		return []string{program}
	}
	paths := append([]string{program, manifestPath(program)}, p.Read...)
	real, err := filepath.EvalSymlinks(program)
	if err != nil { // the start will tell
		return paths
	}
	for _, path := range []string{program, real} {
		if dir := filepath.Dir(path); !holdsHome(dir) {
			paths = append(paths, dir)
		}
	}
	return append(paths, real, manifestPath(real))
}

// environmentPaths are those that the user has told interpreters and the loader
// to look at.
func environmentPaths(env []string) []string {
	var paths []string
	for _, setting := range env {
		name, value, _ := strings.Cut(setting, "=")
		if !slices.Contains([]string{"LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV"}, name) {
			continue
		}
		for _, path := range filepath.SplitList(value) {
			if filepath.IsAbs(path) && !holdsHome(path) {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// holdsHome tells whether a folder is the user's home or above it. To grant it
// would be to grant everything.
func holdsHome(dir string) bool {
	home, err := os.UserHomeDir()
	if err != nil {
		return dir == filepath.Dir(dir)
	}
	for _, home := range []string{home, resolved(home)} {
		if rel, err := filepath.Rel(resolved(dir), home); err == nil && filepath.IsLocal(rel) {
			return true
		}
	}
	return false
}

// resolved is a path without links, as far as it exists.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// absolute are paths from the host's working folder; empty ones are left out.
func absolute(paths []string) []string {
	var all []string
	for _, path := range paths {
		if path == "" {
			continue
		}
		if full, err := filepath.Abs(path); err == nil { // or else there is no working folder to be in
			all = append(all, full)
		}
	}
	return all
}

package host

import (
	"slices"
	"strings"

	"gander/plugins/internal/wire"
)

// inherited are the variables of the host that a plugin gets. All others stay
// behind: an OMP_NUM_THREADS of the shell would make a comparison unfair, and
// a run that depends on a variable that nobody wrote down is not repeatable.
var inherited = []string{
	"PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ",
	"TMPDIR", "TEMP", "TMP",
	"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV",
	"GOTRACEBACK", "GOCOVERDIR", "GORACE",
	"SYSTEMROOT", "WINDIR", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "PATHEXT", "COMSPEC",
}

// inheritedPrefixes begin the names of more such variables.
var inheritedPrefixes = []string{"GANDER_", "LC_", "XDG_", "CUDA_", "NVIDIA_"}

// environment is that of a plugin: what it inherits, then its own settings,
// which win.
func environment(host, settings []string) []string {
	var env []string
	for _, variable := range host {
		name, _, _ := strings.Cut(variable, "=")
		if inherits(strings.ToUpper(name)) {
			env = append(env, variable)
		}
	}
	return append(env, settings...)
}

func inherits(name string) bool {
	if name == wire.CookieKey || name == markKey {
		return false
	}
	return slices.Contains(inherited, name) ||
		slices.ContainsFunc(inheritedPrefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}

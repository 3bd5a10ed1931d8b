package examples

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"gander/plugins/host"
	"gander/plugins/internal/processes"
)

// family is a process and those that it has started.
func family(pid int) []int {
	all := []int{pid}
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid)) // a process that has ended has none
	for _, child := range strings.Fields(string(children)) {
		if id, err := strconv.Atoi(child); err == nil {
			all = append(all, family(id)...)
		}
	}
	return all
}

// A host that is killed leaves no process behind, not even where a shell stands
// between it and Python, which then is no child of the host's.
func TestHostDeath(t *testing.T) {
	needsNumPy(t)
	for name, line := range map[string]string{"script": "", "shell": `THIS "$@"; exit $?`} {
		t.Run(name, func(t *testing.T) {
			path, members := plugin(t, numpyPlugin), 1
			if line != "" {
				path, members = wrapper(t, line), 2
			}
			shim := exec.Command(os.Args[0], "host", path)
			shim.Stderr = os.Stderr
			out, err := shim.StdoutPipe()
			check(t, err)
			check(t, shim.Start())
			var pid int
			_, err = fmt.Fscan(bufio.NewReader(out), &pid)
			check(t, err)
			pids := family(pid)
			if len(pids) != members {
				t.Errorf("the plugin is the processes %v, want %d", pids, members)
			}
			check(t, shim.Process.Kill())
			_ = shim.Wait() // it was killed
			if !processes.EndSoon(pids...) {
				t.Errorf("of the processes %v some live on", pids)
			}
		})
	}
}

// Closing ends a plugin with all that it has started, within the time that the
// host allows for.
func TestCloseEndsChildren(t *testing.T) {
	needsNumPy(t)
	l := checked(t, wrapper(t, `sleep 60 & THIS "$@"; exit $?`))
	p, err := l.Launch(t.Context(), "plugin", host.Options{})
	check(t, err)
	pids := family(p.Pid())
	if len(pids) != 3 {
		t.Errorf("the plugin is the processes %v, want 3", pids)
	}
	check(t, p.Close())
	if !processes.EndSoon(pids...) {
		t.Errorf("of the processes %v some live on", pids)
	}
}

// Package confine takes rights away from a process before its program begins.
// Nobody can do that to a program from outside, and Go offers no place between
// fork and exec, so the host starts itself as a trampoline: the same process
// gives up its rights and then becomes the program, under the same process id,
// in the same group, and killed with the host as before.
//
// On Linux it gains no new privileges (set-user-ID programs run as the user; of
// root's own, the program keeps those over files alone),
// reaches only the files of its Policy and signals only its own kind (Landlock,
// where the kernel has it), runs on the processors of its Policy, and is the
// first to be killed when the machine is out of memory. Elsewhere nothing of
// this can be had without privileges, and the program is started as it is.
package confine

import (
	"encoding/json"
	"os/exec"
)

// Command is the first argument of the trampoline, which no user types.
const Command = "confine-plugin"

// ExitCode is that of a trampoline that could not become the program. The last
// line on stderr says why.
const ExitCode = 125

// A Policy is what a process may do.
type Policy struct {
	Read  []string `json:"read,omitempty"`  // files, and folders with all below; what is not there is left out
	Write []string `json:"write,omitempty"` // likewise, to read, too
	CPUs  []int    `json:"cpus,omitempty"`  // to run on; none for all
	// Free leaves out everything but the processors.
	Free bool `json:"free,omitempty"`
}

// Wrap makes of a command one that is confined first.
func Wrap(cmd *exec.Cmd, p Policy) {
	text, err := json.Marshal(p)
	if err != nil {
		panic("confine: " + err.Error()) // texts and numbers always marshal
	}
	if trampoline == "" {
		return
	}
	cmd.Args = append([]string{"gander", Command, string(text), cmd.Path}, cmd.Args...)
	cmd.Path = trampoline
}

// A Support is what this machine can enforce.
type Support struct {
	NoNewPrivileges bool
	Landlock        int    // the version of its interface, 0 for none
	Why             string // there is none
}

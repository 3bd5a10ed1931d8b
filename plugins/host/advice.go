package host

import (
	"slices"
	"strings"

	"gander/core"
	"gander/plugins/internal/confine"
)

// denials are what programs print that were refused a file, or did not find one
// in a folder that they may not list.
var denials = []string{"permission denied", "permissionerror", "eacces", "modulenotfounderror", "cannot open shared object"}

// advice says what a contained plugin may have run into, "" for nothing.
func (p *Process) advice(outcome core.RunStatus, reason string, tail []string) string {
	if outcome == core.Stopped || p.launcher.Uncontained || confine.Supported().Landlock == 0 {
		return ""
	}
	denied := func(line string) bool {
		line = strings.ToLower(line)
		return slices.ContainsFunc(denials, func(d string) bool { return strings.Contains(line, d) })
	}
	if !denied(reason) && !slices.ContainsFunc(tail, denied) {
		return ""
	}
	return "; plugins read and write only what they are given: \"read\" in its manifest grants files, --uncontained shows whether that is it"
}

// lastLine is the last line of a log's tail.
func lastLine(tail []string) string {
	if len(tail) == 0 {
		return "it said nothing"
	}
	return tail[len(tail)-1]
}

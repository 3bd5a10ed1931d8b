package host

import (
	"fmt"
	"runtime"
	"time"

	"gander/core"
	"gander/plugins/internal/confine"
)

// weighEvery is how often the memory of a limited process is looked at. One that
// takes all that it can gets some 0.2 GB in that time.
const weighEvery = 100 * time.Millisecond

// An Enforcement is one thing that plugins can be held to.
type Enforcement struct {
	What    string // "memory limit"
	Means   string // how this machine does it, "" if it does not
	Missing string // what that lacks, and why
}

// Enforcements tell what this machine holds plugins to.
func Enforcements() []Enforcement {
	s := confine.Supported()
	privileges := Enforcement{What: "no new privileges", Means: "plugins cannot gain any by set-user-ID programs"}
	if !s.NoNewPrivileges {
		privileges = Enforcement{What: privileges.What, Missing: "plugins may start set-user-ID programs; " + s.Why}
	}
	files := Enforcement{What: "landlock", Means: fmt.Sprintf("version %d: plugins write to their own folder alone and read what they are given", s.Landlock)}
	if s.Landlock == 0 {
		files = Enforcement{What: files.What, Missing: "plugins can read and write all that the user can; " + s.Why}
	}
	return []Enforcement{
		privileges, files,
		limit("memory limit", core.Limits{Memory: 1}, fmt.Sprintf("by watching each run's processes every %v and ending those of one that has more", weighEvery),
			"limits.memory is not enforced"),
		limit("cpu limit", core.Limits{Threads: 1}, "by the number of threads and by binding each run's processes to as many processors",
			"limits.threads sets the number of threads alone"),
	}
}

func limit(what string, l core.Limits, means, missing string) Enforcement {
	if len(Unenforced(l)) > 0 {
		return Enforcement{What: what, Missing: missing + " on " + runtime.GOOS}
	}
	return Enforcement{What: what, Means: means}
}

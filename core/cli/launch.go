package cli

import (
	"context"
	"errors"
	"time"

	"gander/core/runner"
	"gander/plugins/host"
)

// stallAfter is how long a plugin may show no sign of life before it counts as
// hung, unless a flag says otherwise: well beyond the slowest report of the
// largest network on a slow laptop, and short beside a night.
const stallAfter = 10 * time.Minute

// launcher makes the host's processes what the runner asks for.
type launcher struct {
	*host.Launcher
	stallAfter time.Duration
}

func (l launcher) Launch(ctx context.Context, name string, o runner.LaunchOptions) (runner.Process, error) {
	p, err := l.Launcher.Launch(ctx, name, host.Options{
		Threads: o.Threads, Dir: o.Dir, Log: o.Log, StallAfter: l.stallAfter,
		Read: o.Read, Limits: o.Limits,
	})
	if err != nil {
		return nil, err
	}
	return process{p}, nil
}

// process says what a host's process is and took in the runner's words.
type process struct{ *host.Process }

func (p process) Binary() runner.Binary {
	plugin := p.Plugin()
	return runner.Binary{Path: orElse(plugin.Path, string(plugin.Source)), SHA256: plugin.SHA256}
}

func (p process) Usage() runner.Usage {
	u := p.Process.Usage()
	return runner.Usage{MaxRSS: u.MaxRSS, CPUSeconds: u.CPU.Seconds()}
}

// explain says what an error of the host means for a run.
func explain(err error) (runner.End, bool) {
	var e *host.Error
	if !errors.As(err, &e) {
		return runner.End{}, false
	}
	return runner.End{Status: e.Outcome, Reason: e.Reason, LogTail: e.Tail}, true
}

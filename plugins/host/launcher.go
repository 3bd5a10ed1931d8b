package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
)

// ServeCommand is the program's own command that serves a built-in variant:
// `gander serve-variant NAME`.
const ServeCommand = "serve-variant"

// A Launcher starts variants. Its methods may be used by several goroutines;
// the fields are set before.
type Launcher struct {
	Catalog *Catalog
	// Self is the program that serves the built-in variants, "" for the one
	// that runs.
	Self string
	// Plaintext leaves the connection without TLS, for plugins in languages
	// that lack what it takes. The socket is in a folder of the user's alone.
	Plaintext bool

	mu     sync.Mutex
	live   map[*Process]struct{}
	closed bool

	selfHash struct {
		once sync.Once
		sum  string
		err  error
	}
}

// Options are what one launch may choose.
type Options struct {
	Dir string    // working folder of the process; "" for the host's
	Env []string  // "NAME=value", beside the variables that every plugin inherits
	Log io.Writer // gets the process's log, line by line; may be nil
	// StallAfter is how long the process may give no sign of life during a
	// call: no report, no samples, no answer. It is killed then. 0 is for ever.
	StallAfter time.Duration
	// StopGrace is how long Advance waits for the next report once it was
	// asked to stop; 0 is for DefaultStopGrace.
	StopGrace time.Duration
}

// DefaultStopGrace is the patience of a stop: a few steps of a large network.
const DefaultStopGrace = 30 * time.Second

// Launch starts the process of a variant and asks it who it is. An end of ctx
// aborts the start; afterwards the process lives until Close. The error of a
// variant that is known is an *Error.
func (l *Launcher) Launch(ctx context.Context, name string, o Options) (*Process, error) {
	found, err := l.resolve(name)
	if err != nil {
		return nil, err
	}
	if o.StopGrace == 0 {
		o.StopGrace = DefaultStopGrace
	}
	p := &Process{launcher: l, plugin: found, options: o, journal: newJournal(o.Log)}
	if err := p.start(ctx); err != nil {
		return nil, err
	}
	if !l.keep(p) {
		return nil, errors.Join(errors.New("the launcher is closed"), p.Close())
	}
	return p, nil
}

// Describe runs a variant's executable just to ask what it is.
func (l *Launcher) Describe(ctx context.Context, name string) (variant.Description, error) {
	found, err := l.resolve(name)
	if err != nil {
		return variant.Description{}, err
	}
	cmd, err := l.command(found, "describe")
	if err != nil {
		return variant.Description{}, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, startTime, fmt.Errorf("no answer within %v", startTime))
	defer cancel()
	out, err := output(ctx, cmd)
	if err != nil {
		return variant.Description{}, fmt.Errorf("describe variant %s: %w", name, err)
	}
	d, err := wire.ParseDescription(out)
	if err != nil {
		return variant.Description{}, fmt.Errorf("describe variant %s: read %s: %w", name, found.Path, err)
	}
	return d, nil
}

// Close ends all processes that still live; there are no further launches.
func (l *Launcher) Close() error {
	l.mu.Lock()
	l.closed = true
	var all []*Process
	for p := range l.live {
		all = append(all, p)
	}
	l.mu.Unlock()
	problems := make([]error, len(all))
	var wg sync.WaitGroup
	for i, p := range all {
		wg.Go(func() { problems[i] = p.Close() })
	}
	wg.Wait()
	return errors.Join(problems...)
}

// keep notes a process that is to be closed with the launcher, unless that is
// closed already.
func (l *Launcher) keep(p *Process) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.live == nil {
		l.live = make(map[*Process]struct{})
	}
	l.live[p] = struct{}{}
	return !l.closed
}

func (l *Launcher) forget(p *Process) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.live, p)
}

// resolve finds a variant and completes what is known of its executable.
func (l *Launcher) resolve(name string) (Plugin, error) {
	found, err := l.Catalog.Find(name)
	if err != nil || found.Path != "" {
		return found, err
	}
	if found.Path, err = l.self(); err != nil {
		return Plugin{}, fmt.Errorf("find the running program: %w", err)
	}
	l.selfHash.once.Do(func() { l.selfHash.sum, l.selfHash.err = hashFile(found.Path) })
	found.SHA256 = l.selfHash.sum
	return found, l.selfHash.err
}

func (l *Launcher) self() (string, error) {
	if l.Self != "" {
		return filepath.Abs(l.Self)
	}
	return self()
}

// command is the command that serves a plugin, or has it do something else.
func (l *Launcher) command(p Plugin, args ...string) (*exec.Cmd, error) {
	name := p.Path
	if p.Source == FromBuiltIn {
		// The name that the program goes by: its path may be /proc/self/exe.
		name, args = "gander", append([]string{ServeCommand, p.Name}, args...)
	} else if sum, err := hashFile(p.Path); err != nil || sum != p.SHA256 {
		return nil, errors.Join(fmt.Errorf("%s has changed since it was found", p.Path), err)
	}
	return &exec.Cmd{
		Path: p.Path,
		Args: append([]string{name}, args...),
		Env:  environment(os.Environ(), nil),
	}, nil
}

const (
	// startTime is how long a process may take to get ready. Building TLS
	// keys takes a fraction of a second; an interpreter on a busy machine, or
	// a virus scanner, takes the rest.
	startTime = 30 * time.Second
	// maxDescription is far more than any description needs.
	maxDescription = 1 << 20
)

// output runs a command to its end and gives what it printed.
func output(ctx context.Context, cmd *exec.Cmd) ([]byte, error) {
	c := newChild(cmd)
	if err := c.Start(ctx); err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, c.kill)()
	var out, problems []byte
	var readers sync.WaitGroup
	readers.Go(func() { out = readAtMost(c.stdout, maxDescription) })
	readers.Go(func() { problems = readAtMost(c.stderr, maxLine) })
	readers.Wait()
	err := c.Wait(ctx)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %s", exitReason(c.cmd.ProcessState), bytes.TrimSpace(problems))
	}
	return out, nil
}

// readAtMost reads to the end and keeps the first n bytes. A pipe that breaks
// has ended, too.
func readAtMost(r io.Reader, n int64) []byte {
	kept, _ := io.ReadAll(io.LimitReader(r, n))
	_, _ = io.Copy(io.Discard, r)
	return kept
}

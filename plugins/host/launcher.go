package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"gander/core"
	"gander/plugins/internal/wire"
)

// A Launcher starts variants. Its methods may be used by several goroutines;
// the fields are set before.
type Launcher struct {
	Catalog *Catalog
	// Self is the program that serves the built-in variants, "" for the one
	// that runs.
	Self string
	// Plaintext leaves all connections without TLS, for plugins in languages
	// that lack what it takes; a plugin's manifest does so for that one. The
	// socket is in a folder of the user's alone.
	Plaintext bool
	// Uncontained leaves plugins all rights of the user.
	Uncontained bool

	cpus   processors
	mu     sync.Mutex
	live   map[*Process]struct{}
	closed bool

	selfHash struct {
		once sync.Once
		sum  string
		err  error
	}
}

// Options are what one launch may choose. All of them may be zero.
type Options struct {
	Threads int      // that the usual libraries may compute with; 0 says nothing
	Dir     string   // working folder of the process; "" for the host's
	Env     []string // "NAME=value", beside the variables that every plugin inherits
	Log     string   // file that the process's log is appended to, line by line
	// Read and Write are files and folders that the process is given, beside its
	// own, the system's and Dir, which it may write to.
	Read, Write []string
	// Limits bound what the process takes of the machine, with all that it starts.
	Limits core.Limits
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
// aborts the start; afterwards the process lives until Close. What goes wrong
// with the process is an *Error.
func (l *Launcher) Launch(ctx context.Context, name string, o Options) (*Process, error) {
	found, err := l.resolve(name)
	if err != nil {
		return nil, err
	}
	if o.StopGrace == 0 {
		o.StopGrace = DefaultStopGrace
	}
	j, err := openJournal(o.Log)
	if err != nil {
		return nil, fmt.Errorf("open log of variant %s: %w", name, err)
	}
	p := &Process{launcher: l, plugin: found, options: o, journal: j, cpus: l.cpus.take(o.Limits.Threads)}
	if err := p.start(ctx); err != nil {
		return nil, errors.Join(err, j.close(), p.release())
	}
	if !l.keep(p) {
		return nil, errors.Join(errors.New("the launcher is closed"), p.Close())
	}
	return p, nil
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
	if err != nil || found.Source != FromBuiltIn {
		return found, err
	}
	found.Path = l.Self
	if found.Path == "" {
		found.Path, err = os.Executable()
	}
	if err == nil {
		found.Path, err = filepath.Abs(found.Path)
	}
	if err != nil {
		return Plugin{}, fmt.Errorf("find the running program: %w", err)
	}
	l.selfHash.once.Do(func() { l.selfHash.sum, l.selfHash.err = hashFile(l.program(found)) })
	found.SHA256 = l.selfHash.sum
	return found, l.selfHash.err
}

// program is the file to execute.
func (l *Launcher) program(p Plugin) string {
	if p.Source == FromBuiltIn && l.Self == "" {
		return runningProgram(p.Path)
	}
	return p.Path
}

// Command is the command that would serve a variant, for whoever starts it
// without the rest of a launch.
func (l *Launcher) Command(name string, o Options) (*exec.Cmd, error) {
	found, err := l.resolve(name)
	if err != nil {
		return nil, err
	}
	return l.command(found, o, nil)
}

// command is the command that serves a plugin on some processors, nil for all,
// with folders to write to beside those of the options.
func (l *Launcher) command(p Plugin, o Options, cpus []int, write ...string) (*exec.Cmd, error) {
	args := []string{p.Path}
	if p.Source == FromBuiltIn {
		args = []string{"gander", wire.ServeCommand, p.Name}
	}
	settings, err := temporary(o.Dir)
	if err != nil {
		return nil, err
	}
	settings = slices.Concat(threadSettings(o.Threads), settings, o.Env)
	cmd := &exec.Cmd{Path: l.program(p), Args: args, Dir: o.Dir, Env: environment(os.Environ(), settings)}
	l.contain(cmd, p, o, cpus, write...)
	return cmd, nil
}

// temporary makes a process's own folder for temporary files, below its working
// folder, and the settings that lead to it. Without a working folder there is
// none.
func temporary(dir string) ([]string, error) {
	if dir == "" {
		return nil, nil
	}
	path, err := filepath.Abs(filepath.Join(dir, temporaryName))
	if err == nil {
		err = os.MkdirAll(path, 0o755)
	}
	return []string{"TMPDIR=" + path, "TEMP=" + path, "TMP=" + path}, err
}

// temporaryName is that folder's.
const temporaryName = "tmp"

// threadSettings tell the usual libraries how many threads to compute with. A
// learner is told by its setup as well.
func threadSettings(n int) []string {
	if n < 1 {
		return nil
	}
	count := "=" + strconv.Itoa(n)
	return []string{"GOMAXPROCS" + count, "OMP_NUM_THREADS" + count, "OPENBLAS_NUM_THREADS" + count, "MKL_NUM_THREADS" + count}
}

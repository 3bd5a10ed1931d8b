package host

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/hashicorp/go-plugin/runner"
)

const (
	// pipeGrace is how long the output of an ended process may still be read.
	// What it wrote is in the pipes already; only a grandchild that inherited
	// them could go on.
	pipeGrace = time.Second
	// exitGrace is how long a process that is about to be killed gets to end
	// by itself, because its own exit code tells more than a kill.
	exitGrace = 250 * time.Millisecond
)

var errAborted = errors.New("start was aborted")

// A child is the process of a plugin with all that it has started. go-plugin
// runs it as its runner.Runner.
type child struct {
	cmd            *exec.Cmd
	mark           string
	stdout, stderr *os.File // our ends
	watch          func()   // runs beside the process until it has ended; may be nil
	// stray takes what comes on stdout after the handshake's line, which
	// handshake keeps.
	stray     io.Writer
	handshake firstLine

	mu      sync.Mutex
	group   *group // nil until started
	aborted bool   // kill came before the start
	killed  bool   // it did not end by itself

	began  time.Time     // the start of the process
	exited chan struct{} // closed once the process has ended
	err    error         // of Wait; set before exited is closed
}

var _ runner.Runner = (*child)(nil)

func newChild(cmd *exec.Cmd) *child {
	isolate(cmd)
	c := &child{cmd: cmd, mark: newMark(), exited: make(chan struct{})}
	cmd.Env = append(cmd.Env, markKey+"="+c.mark)
	return c
}

// Start starts the process, unless kill came first.
func (c *child) Start(context.Context) error {
	started := make(chan error)
	go c.live(started)
	return <-started
}

// live is the process's life from start to end. On Linux a process is killed
// when the thread that started it ends; locking keeps this one until then.
func (c *child) live(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := c.start()
	started <- err
	if err != nil {
		return
	}
	if c.watch != nil {
		go c.watch()
	}
	c.end(c.cmd.Wait())
	time.AfterFunc(pipeGrace, c.closePipes)
}

// end clears up behind the process: what it has started itself goes with it.
func (c *child) end(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.group.kill()
	killMarked(c.mark)
	c.group.release()
	c.err = err
	close(c.exited)
}

func (c *child) start() (err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.aborted {
		return errAborted
	}
	outWriter, errWriter, err := c.openPipes()
	if err != nil {
		return err
	}
	defer outWriter.Close()
	defer errWriter.Close()
	keepGuard()
	c.began = time.Now()
	c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = nil, outWriter, errWriter
	if err := c.cmd.Start(); err != nil {
		return errors.Join(err, c.stdout.Close(), c.stderr.Close())
	}
	c.group, err = gather(c.cmd.Process)
	if err != nil {
		return errors.Join(err, c.cmd.Process.Kill(), c.cmd.Wait())
	}
	return nil
}

// openPipes keeps the reading ends and gives the writing ones.
func (c *child) openPipes() (outWriter, errWriter *os.File, err error) {
	c.stdout, outWriter, err = os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	c.stderr, errWriter, err = os.Pipe()
	if err != nil {
		return nil, nil, errors.Join(err, c.stdout.Close(), outWriter.Close())
	}
	return outWriter, errWriter, nil
}

func (c *child) closePipes() {
	c.stdout.Close()
	c.stderr.Close()
}

// Wait waits for the end of the process.
func (c *child) Wait(context.Context) error {
	<-c.exited
	return c.err
}

// Kill ends the process, by force if it does not end by itself at once.
func (c *child) Kill(context.Context) error {
	if !c.endsWithin(exitGrace) {
		c.kill()
	}
	return nil
}

// kill ends the process and all that it has started, or keeps it from starting.
func (c *child) kill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.group == nil {
		c.aborted = true
		return
	}
	if !c.hasExited() {
		c.killed = true
		c.group.kill()
	}
}

// quit asks the process for a dump of its stacks, where the system has a way.
func (c *child) quit() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.group != nil && !c.hasExited() {
		quit(c.cmd.Process)
	}
}

func (c *child) hasExited() bool {
	select {
	case <-c.exited:
		return true
	default:
		return false
	}
}

func (c *child) endsWithin(d time.Duration) bool {
	select {
	case <-c.exited:
		return true
	case <-time.After(d):
		return false
	}
}

// endedByItself reports whether the process has ended without being killed
// from here.
func (c *child) endedByItself() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hasExited() && !c.killed
}

// ID is the process id, "" before the start: go-plugin asks in both cases.
func (c *child) ID() string {
	if pid := c.pid(); pid > 0 {
		return strconv.Itoa(pid)
	}
	return ""
}

// pid is the process id, 0 before the start.
func (c *child) pid() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.group == nil {
		return 0
	}
	return c.cmd.Process.Pid
}

// Stdout is where the handshake is read.
func (c *child) Stdout() io.ReadCloser {
	c.handshake.ReadCloser, c.handshake.rest = c.stdout, c.stray
	return &c.handshake
}

func (c *child) Stderr() io.ReadCloser { return c.stderr }
func (c *child) Name() string          { return c.cmd.Path }

// Diagnose is what go-plugin adds where the handshake is not understood.
func (c *child) Diagnose(context.Context) string {
	return "a plugin must print nothing to stdout before sdk.Main"
}

// PluginToHost and HostToPlugin say that both ends see the same addresses.
func (c *child) PluginToHost(network, address string) (string, string, error) {
	return network, address, nil
}

func (c *child) HostToPlugin(network, address string) (string, string, error) {
	return network, address, nil
}

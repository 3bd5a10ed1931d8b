package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"gander/core"
	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

const (
	// askTime is how long a learner may take to close.
	askTime = 2 * time.Second
	// closeTime is how long a process may take to end once it was told to.
	closeTime = 5 * time.Second
)

// A Process is a running variant and its one learner. It is used by one
// goroutine at a time; Close and Usage may come from any.
//
// Every error of its methods is an *Error, except those of Advance's emit,
// which come back as they are. After Crashed and Hung there is nothing left to
// do but Close.
type Process struct {
	launcher *Launcher
	plugin   Plugin
	options  Options
	journal  *journal
	client   *plugin.Client
	child    *child
	cpus     []int // that it runs on; nil for all
	*connection

	description variant.Description
	info        variant.Info

	peak     atomic.Int64           // of resident memory, as far as seen
	excess   atomic.Pointer[string] // the limit that the process was killed for
	observed sampler
	hang     atomic.Pointer[string] // why the process was killed as hung
	calls    atomic.Int32           // under way
	closing  atomic.Bool
	closed   sync.Once
	closeErr error
}

// Plugin is where the process comes from, with the executable's hash.
func (p *Process) Plugin() Plugin { return p.plugin }

// Pid is the process id.
func (p *Process) Pid() int { return p.child.pid() }

// Handshake is the time from the start of the process to the line that says where
// it listens.
func (p *Process) Handshake() time.Duration { return p.child.handshake.came.Sub(p.child.began) }

// Conn is the bare connection, for checks that say what no well-behaved host
// would.
func (p *Process) Conn() *grpc.ClientConn { return p.conn }

// Describe asks what the variant is.
func (p *Process) Describe(ctx context.Context) (variant.Description, error) {
	err := p.call(ctx, func(ctx context.Context, _ *watchdog) error {
		m, err := p.variant.Describe(ctx, &pb.DescribeRequest{})
		if err != nil {
			return err
		}
		p.description = wire.FromDescription(m)
		return nil
	})
	return p.description, err
}

// Open builds the learner. Relative paths of the setup are taken from the
// host's working folder.
func (p *Process) Open(ctx context.Context, s variant.Setup) (variant.Info, error) {
	m, err := wire.ToSetup(s)
	if err == nil {
		err = absoluteSetup(m)
	}
	if err != nil {
		return variant.Info{}, p.fault(core.Failed, err.Error(), err)
	}
	err = p.call(ctx, func(ctx context.Context, _ *watchdog) error {
		m, err := p.variant.Open(ctx, m)
		if err != nil {
			return err
		}
		p.info = wire.FromInfo(m)
		return wire.CheckShape(p.info.SampleShape)
	})
	return p.info, err
}

// Save writes the learner's state into dir, an empty folder.
func (p *Process) Save(ctx context.Context, dir string) error {
	return p.callIn(ctx, dir, func(ctx context.Context, dir string) error {
		_, err := p.variant.Save(ctx, &pb.SaveRequest{Dir: dir})
		return err
	})
}

// Load restores the learner's state from what Save wrote.
func (p *Process) Load(ctx context.Context, dir string) error {
	return p.callIn(ctx, dir, func(ctx context.Context, dir string) error {
		_, err := p.variant.Load(ctx, &pb.LoadRequest{Dir: dir})
		return err
	})
}

// Export writes the networks into dir, an empty folder, for other tools, and
// gives the names of the files in it.
func (p *Process) Export(ctx context.Context, dir string, w variant.Weights) ([]string, error) {
	var files []string
	err := p.callIn(ctx, dir, func(ctx context.Context, dir string) error {
		m, err := p.variant.Export(ctx, &pb.ExportRequest{Dir: dir, Weights: string(w)})
		if err != nil {
			return err
		}
		for _, name := range m.Files {
			if !filepath.IsLocal(name) {
				return fmt.Errorf("export names a file outside of its folder: %q", name)
			}
		}
		files = m.Files
		return nil
	})
	return files, err
}

// call makes one call under the watchdog.
func (p *Process) call(ctx context.Context, f func(context.Context, *watchdog) error) error {
	w := p.watch()
	defer w.rest()
	return p.explain(ctx, f(ctx, w))
}

// callIn makes a call about a folder, whose path it makes absolute: the
// process may have another working folder.
func (p *Process) callIn(ctx context.Context, dir string, f func(context.Context, string) error) error {
	path, err := filepath.Abs(dir)
	if err != nil {
		return p.fault(core.Failed, err.Error(), err)
	}
	return p.call(ctx, func(ctx context.Context, _ *watchdog) error { return f(ctx, path) })
}

func absoluteSetup(m *pb.OpenRequest) error {
	paths := []*string{&m.Scratch}
	for _, d := range m.Data {
		paths = append(paths, &d.Path)
	}
	for _, path := range paths {
		if *path == "" {
			continue
		}
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		*path = absolute
	}
	return nil
}

// Close ends the process and frees what it holds, within bounded time in every
// case. A call that is under way ends as Stopped. Close gives an error if the
// learner did, if the process crashed over it, or if it had to be killed.
// Further calls give the same answer.
func (p *Process) Close() error {
	p.closed.Do(func() { p.closeErr = p.close() })
	return p.closeErr
}

func (p *Process) close() error {
	defer p.launcher.forget(p)
	p.closing.Store(true)
	p.observe()
	return errors.Join(p.shutDown(), p.journal.close(), p.release())
}

// release gives back what the process had of the machine.
func (p *Process) release() error {
	p.launcher.cpus.give(p.cpus)
	if p.options.Dir == "" {
		return nil
	}
	return os.RemoveAll(filepath.Join(p.options.Dir, temporaryName))
}

// shutDown asks learner and process to end and says how that went wrong. An
// end that came before is known already.
func (p *Process) shutDown() error {
	if p.ended(false) {
		p.end()
		return nil
	}
	err := p.closeLearner()
	switch forced := p.end(); {
	case err != nil:
		return p.fault(core.Failed, "close: "+err.Error(), err)
	case forced:
		return p.fault(core.Hung, "did not end when it was closed and was killed; gander plugin verify checks how a plugin ends", nil)
	case !p.child.cmd.ProcessState.Success():
		return p.fault(core.Crashed, p.crash()+" while it was closed", nil)
	}
	return nil
}

// closeLearner gives the learner's own error alone: that there is none to
// close, or none that listens, is for end. During a call it is left to the
// process's end as well.
func (p *Process) closeLearner() error {
	if p.calls.Load() > 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), askTime)
	defer cancel()
	_, err := p.variant.Close(ctx, &pb.CloseRequest{})
	if status.Code(err) != codes.Unknown {
		return nil
	}
	return wire.FromStatus(err)
}

// end ends the process and reports whether it took force. go-plugin's Kill may
// wait for ever for a process that is suspended or whose children keep its
// pipes.
func (p *Process) end() (forced bool) {
	killed := make(chan struct{})
	go func() {
		p.client.Kill()
		close(killed)
	}()
	select {
	case <-killed:
		return !p.child.endedByItself()
	case <-time.After(closeTime):
	}
	p.child.kill()
	select {
	case <-killed:
	case <-time.After(pipeGrace + time.Second):
	}
	return true
}

package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/go-plugin/runner"
	"google.golang.org/grpc"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	"gander/core"
	"gander/plugins/internal/confine"
	"gander/plugins/internal/wire"
	pb "gander/plugins/variantpb"
)

// startTime is how long a process may take to get ready. Building TLS keys
// takes a fraction of a second; an interpreter on a busy machine, or a virus
// scanner, takes the rest.
const startTime = 30 * time.Second

// leastStartTime is what it may take in any case.
const leastStartTime = 5 * time.Second

// startTime is how long the process may take to get ready: less than usual where
// it may give no sign of life for less.
func (p *Process) startTime() time.Duration {
	if p.options.StallAfter > 0 {
		return max(leastStartTime, min(startTime, p.options.StallAfter))
	}
	return startTime
}

// start starts the process and waits until it has said who it is.
func (p *Process) start(ctx context.Context) error {
	if err := unchanged(p.plugin); err != nil {
		return p.fault(core.Rejected, err.Error(), err)
	}
	dir, err := socketDir()
	if err != nil {
		return p.fault(core.Failed, err.Error(), err)
	}
	// Once both ends are connected the socket needs no name any more, so
	// nothing is left behind however either of them ends.
	defer os.RemoveAll(dir)
	cmd, err := p.launcher.command(p.plugin, p.options, p.cpus, dir)
	if err != nil {
		return p.fault(core.Failed, err.Error(), err)
	}
	p.child = newChild(cmd)
	p.child.watch = p.keepWithin
	p.child.stray = p.journal.channel("stdout: ")
	// go-plugin's start takes no context.
	stop := context.AfterFunc(ctx, p.child.kill)
	if p.plaintext() {
		p.journal.line([]byte("gander: the connection is without TLS, on a socket that the user alone can reach\n"))
	}
	p.client = plugin.NewClient(p.config(dir))
	err = p.connect(ctx)
	if !stop() && err == nil { // it was killed just as it got ready
		err = context.Cause(ctx)
	}
	if err != nil {
		return p.startFailed(ctx, err)
	}
	return nil
}

// plaintext tells whether the connection goes without TLS.
func (p *Process) plaintext() bool { return p.launcher.Plaintext || p.plugin.Plaintext }

func (p *Process) config(socketDir string) *plugin.ClientConfig {
	return &plugin.ClientConfig{
		HandshakeConfig:  wire.Handshake(),
		VersionedPlugins: wire.Plugins(half{}),
		RunnerFunc: func(_ hclog.Logger, settings *exec.Cmd, _ string) (runner.Runner, error) {
			p.child.cmd.Env = append(p.child.cmd.Env, settings.Env...)
			return p.child, nil
		},
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         !p.plaintext(),
		SkipHostEnv:      true,
		StartTimeout:     p.startTime(),
		UnixSocketConfig: &plugin.UnixSocketConfig{TempDir: socketDir},
		GRPCDialOptions:  wire.DialOptions(),
		// A logger that is on would parse the process's log, and panic on a
		// line whose @message is a number.
		Logger:     hclog.New(&hclog.LoggerOptions{Level: hclog.Off, Output: io.Discard}),
		Stderr:     p.journal.channel(""),
		SyncStdout: p.journal.channel("stdout: "),
		SyncStderr: p.journal.channel(""),
	}
}

func (p *Process) connect(ctx context.Context) error {
	protocol, err := p.client.Client()
	if err != nil {
		return err
	}
	raw, err := protocol.Dispense(wire.PluginName)
	if err != nil {
		return err
	}
	p.connection = raw.(*connection)
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	d, err := p.Describe(ctx)
	if err != nil {
		return err
	}
	if err := p.plugin.checkName(d.Name); err != nil {
		return p.fault(core.Rejected, err.Error(), err)
	}
	return nil
}

// startFailed ends what there is of the process and says what went wrong.
func (p *Process) startFailed(ctx context.Context, err error) error {
	crashed := p.child.endedByItself()
	p.end()
	if errors.As(err, new(*Error)) {
		return err
	}
	switch excess := p.excess.Load(); {
	case excess != nil:
		return p.fault(core.Failed, *excess, err)
	case ctx.Err() != nil:
		return p.fault(core.Stopped, context.Cause(ctx).Error(), context.Cause(ctx))
	case crashed && p.child.cmd.ProcessState.ExitCode() == confine.ExitCode:
		return p.fault(core.Failed, "start: "+lastLine(p.journal.tail()), err)
	case crashed:
		return p.fault(core.Crashed, p.crash()+" before its handshake", err)
	}
	line := p.child.handshake.text()
	fields := strings.Split(line, "|")
	switch {
	case line == "" && p.child.pid() > 0:
		return p.fault(core.Hung, fmt.Sprintf("no handshake within %v; a plugin prints its line as soon as it listens", p.startTime()), err)
	case len(fields) >= 4 && fields[1] != strconv.Itoa(wire.Protocol):
		return p.fault(core.Failed, fmt.Sprintf("it speaks version %s of the protocol and this gander version %d; build it with the SDK of this gander",
			fields[1], wire.Protocol), err)
	}
	return p.fault(core.Failed, "start: "+err.Error(), err)
}

// A half is the host's half of the connection for go-plugin.
type half struct{ plugin.NetRPCUnsupportedPlugin }

// A connection is what the handshake led to.
type connection struct {
	conn    *grpc.ClientConn
	variant pb.VariantClient
	health  healthpb.HealthClient
	gone    context.Context // done once the process has ended and its log was read
}

// GRPCClient makes the connection; go-plugin calls it.
func (half) GRPCClient(gone context.Context, _ *plugin.GRPCBroker, c *grpc.ClientConn) (any, error) {
	return &connection{conn: c, variant: pb.NewVariantClient(c), health: healthpb.NewHealthClient(c), gone: gone}, nil
}

// GRPCServer is the plugin's half, which a host does not have.
func (half) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error {
	panic("host: a host serves no variant")
}

// maxSocketDir is the longest path of a temporary folder that leaves room for
// a socket below it: 104 bytes in all on macOS, of which "/gander-" with a mark of
// eight letters, go-plugin's "/plugin-dir" and "/plugin", and three random numbers
// of ten digits take 66.
const maxSocketDir = 104 - 66 - 1

// socketDir makes a folder for the socket that the user alone can enter.
func socketDir() (string, error) {
	base, prefix := filepath.Split(socketDirs())
	return os.MkdirTemp(base, prefix)
}

// socketDirs is what the paths of all such folders of this process begin with.
func socketDirs() string {
	base := os.TempDir()
	if len(base) > maxSocketDir && runtime.GOOS != "windows" {
		base = "/tmp"
	}
	return filepath.Join(base, "gander-"+hostMark[:8]+"-")
}

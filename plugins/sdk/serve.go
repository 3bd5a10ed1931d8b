package sdk

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// flushTime is how long the connection has to write what calls have sent: gRPC
// writes in the background, its Stop drops what is left, and its GracefulStop
// would wait for go-plugin's own streams, which never end.
const flushTime = 200 * time.Millisecond

// serve takes calls until the host asks for the end or SIGTERM comes.
func serve(v variant.Variant) int {
	prints := newPrints()
	if err := divertStdout(); err != nil {
		logTo(os.Stderr).Error("divert stdout", "error", err)
		return exitFailed
	}
	logTo(os.Stderr)
	ending, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	p := &process{server: newServer(v, ending), orphan: watchHost(), prints: prints}
	// The server, once stopped, does not wait for the call that is under way.
	drain := sync.OnceFunc(p.server.drain)
	defer context.AfterFunc(ending, func() {
		drain()
		p.stop()
	})()
	p.serve()
	drain()
	return p.exitCode(ending)
}

// process is a plugin process that serves.
type process struct {
	plugin.NetRPCUnsupportedPlugin
	server *server
	orphan *orphanWatch
	prints *prints

	mu   sync.Mutex
	grpc *grpc.Server // nil until the handshake
}

func (p *process) serve() {
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig:  wire.Handshake(),
		VersionedPlugins: wire.Plugins(p),
		GRPCServer:       p.newGRPC,
		Logger: hclog.New(&hclog.LoggerOptions{
			Name: "go-plugin", Level: hclog.Info, Output: os.Stderr, JSONFormat: true,
		}),
	})
}

func (p *process) newGRPC(options []grpc.ServerOption) *grpc.Server {
	p.mu.Lock()
	defer p.mu.Unlock()
	options = append(options, wire.ServerOptions()...)
	p.grpc = grpc.NewServer(append(options, grpc.StatsHandler(p.orphan), grpc.StatsHandler(p.prints))...)
	return p.grpc
}

// stop ends the server once the last call's messages have had time to leave.
func (p *process) stop() {
	time.Sleep(flushTime)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.grpc != nil {
		p.grpc.Stop()
	}
}

func (p *process) exitCode(ending context.Context) int {
	switch {
	case ending.Err() != nil:
		return exitInterrupted
	case p.grpc == nil: // go-plugin has logged why it could not listen
		return exitFailed
	}
	return exitDone
}

// GRPCServer registers the variant; go-plugin calls it.
func (p *process) GRPCServer(_ *plugin.GRPCBroker, s *grpc.Server) error {
	pb.RegisterVariantServer(s, p.server)
	return nil
}

// GRPCClient is the host's half, which a plugin does not have.
func (p *process) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (any, error) {
	panic("sdk: a plugin process is not a host")
}

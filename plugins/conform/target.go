package conform

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"gander/plugins/host"
	"gander/plugins/internal/wire"
	"gander/plugins/sdk"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// A Target is a variant that can be started any number of times.
type Target interface {
	// start starts it in a working folder, with another folder that it may write
	// to and settings for its environment.
	start(ctx context.Context, dir, write string, env []string) (*session, error)
	// program is the executable behind it, nil if there is none.
	program() *program
}

// A session is a target that was started.
type session struct {
	variant pb.VariantClient
	conn    *grpc.ClientConn
	process *host.Process // nil without one
	end     func() error
}

// program starts an executable without the host's care.
type program struct {
	serve    func(write, env []string) (*exec.Cmd, error)
	describe func(context.Context) (variant.Description, error) // nil for a built-in variant
}

// Plugin is the plugin of a name in the launcher's catalog.
func Plugin(l *host.Launcher, name string) Target { return plugin{l, name} }

type plugin struct {
	launcher *host.Launcher
	name     string
}

func (p plugin) start(ctx context.Context, dir, write string, env []string) (*session, error) {
	process, err := p.launcher.Launch(ctx, p.name, host.Options{
		Dir: dir, Write: []string{write}, Env: env, Log: filepath.Join(filepath.Dir(dir), "log"),
	})
	if err != nil {
		return nil, explained(err)
	}
	return &session{
		variant: pb.NewVariantClient(process.Conn()), conn: process.Conn(),
		process: process, end: process.Close,
	}, nil
}

// explained adds the log to an error of the host.
func explained(err error) error {
	var e *host.Error
	if !errors.As(err, &e) || len(e.Tail) == 0 {
		return err
	}
	return fmt.Errorf("%w; its log ends with: %s", err, e.Tail[len(e.Tail)-1])
}

func (p plugin) program() *program {
	serve := func(write, env []string) (*exec.Cmd, error) {
		return p.launcher.Command(p.name, host.Options{Write: write, Env: env})
	}
	found, err := p.launcher.Catalog.Find(p.name)
	if err != nil || found.Source == host.FromBuiltIn {
		return &program{serve: serve}
	}
	return &program{serve, func(ctx context.Context) (variant.Description, error) {
		return host.Describe(ctx, found, p.launcher.Uncontained)
	}}
}

// Variant is a variant in Go, behind gRPC but without a process. The checks
// that need one are skipped.
func Variant(v variant.Variant, options ...grpc.ServerOption) Target { return inMemory{v, options} }

type inMemory struct {
	variant variant.Variant
	options []grpc.ServerOption
}

// pipeSize is how much an in-memory connection holds.
const pipeSize = 1 << 20

func (m inMemory) start(context.Context, string, string, []string) (*session, error) {
	listener := bufconn.Listen(pipeSize)
	server := grpc.NewServer(append(wire.ServerOptions(), m.options...)...)
	sdk.Register(server, m.variant)
	go server.Serve(listener) // ends with Stop
	dial := grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) })
	conn, err := grpc.NewClient("passthrough:memory", append(wire.DialOptions(), dial,
		grpc.WithTransportCredentials(insecure.NewCredentials()))...)
	if err != nil {
		server.Stop()
		return nil, err
	}
	return &session{variant: pb.NewVariantClient(conn), conn: conn, end: func() error {
		defer server.Stop()
		return conn.Close()
	}}, nil
}

func (inMemory) program() *program { return nil }

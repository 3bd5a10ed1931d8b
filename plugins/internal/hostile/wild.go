package main

import (
	"bytes"
	"context"
	"math"
	"os"
	"os/signal"
	"path"
	"sync"
	"syscall"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"gander/plugins/internal/wire"
	"gander/plugins/sdk"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// serveWild serves through the bare library, without the care of the SDK.
func serveWild(v variant.Variant) int {
	signal.Ignore(syscall.SIGTERM)
	w := &wildServer{Variant: v}
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig:  wire.Handshake(),
		VersionedPlugins: wire.Plugins(w),
		GRPCServer: func(o []grpc.ServerOption) *grpc.Server {
			return grpc.NewServer(append(o, grpc.MaxSendMsgSize(math.MaxInt32), grpc.UnaryInterceptor(w.unary), grpc.StreamInterceptor(w.stream))...)
		},
	})
	return 0
}

// A wildServer knows what trouble its learner was opened for.
type wildServer struct {
	plugin.NetRPCUnsupportedPlugin
	variant.Variant

	mu      sync.Mutex
	trouble string
}

// GRPCServer registers the variant; go-plugin calls it.
func (w *wildServer) GRPCServer(_ *plugin.GRPCBroker, s *grpc.Server) error {
	sdk.Register(s, w.Variant)
	return nil
}

// GRPCClient is the host's half, which a plugin does not have.
func (w *wildServer) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (any, error) {
	panic("hostile: a plugin is no host")
}

func (w *wildServer) wants(trouble string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.trouble == trouble
}

func (w *wildServer) unary(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if open, ok := request.(*pb.OpenRequest); ok {
		w.mu.Lock()
		w.trouble = open.Parameters["trouble"].GetString_()
		w.mu.Unlock()
	}
	call := path.Base(info.FullMethod)
	if w.wants(deaf) && (call == "Close" || call == "Shutdown") {
		select {} // nobody at home
	}
	return handler(ctx, request)
}

func (w *wildServer) stream(server any, s grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	return handler(server, &spoilt{s, w})
}

// spoilt is a stream whose reports are wrong.
type spoilt struct {
	grpc.ServerStream
	server *wildServer
}

func (s *spoilt) SendMsg(message any) error {
	if a, ok := message.(*pb.AdvanceResponse); ok && a.GetReport() != nil {
		s.spoil(a.GetReport())
	}
	return s.ServerStream.SendMsg(message)
}

func (s *spoilt) spoil(r *pb.Report) {
	switch {
	case s.server.wants(unknown):
		r.Scalars = append(r.Scalars, &pb.Stat{Last: 1}, &pb.Stat{Last: 2})
	case s.server.wants(missing):
		r.Scalars = nil
	case s.server.wants(oversize):
		r.Scalars = make([]*pb.Stat, wire.MaxMessage/8)
		for i := range r.Scalars {
			r.Scalars[i] = &pb.Stat{Last: 1}
		}
	case s.server.wants(backward):
		r.Step = -r.Step
	case s.server.wants(rawFlood):
		piece := bytes.Repeat([]byte{'.'}, 64<<10)
		for left := floodBytes(); left > 0; left -= len(piece) {
			if _, err := rawStdout.Write(piece); err != nil {
				return
			}
		}
	}
}

// RecvMsg of a deaf plugin does not hear that the host wants no more.
func (s *spoilt) RecvMsg(message any) error {
	err := s.ServerStream.RecvMsg(message)
	if _, training := message.(*pb.AdvanceRequest); training && err != nil && s.server.wants(deaf) {
		select {}
	}
	return err
}

// rawStdout is file descriptor 1, whatever becomes of os.Stdout.
var rawStdout = os.Stdout

package sdk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// drainTime is how long the process's end waits for the call that uses the
// learner. The host kills after two seconds.
const drainTime = 1500 * time.Millisecond

// A server turns calls into those of one variant and its learner.
type server struct {
	pb.UnimplementedVariantServer
	variant variant.Variant
	ending  context.Context // done when the process was asked to end

	turn    chan struct{}   // holds a token while no call uses what follows
	learner variant.Learner // nil before Open and after Close
	info    variant.Info
}

func newServer(v variant.Variant, ending context.Context) *server {
	s := &server{variant: v, ending: ending, turn: make(chan struct{}, 1)}
	s.release()
	return s
}

// Register serves a variant on s without a process around it, for tests.
func Register(s grpc.ServiceRegistrar, v variant.Variant) {
	pb.RegisterVariantServer(s, newServer(v, context.Background()))
}

// take claims the learner for one call, which ends with release. A call that
// the host has cancelled may still be using it for a moment.
func (s *server) take(ctx context.Context) error {
	select {
	case <-s.turn:
		return nil
	case <-ctx.Done():
		return status.FromContextError(ctx.Err()).Err()
	}
}

func (s *server) release() { s.turn <- struct{}{} }

// takeOpen claims a learner that has been opened.
func (s *server) takeOpen(ctx context.Context) error {
	if err := s.take(ctx); err != nil {
		return err
	}
	if s.learner == nil {
		s.release()
		return status.Error(codes.FailedPrecondition, "no learner is open")
	}
	return nil
}

// drain waits for the running call and closes the learner, for good.
func (s *server) drain() {
	select {
	case <-s.turn:
	case <-time.After(drainTime):
		slog.Warn("ended in the midst of a call")
		return
	}
	if s.learner == nil {
		return
	}
	if err := s.learner.Close(); err != nil {
		slog.Error("close learner", "error", err)
	}
}

func (s *server) Describe(context.Context, *pb.DescribeRequest) (*pb.DescribeResponse, error) {
	m, err := wire.ToDescription(s.variant.Describe())
	return m, wire.ToStatus(err)
}

func (s *server) Open(ctx context.Context, m *pb.OpenRequest) (*pb.OpenResponse, error) {
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	defer s.release()
	if s.learner != nil {
		return nil, status.Error(codes.FailedPrecondition, "a learner is open already")
	}
	setup, err := s.setup(m)
	if err != nil {
		return nil, wire.ToStatus(err)
	}
	learner, info, err := s.variant.Open(setup)
	if err != nil {
		return nil, wire.ToStatus(err)
	}
	if err := wire.CheckShape(info.SampleShape); err != nil {
		return nil, wire.ToStatus(errors.Join(err, learner.Close()))
	}
	s.learner, s.info = learner, info
	return wire.ToInfo(info), nil
}

// setup checks and completes what the host asks for.
func (s *server) setup(m *pb.OpenRequest) (variant.Setup, error) {
	setup, err := wire.FromSetup(m)
	if err != nil {
		return variant.Setup{}, err
	}
	params, problems := variant.Complete(s.variant.Describe().Params, setup.Params)
	for _, p := range problems {
		err = errors.Join(err, p)
	}
	setup.Params = params
	return setup, err
}

func (s *server) Save(ctx context.Context, m *pb.SaveRequest) (*pb.SaveResponse, error) {
	if err := s.takeOpen(ctx); err != nil {
		return nil, err
	}
	defer s.release()
	return &pb.SaveResponse{}, wire.ToStatus(s.learner.Save(m.Dir))
}

func (s *server) Load(ctx context.Context, m *pb.LoadRequest) (*pb.LoadResponse, error) {
	if err := s.takeOpen(ctx); err != nil {
		return nil, err
	}
	defer s.release()
	return &pb.LoadResponse{}, wire.ToStatus(s.learner.Load(m.Dir))
}

func (s *server) Export(ctx context.Context, m *pb.ExportRequest) (*pb.ExportResponse, error) {
	if err := s.takeOpen(ctx); err != nil {
		return nil, err
	}
	defer s.release()
	exporter, ok := s.learner.(variant.Exporter)
	if !ok || !s.can(variant.CanExport) {
		return nil, s.lacks(variant.CanExport)
	}
	files, err := exporter.Export(m.Dir, variant.Weights(m.Weights))
	return &pb.ExportResponse{Files: files}, wire.ToStatus(err)
}

// can reports whether the variant announces an ability: the learners of several
// variants may share a type that can more than some of them.
func (s *server) can(a variant.Ability) bool {
	return slices.Contains(s.variant.Describe().Abilities, a)
}

func (s *server) lacks(a variant.Ability) error {
	return status.Error(codes.Unimplemented, fmt.Sprintf("%s does not have the ability %q", s.variant.Describe().Name, a))
}

func (s *server) Close(ctx context.Context, _ *pb.CloseRequest) (*pb.CloseResponse, error) {
	if err := s.takeOpen(ctx); err != nil {
		return nil, err
	}
	defer s.release()
	err := s.learner.Close()
	s.learner = nil
	return &pb.CloseResponse{}, wire.ToStatus(err)
}

package sdk

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// errEnough is the cause of an end of training that the host asked for.
var errEnough = errors.New("the host wants no more steps")

func (s *server) Advance(stream pb.Variant_AdvanceServer) error {
	request, err := stream.Recv()
	if err != nil {
		return wire.ToStatus(fmt.Errorf("read request: %w", err))
	}
	if request.Every < 1 || request.From < 0 || request.To < request.From {
		return status.Errorf(codes.InvalidArgument, "steps from %d to %d every %d: want 0 ≤ from ≤ to and every ≥ 1",
			request.From, request.To, request.Every)
	}
	if err := s.takeOpen(stream.Context()); err != nil {
		return err
	}
	defer s.release()
	done, err := s.advance(stream, request)
	if err != nil && !errors.Is(err, errEnough) {
		return wire.ToStatus(err)
	}
	return stream.Send(&pb.AdvanceResponse{Event: &pb.AdvanceResponse_Done{Done: &pb.Done{Step: done}}})
}

// advance trains and gives the number of steps done.
func (s *server) advance(stream pb.Variant_AdvanceServer, r *pb.AdvanceRequest) (done int64, err error) {
	ctx, enough := context.WithCancelCause(stream.Context())
	defer enough(nil)
	defer context.AfterFunc(s.ending, func() { enough(errEnough) })()
	go func() {
		waitForClose(stream)
		enough(errEnough)
	}()
	done = r.From
	learner := abandonable{s.learner, stream.Context()}
	scalars := s.variant.Describe().Scalars
	err = variant.Advance(ctx, learner, scalars, int(r.From), int(r.To), int(r.Every), func(report variant.Report) error {
		done = int64(report.Step)
		return stream.Send(&pb.AdvanceResponse{Event: &pb.AdvanceResponse_Report{Report: wire.ToReport(report)}})
	})
	return done, err
}

// waitForClose returns when the host has closed its side of the stream, or the
// call is over.
func waitForClose(stream pb.Variant_AdvanceServer) {
	for {
		if _, err := stream.Recv(); err != nil {
			return
		}
	}
}

// abandonable is a learner that does no more steps once its call was
// cancelled, without waiting for the next report.
type abandonable struct {
	variant.Learner
	call context.Context
}

func (a abandonable) Step() (variant.Progress, error) {
	if err := a.call.Err(); err != nil {
		return variant.Progress{}, err
	}
	return a.Learner.Step()
}

package conform_test

import (
	"context"
	"path"
	"sync"

	"google.golang.org/grpc"

	pb "gander/plugins/variantpb"
)

// A meddler sits between the checks and a good plugin, and spoils what a fault
// wants spoilt.
type meddler struct {
	fault
	mu sync.Mutex

	opens, begins int                // calls of Open, and of Advance that never end, so far
	calls         string             // since the last Open: "Open Advance Sample "
	past          string             // calls of the learner before
	pastFirst     *pb.AdvanceRequest // of the learner before
	closes        int                // since the last Open that went well
	open          bool
	training      bool
	opening       *pb.OpenRequest
	first         *pb.AdvanceRequest // of the learner
	advance       *pb.AdvanceRequest // of the call
	missed        int                // calls of Open without a file
	unknown       int                // refusals of unknown parameters

	rows, messages int // of the call of Sample
	index          uint64
	sampling       *pb.Sampling
	kept           []byte // of an earlier call
	held           []byte // of this one
}

// A fault is what a meddler does. Every part may be nil.
type fault struct {
	// take may change a message from the checks.
	take func(*meddler, any)
	// give may change a message from the plugin; it is dropped unless true.
	give func(*meddler, any) bool
	// instead answers a call itself if it says true.
	instead func(m *meddler, call string, request any) (bool, any, error)
	// also sends more at the end of a stream.
	also func(*meddler, string) any
	// serve are options of the server.
	serve []grpc.ServerOption
}

func (m *meddler) options() []grpc.ServerOption {
	return append(m.serve, grpc.UnaryInterceptor(m.unary), grpc.StreamInterceptor(m.stream))
}

// begin notes a call and asks whether the fault answers it.
func (m *meddler) begin(call string, request any) (bool, any, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if call == "Open" && !m.open {
		m.past, m.calls, m.pastFirst = m.calls, "", m.first
		m.first, m.opening = nil, request.(*pb.OpenRequest)
		m.opens++
		if missing(m.opening) {
			m.missed++
		}
	}
	if call != "Describe" && call != "Close" {
		m.calls += call + " "
	}
	if call == "Close" {
		m.closes++
	}
	if call == "Sample" {
		m.rows, m.messages, m.held, m.sampling = 0, 0, nil, nil
	}
	if m.take != nil && request != nil {
		m.take(m, request)
	}
	if m.instead != nil {
		return m.instead(m, call, request)
	}
	return false, nil, nil
}

func (m *meddler) unary(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	call := path.Base(info.FullMethod)
	if done, answer, err := m.begin(call, request); done {
		return answer, err
	}
	answer, err := handler(ctx, request)
	m.mu.Lock()
	defer m.mu.Unlock()
	if call == "Open" && err == nil {
		m.open, m.closes = true, 0
	}
	if call == "Close" {
		m.open = false
	}
	if err == nil && m.give != nil {
		m.give(m, answer)
	}
	return answer, err
}

func (m *meddler) stream(server any, s grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	call := path.Base(info.FullMethod)
	if done, _, err := m.begin(call, nil); done {
		return err
	}
	err := handler(server, &meddled{ServerStream: s, meddler: m})
	m.mu.Lock()
	defer m.mu.Unlock()
	m.training = m.training && call != "Advance"
	if err == nil && m.also != nil {
		if more := m.also(m, call); more != nil {
			return s.SendMsg(more)
		}
	}
	return err
}

// meddled is a stream of messages that a meddler sees first.
type meddled struct {
	grpc.ServerStream
	meddler *meddler
}

func (s *meddled) RecvMsg(message any) error {
	err := s.ServerStream.RecvMsg(message)
	m := s.meddler
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		return err
	}
	switch r := message.(type) {
	case *pb.AdvanceRequest:
		m.noteAdvance(r)
	case *pb.SampleRequest:
		m.noteSample(r)
	}
	if m.take != nil {
		m.take(m, message)
	}
	return nil
}

func (m *meddler) noteAdvance(r *pb.AdvanceRequest) {
	copied := &pb.AdvanceRequest{From: r.From, To: r.To, Every: r.Every}
	m.advance, m.training = copied, true
	if m.first == nil {
		m.first = copied
	}
	if r.To > 1<<30 && r.Every == 2 {
		m.begins++
	}
}

func (m *meddler) noteSample(r *pb.SampleRequest) {
	if s := r.GetSampling(); s != nil {
		m.sampling = s
	}
	rows := r.GetRows().GetRows()
	if len(rows) > 0 {
		m.messages++
		m.index = rows[0].Index
	}
	m.rows += len(rows)
}

func (s *meddled) SendMsg(message any) error {
	m := s.meddler
	m.mu.Lock()
	send := m.give == nil || m.give(m, message)
	m.mu.Unlock()
	if !send {
		return nil
	}
	return s.ServerStream.SendMsg(message)
}

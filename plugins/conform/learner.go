package conform

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// totalSteps is the horizon of all learners.
const totalSteps = 100

// A setting changes how a learner is opened.
type setting func(*subject, *pb.OpenRequest) error

// A learner is one that was opened on a tiny dataset.
type learner struct {
	*subject
	session *session
	info    *pb.OpenResponse
	task    variant.Task
}

// open opens a learner in the shared session, for the subject's own task.
func (s *subject) open(ctx context.Context, settings ...setting) (*learner, error) {
	return s.openFor(ctx, s.task(), settings...)
}

// openFor opens a learner for a task, after closing the one that is open.
func (s *subject) openFor(ctx context.Context, t variant.Task, settings ...setting) (*learner, error) {
	s.tidy(ctx)
	running, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	return s.openIn(ctx, running, t, settings...)
}

// openIn opens a learner in a session that has none.
func (s *subject) openIn(ctx context.Context, in *session, t variant.Task, settings ...setting) (*learner, error) {
	m, err := s.request(t, settings...)
	if err != nil {
		return nil, err
	}
	info, err := in.variant.Open(ctx, m)
	if err != nil {
		return nil, failed("Open", err)
	}
	return &learner{subject: s, session: in, info: info, task: t}, nil
}

// request asks for a learner that trains for a task.
func (s *subject) request(t variant.Task, settings ...setting) (*pb.OpenRequest, error) {
	scratch, err := s.folder()
	if err != nil {
		return nil, err
	}
	m, err := wire.ToSetup(variant.Setup{
		Purpose: variant.Train, Params: s.params, Seed: 7, Threads: 1, TotalSteps: totalSteps, Scratch: scratch,
	})
	if err != nil {
		return nil, err
	}
	d, err := s.data(t).message(variant.Train)
	if err != nil {
		return nil, err
	}
	m.Data = []*pb.Dataset{d}
	for _, set := range settings {
		if err := set(s, m); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func seed(n uint64) setting {
	return func(_ *subject, m *pb.OpenRequest) error { m.Seed = n; return nil }
}

func threads(n int64) setting {
	return func(_ *subject, m *pb.OpenRequest) error { m.Threads = n; return nil }
}

func param(name string, v *pb.Value) setting {
	return func(_ *subject, m *pb.OpenRequest) error { m.Parameters[name] = v; return nil }
}

// toSample opens a learner that samples only.
func toSample(_ *subject, m *pb.OpenRequest) error {
	m.Purpose, m.TotalSteps = string(variant.SampleOnly), 0
	for _, d := range m.Data {
		d.Path = ""
	}
	return nil
}

// A training is what a call of Advance has sent.
type training struct {
	reports []*pb.Report
	dones   []*pb.Done
	last    *pb.AdvanceResponse
}

// advance trains and takes what comes as it is.
func (l *learner) advance(ctx context.Context, from, to, every int64) (training, error) {
	var t training
	stream, err := l.session.variant.Advance(ctx)
	if err == nil {
		_ = stream.Send(&pb.AdvanceRequest{From: from, To: to, Every: every}) // Recv tells of errors
		err = t.follow(stream)
	}
	if err != nil {
		return t, failed("Advance", err)
	}
	return t, nil
}

func (t *training) follow(stream pb.Variant_AdvanceClient) error {
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		t.last = m
		if r := m.GetReport(); r != nil {
			t.reports = append(t.reports, r)
		}
		if d := m.GetDone(); d != nil {
			t.dones = append(t.dones, d)
		}
	}
}

// values are all numbers of a training that have to repeat.
func (t training) values() []uint64 {
	var bits []uint64
	for _, r := range t.reports {
		for _, s := range r.Scalars {
			for _, v := range []float64{s.GetLast(), s.GetMean(), s.GetMin(), s.GetMax()} {
				bits = append(bits, math.Float64bits(v))
			}
		}
	}
	return bits
}

// same tells whether two trainings reported the same bits.
func (t training) same(other training) bool { return slices.Equal(t.values(), other.values()) }

// save saves into a new folder.
func (l *learner) save(ctx context.Context) (string, error) {
	dir, err := l.folder()
	if err != nil {
		return "", err
	}
	_, err = l.session.variant.Save(ctx, &pb.SaveRequest{Dir: dir})
	return dir, failed("Save", err)
}

func (l *learner) load(ctx context.Context, dir string) error {
	_, err := l.session.variant.Load(ctx, &pb.LoadRequest{Dir: dir})
	return failed("Load", err)
}

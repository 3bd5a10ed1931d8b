package conform

import (
	"context"
	"errors"
	"io"
	"slices"

	"gander/plugins/variant/data"

	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// drawn is what a call of Sample has sent.
type drawn struct {
	header  *pb.SampleHeader
	bytes   []byte
	largest int // message of bytes
	rowSize int // in bytes, as the header says
}

// sampling is what all rows of a check share.
func sampling() *pb.Sampling {
	return &pb.Sampling{Seed: 5, Weights: string(variant.Raw), Truncation: 1}
}

// sample draws for rows in one message.
func (l *learner) sample(ctx context.Context, s *pb.Sampling, rows ...*pb.Row) (drawn, error) {
	return l.sampleIn(ctx, s, rows)
}

// sampleIn draws for rows in several messages.
func (l *learner) sampleIn(ctx context.Context, s *pb.Sampling, messages ...[]*pb.Row) (drawn, error) {
	requests := []*pb.SampleRequest{{Message: &pb.SampleRequest_Sampling{Sampling: s}}}
	for _, rows := range messages {
		requests = append(requests, &pb.SampleRequest{Message: &pb.SampleRequest_Rows{Rows: &pb.Rows{Rows: rows}}})
	}
	d, err := l.ask(ctx, requests...)
	return d, failed("Sample", err)
}

// ask sends requests of Sample and takes what comes as it is.
func (l *learner) ask(ctx context.Context, requests ...*pb.SampleRequest) (drawn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := l.session.variant.Sample(ctx)
	if err != nil {
		return drawn{}, err
	}
	go func() {
		for _, m := range requests {
			if stream.Send(m) != nil { // Recv tells of it
				return
			}
		}
		_ = stream.CloseSend()
	}()
	var d drawn
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			d.rowSize, err = wire.RowBytes(d.header)
			return d, err
		}
		if err != nil {
			return d, err
		}
		if h := m.GetHeader(); h != nil {
			d.header = h
		}
		d.bytes = append(d.bytes, m.GetData()...)
		d.largest = max(d.largest, len(m.GetData()))
	}
}

// row is the i-th sample, nil if it did not come.
func (d drawn) row(i int) []byte {
	if (i+1)*d.rowSize > len(d.bytes) {
		return nil
	}
	return d.bytes[i*d.rowSize : (i+1)*d.rowSize]
}

// count is how many samples came.
func (d drawn) count() int { return len(d.bytes) / d.rowSize }

// rows are n rows that the learner's task makes sense of, from the first.
func (l *learner) rows(first, n int) ([]*pb.Row, error) {
	var all []*pb.Row
	var images *data.File
	if translates(l.task) {
		var err error
		if images, err = data.Open(l.images.path); err != nil {
			return nil, err
		}
		defer images.Close()
	}
	for i := first; i < first+n; i++ {
		r := variant.Row{Index: uint64(i), Label: -1, Domain: -1}
		switch l.task {
		case variant.LabelToImage:
			r.Label = i % len(l.images.Classes)
		case variant.DomainToDomain:
			r.Domain = 1 - i%2 // the other one
		case variant.AttributeTo:
			r.Attributes = []float32{float32(i % 2), float32(i / 2 % 2)}
		}
		if images != nil {
			r.Source = make([]float32, l.images.RowSize())
			images.Floats(r.Source, []int{i % images.Rows()})
		}
		all = append(all, wire.ToRow(r))
	}
	return all, nil
}

// draw draws the first n rows as they come.
func (l *learner) draw(ctx context.Context, n int) (drawn, error) {
	return l.drawBy(ctx, sampling(), n)
}

// drawBy draws the first n rows by a sampling.
func (l *learner) drawBy(ctx context.Context, s *pb.Sampling, n int) (drawn, error) {
	rows, err := l.rows(0, n)
	if err != nil {
		return drawn{}, err
	}
	return l.sample(ctx, s, rows...)
}

// same tells whether two calls drew the same.
func (d drawn) same(other drawn) bool { return slices.Equal(d.bytes, other.bytes) }

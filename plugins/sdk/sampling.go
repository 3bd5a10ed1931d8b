package sdk

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"gander/plugins/internal/wire"
	"gander/plugins/sample"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

func (s *server) Sample(stream pb.Variant_SampleServer) error {
	if err := s.takeOpen(stream.Context()); err != nil {
		return err
	}
	defer s.release()
	first, err := stream.Recv()
	if err != nil {
		return wire.ToStatus(fmt.Errorf("read sampling: %w", err))
	}
	if first.GetSampling() == nil {
		return status.Error(codes.InvalidArgument, "the first message of Sample is not a Sampling")
	}
	header := wire.Header(s.info.SampleShape)
	if err := stream.Send(&pb.SampleResponse{Message: &pb.SampleResponse_Header{Header: header}}); err != nil {
		return err
	}
	return s.sampleAll(stream, wire.FromSampling(first.GetSampling()))
}

// sampleAll answers messages of rows one by one, so that memory is bounded by
// one of them.
func (s *server) sampleAll(stream pb.Variant_SampleServer, sampling variant.Sampling) error {
	for drawn := 0; ; {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		rows, err := fromRows(m.GetRows(), drawn)
		if err != nil {
			return status.Error(codes.InvalidArgument, err.Error())
		}
		batch, err := s.draw(sampling, rows, drawn)
		if err != nil {
			return wire.ToStatus(err)
		}
		err = wire.Chunks(wire.Bytes(batch), func(chunk []byte) error {
			return stream.Send(&pb.SampleResponse{Message: &pb.SampleResponse_Data{Data: chunk}})
		})
		if err != nil {
			return err
		}
		drawn += len(rows)
	}
}

func fromRows(m *pb.Rows, drawn int) ([]variant.Row, error) {
	rows := make([]variant.Row, len(m.GetRows()))
	for i, r := range m.GetRows() {
		row, err := wire.FromRow(r)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", drawn+i, err)
		}
		rows[i] = row
	}
	return rows, nil
}

// draw asks the learner for samples and checks what it gives.
func (s *server) draw(sampling variant.Sampling, rows []variant.Row, drawn int) (sample.Batch, error) {
	if len(rows) == 0 {
		return sample.Batch{}, nil
	}
	t, err := s.learner.Sample(sampling, rows)
	if err != nil {
		return sample.Batch{}, err
	}
	want := append([]int{len(rows)}, s.info.SampleShape...)
	if !slices.Equal(t.Shape, want) || len(t.Data) != len(rows)*t.RowSize() {
		return sample.Batch{}, fmt.Errorf("samples are %d numbers of shape %v, not of shape %v", len(t.Data), t.Shape, want)
	}
	for i, x := range t.Data {
		if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
			return sample.Batch{}, fmt.Errorf("sample %d has the value %v: %w", drawn+i/t.RowSize(), x, variant.ErrDiverged)
		}
	}
	return sample.Of(t), nil
}

func (s *server) Critique(stream pb.Variant_CritiqueServer) error {
	if err := s.takeOpen(stream.Context()); err != nil {
		return err
	}
	defer s.release()
	critic, ok := s.learner.(variant.Critic)
	if !ok || !s.can(variant.CanCritique) {
		return s.lacks(variant.CanCritique)
	}
	batch, err := receive(stream)
	if err != nil {
		return status.Error(codes.InvalidArgument, err.Error())
	}
	values, err := critic.Critique(batch.Tensor())
	if err != nil {
		return wire.ToStatus(err)
	}
	if len(values) != batch.Rows() {
		return fmt.Errorf("critique gives %d values for %d samples", len(values), batch.Rows())
	}
	return stream.SendAndClose(&pb.CritiqueResponse{Values: values})
}

func receive(stream pb.Variant_CritiqueServer) (sample.Batch, error) {
	first, err := stream.Recv()
	if err != nil {
		return sample.Batch{}, fmt.Errorf("read header: %w", err)
	}
	var data []byte
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return wire.Batch(first.GetHeader(), data)
		}
		if err != nil {
			return sample.Batch{}, fmt.Errorf("read samples: %w", err)
		}
		data = append(data, m.GetData()...)
	}
}

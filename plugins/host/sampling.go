package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"gander/plugins/internal/wire"
	"gander/plugins/sample"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// Sample draws one sample for each of rows.
func (p *Process) Sample(ctx context.Context, s variant.Sampling, rows []variant.Row) (sample.Batch, error) {
	var batch sample.Batch
	err := p.call(ctx, func(ctx context.Context, w *watchdog) error {
		ctx, cancel := context.WithCancel(ctx)
		stream, err := p.variant.Sample(ctx)
		if err != nil {
			cancel()
			return err
		}
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			sendRows(stream, s, rows)
		}()
		batch, err = p.receive(stream, len(rows), w)
		cancel()
		<-sent
		return err
	})
	p.observe()
	return batch, err
}

// sendRows sends the whole request. It stops at the first error, of which
// receiving tells more.
func sendRows(stream pb.Variant_SampleClient, s variant.Sampling, rows []variant.Row) {
	err := stream.Send(&pb.SampleRequest{Message: &pb.SampleRequest_Sampling{Sampling: wire.ToSampling(s)}})
	for len(rows) > 0 && err == nil {
		n := rowsOfMessage(rows)
		m := &pb.Rows{Rows: make([]*pb.Row, n)}
		for i, r := range rows[:n] {
			m.Rows[i] = wire.ToRow(r)
		}
		err = stream.Send(&pb.SampleRequest{Message: &pb.SampleRequest_Rows{Rows: m}})
		rows = rows[n:]
	}
	if err == nil {
		_ = stream.CloseSend()
	}
}

// rowsOfMessage is how many of rows, at least one, make a message of about
// wire.ChunkSize at most.
func rowsOfMessage(rows []variant.Row) int {
	size := 0
	for i, r := range rows[:min(len(rows), wire.RowsPerMessage)] {
		size += 4 * (len(r.Latent) + len(r.Attributes) + len(r.Source))
		if i > 0 && size > wire.ChunkSize {
			return i
		}
	}
	return min(len(rows), wire.RowsPerMessage)
}

// receive puts the samples of n rows together.
func (p *Process) receive(stream pb.Variant_SampleClient, n int, w *watchdog) (sample.Batch, error) {
	first, err := stream.Recv()
	if err != nil {
		return sample.Batch{}, noEOF(err)
	}
	header, want := first.GetHeader(), wire.Header(p.info.SampleShape)
	if header.GetType() != want.Type || !slices.Equal(header.GetShape(), want.Shape) {
		return sample.Batch{}, fmt.Errorf("samples are announced as %v, not as %v", header, want)
	}
	size, err := wire.RowBytes(want)
	if err != nil {
		return sample.Batch{}, err
	}
	data := make([]byte, 0, n*size)
	for len(data) <= n*size {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return sample.Batch{}, err
		}
		w.alive()
		data = append(data, m.GetData()...)
	}
	if len(data) != n*size {
		return sample.Batch{}, fmt.Errorf("%d samples of %d bytes came as %d bytes", n, size, len(data))
	}
	return wire.Batch(want, data)
}

// Critique gives the discriminator's raw output for samples (ability
// variant.CanCritique).
func (p *Process) Critique(ctx context.Context, b sample.Batch) ([]float64, error) {
	var values []float64
	err := p.call(ctx, func(ctx context.Context, _ *watchdog) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		stream, err := p.variant.Critique(ctx)
		if err != nil {
			return err
		}
		sendBatch(stream, b)
		m, err := stream.CloseAndRecv()
		if err != nil {
			return noEOF(err)
		}
		values = m.Values
		if len(values) != b.Rows() {
			return fmt.Errorf("%d values of the critic came for %d samples", len(values), b.Rows())
		}
		return nil
	})
	return values, err
}

// sendBatch sends samples. It stops at the first error, of which receiving
// tells more.
func sendBatch(stream pb.Variant_CritiqueClient, b sample.Batch) {
	header := wire.Header(b.Shape[1:])
	if stream.Send(&pb.CritiqueRequest{Message: &pb.CritiqueRequest_Header{Header: header}}) != nil {
		return
	}
	_ = wire.Chunks(wire.Bytes(b), func(chunk []byte) error {
		return stream.Send(&pb.CritiqueRequest{Message: &pb.CritiqueRequest_Data{Data: chunk}})
	})
}

// noEOF is for places where a stream must not end.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("the variant ended its stream without a result")
	}
	return err
}

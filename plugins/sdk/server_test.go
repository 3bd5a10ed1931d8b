package sdk

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"gander/plugins/internal/faulty"
	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// both is both halves of a connection within this process.
type both struct {
	plugin.NetRPCUnsupportedPlugin
	server *server
}

func (b both) GRPCServer(_ *plugin.GRPCBroker, s *grpc.Server) error {
	pb.RegisterVariantServer(s, b.server)
	return nil
}

func (b both) GRPCClient(ctx context.Context, broker *plugin.GRPCBroker, c *grpc.ClientConn) (any, error) {
	return hostHalf{}.GRPCClient(ctx, broker, c)
}

// dial connects to a server of a variant over gRPC, without a process.
func dial(t *testing.T, v variant.Variant) pb.VariantClient {
	t.Helper()
	set := wire.Plugins(both{server: newServer(v, t.Context())})[wire.Protocol]
	client, _ := plugin.TestPluginGRPCConn(t, false, set)
	// Closing the client shuts the server down, too; a further Stop from here
	// would race with that one inside go-plugin.
	t.Cleanup(func() { client.Close() })
	raw, err := client.Dispense(wire.PluginName)
	if err != nil {
		t.Fatal(err)
	}
	return raw.(pb.VariantClient)
}

// dialOpen connects to a server that has opened a learner.
func dialOpen(t *testing.T, v variant.Variant) pb.VariantClient {
	t.Helper()
	c := dial(t, v)
	if _, err := c.Open(t.Context(), &pb.OpenRequest{}); err != nil {
		t.Fatal(err)
	}
	return c
}

func wantCode(t *testing.T, err error, want codes.Code) {
	t.Helper()
	if got := status.Code(err); got != want {
		t.Errorf("error is %v, want code %v", err, want)
	}
}

func TestNotOpen(t *testing.T) {
	c, ctx := dial(t, faulty.New()), t.Context()
	_, err := c.Save(ctx, &pb.SaveRequest{})
	wantCode(t, err, codes.FailedPrecondition)
	_, err = c.Load(ctx, &pb.LoadRequest{})
	wantCode(t, err, codes.FailedPrecondition)
	_, err = c.Export(ctx, &pb.ExportRequest{})
	wantCode(t, err, codes.FailedPrecondition)
	_, err = c.Close(ctx, &pb.CloseRequest{})
	wantCode(t, err, codes.FailedPrecondition)
	if _, err := c.Describe(ctx, &pb.DescribeRequest{}); err != nil {
		t.Errorf("describe: %v", err)
	}
}

func TestOpenAgain(t *testing.T) {
	c, ctx := dialOpen(t, faulty.New()), t.Context()
	_, err := c.Open(ctx, &pb.OpenRequest{})
	wantCode(t, err, codes.FailedPrecondition)
	if _, err := c.Close(ctx, &pb.CloseRequest{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Open(ctx, &pb.OpenRequest{}); err != nil {
		t.Errorf("open after close: %v", err)
	}
}

func advance(t *testing.T, ctx context.Context, c pb.VariantClient, r *pb.AdvanceRequest) pb.Variant_AdvanceClient {
	t.Helper()
	stream, err := c.Advance(ctx)
	if err == nil {
		err = stream.Send(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return stream
}

func TestAdvanceRequest(t *testing.T) {
	c := dialOpen(t, faulty.New())
	for _, r := range []*pb.AdvanceRequest{
		{From: 0, To: 3, Every: 0}, {From: -1, To: 3, Every: 1}, {From: 4, To: 3, Every: 1},
	} {
		_, err := advance(t, t.Context(), c, r).Recv()
		wantCode(t, err, codes.InvalidArgument)
	}
	m, err := advance(t, t.Context(), c, &pb.AdvanceRequest{From: 3, To: 3, Every: 1}).Recv()
	if err != nil || m.GetDone().GetStep() != 3 {
		t.Errorf("no steps at all give %v, %v, want the end at 3", m, err)
	}
}

// The host closes its side, and the variant ends at the next report.
func TestAdvanceEnough(t *testing.T) {
	stream := advance(t, t.Context(), dialOpen(t, faulty.New()), &pb.AdvanceRequest{To: 1 << 40, Every: 7})
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	var messages []*pb.AdvanceResponse
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		messages = append(messages, m)
	}
	done := messages[len(messages)-1].GetDone()
	if done == nil || done.Step%7 != 0 || done.Step != 7*int64(len(messages)) {
		t.Errorf("the last of %d messages is %v, want the end at the last report", len(messages), messages[len(messages)-1])
	}
}

// observed is a variant whose learner tells that it does steps.
type observed struct {
	variant.Variant
	stepping chan struct{}
}

func (o observed) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	l, info, err := o.Variant.Open(s)
	return observedLearner{l, o.stepping}, info, err
}

type observedLearner struct {
	variant.Learner
	stepping chan struct{}
}

func (l observedLearner) Step() (variant.Progress, error) {
	select {
	case l.stepping <- struct{}{}:
	default:
	}
	return l.Learner.Step()
}

// A cancelled call ends within a step, though the next report is far.
func TestAdvanceAbandoned(t *testing.T) {
	stepping := make(chan struct{}, 1)
	c := dialOpen(t, observed{faulty.New(), stepping})
	ctx, cancel := context.WithCancel(t.Context())
	stream := advance(t, ctx, c, &pb.AdvanceRequest{To: 1 << 40, Every: 1 << 40})
	<-stepping
	cancel()
	_, err := stream.Recv()
	wantCode(t, err, codes.Canceled)
	// Save waits for the end of training.
	if _, err := c.Save(t.Context(), &pb.SaveRequest{Dir: t.TempDir()}); err != nil {
		t.Errorf("save: %v", err)
	}
}

func TestSampleRequest(t *testing.T) {
	rows := func(r ...*pb.Row) *pb.SampleRequest {
		return &pb.SampleRequest{Message: &pb.SampleRequest_Rows{Rows: &pb.Rows{Rows: r}}}
	}
	sampling := &pb.SampleRequest{Message: &pb.SampleRequest_Sampling{Sampling: &pb.Sampling{}}}
	tests := []struct {
		name     string
		messages []*pb.SampleRequest
		code     codes.Code
		bytes    int
	}{
		{"two messages of rows", []*pb.SampleRequest{sampling, rows(&pb.Row{}), rows(&pb.Row{}, &pb.Row{})}, codes.OK, 3 * 64},
		{"no rows", []*pb.SampleRequest{sampling, rows()}, codes.OK, 0},
		{"rows first", []*pb.SampleRequest{rows(&pb.Row{})}, codes.InvalidArgument, 0},
		{"cut latent", []*pb.SampleRequest{sampling, rows(&pb.Row{Latent: []byte{1}})}, codes.InvalidArgument, 0},
		{"nothing", nil, codes.Unknown, 0},
	}
	c := dialOpen(t, faulty.New())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stream, err := c.Sample(t.Context())
			for _, m := range tt.messages {
				if err == nil {
					err = stream.Send(m)
				}
			}
			if err == nil {
				err = stream.CloseSend()
			}
			if err != nil {
				t.Fatal(err)
			}
			got := 0
			m, err := stream.Recv()
			for ; err == nil; m, err = stream.Recv() {
				got += len(m.GetData())
			}
			if errors.Is(err, io.EOF) {
				err = nil
			}
			wantCode(t, err, tt.code)
			if got != tt.bytes {
				t.Errorf("%d bytes of samples came, want %d", got, tt.bytes)
			}
		})
	}
}

// bare is a variant without abilities whose learner breaks the contract.
type bare struct {
	variant.Variant
	shape []int // that Info declares
}

func (b bare) Open(s variant.Setup) (variant.Learner, variant.Info, error) {
	l, info, err := b.Variant.Open(s)
	info.SampleShape = b.shape
	return struct{ variant.Learner }{l}, info, err
}

func TestAbilitiesAreOptional(t *testing.T) {
	c := dialOpen(t, bare{faulty.New(), []int{8, 8, 1}})
	_, err := c.Export(t.Context(), &pb.ExportRequest{})
	wantCode(t, err, codes.Unimplemented)
	stream, err := c.Critique(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = stream.CloseAndRecv()
	wantCode(t, err, codes.Unimplemented)
}

func TestBrokenContract(t *testing.T) {
	_, err := dial(t, bare{faulty.New(), nil}).Open(t.Context(), &pb.OpenRequest{})
	wantCode(t, err, codes.Unknown)

	c := dialOpen(t, bare{faulty.New(), []int{4, 4, 1}})
	stream, err := c.Sample(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []*pb.SampleRequest{
		{Message: &pb.SampleRequest_Sampling{Sampling: &pb.Sampling{}}},
		{Message: &pb.SampleRequest_Rows{Rows: &pb.Rows{Rows: []*pb.Row{{}}}}},
	} {
		if err := stream.Send(m); err != nil {
			t.Fatal(err)
		}
	}
	if _, err = stream.Recv(); err != nil {
		t.Fatal(err)
	}
	_, err = stream.Recv()
	wantCode(t, err, codes.Unknown)
}

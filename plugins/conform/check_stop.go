package conform

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "gander/plugins/variantpb"
)

// soon is how long a variant may take to stop: a step of a tiny network takes
// milliseconds, an interpreter on a busy machine the rest.
const soon = 10 * time.Second

// long is a training that would take for ever.
const long = 1 << 40

const stopHint = "Watch the host's side of the stream in a thread of its own, and end with Done at the next report."

var stopChecks = []Check{
	{ID: "stop/end", Rule: "When the host closes its side of Advance, the training ends within 10 s with Done.", Hint: stopHint, run: stopEnd},
	{ID: "stop/boundary", Rule: "A stopped training ends at a report: Done tells the step of the last one.", Hint: stopHint, run: stopBoundary},
	{ID: "stop/go-on", Rule: "A stopped training goes on with the same bits.", Hint: "Stop between two steps.", run: stopGoOn},
	{ID: "stop/usable", Rule: "After a stop the learner can be saved and sampled.", Hint: "Release the learner when Advance ends.", run: stopUsable},
	{ID: "cancel/advance", Rule: "When Advance is cancelled the learner is free within 10 s, though the next report is far.", Hint: "Look at the call's context before every step.", run: cancelAdvance},
	{ID: "cancel/sample", Rule: "When Sample is cancelled in its midst, the learner is free within 10 s.", Hint: "End the call when reading or sending fails.", run: cancelSample},
	{ID: "busy/describe", Rule: "Describe answers while the learner trains.", Hint: "Serve calls in several threads; don't hold the learner's lock for Describe.", run: busyDescribe},
	{ID: "busy/wait", Rule: "A call that needs the learner while it trains waits for it.", Hint: "Guard the learner with one lock that a call holds to its end.", run: busyWait},
}

// A run is a training without end that has begun.
type running struct {
	stream pb.Variant_AdvanceClient
	cancel context.CancelFunc
}

// begin begins a training without end and waits for its first report, if every
// is not as long.
func (l *learner) begin(ctx context.Context, every int64) (running, error) {
	ctx, cancel := context.WithCancel(ctx)
	stream, err := l.session.variant.Advance(ctx)
	if err == nil {
		_ = stream.Send(&pb.AdvanceRequest{To: long, Every: every}) // Recv tells of errors
		if every < long {
			_, err = stream.Recv()
		}
	}
	if err != nil {
		cancel()
		return running{}, failed("Advance", err)
	}
	return running{stream, cancel}, nil
}

// stop closes the host's side and takes what still comes.
func (r running) stop() (training, error) {
	defer time.AfterFunc(soon, r.cancel).Stop()
	defer r.cancel()
	var t training
	err := r.stream.CloseSend()
	if err == nil {
		err = t.follow(r.stream)
	}
	if status.Code(err) == codes.Canceled {
		err = fmt.Errorf("it still trained after %v", soon)
	}
	return t, failed("Advance", err)
}

// stopped opens a learner, begins a training and stops it.
func (s *subject) stopped(ctx context.Context) (*learner, training, error) {
	l, err := s.open(ctx)
	if err != nil {
		return nil, training{}, err
	}
	r, err := l.begin(ctx, 2)
	if err != nil {
		return nil, training{}, err
	}
	t, err := r.stop()
	return l, t, err
}

// end is the step that a stopped training ended at; the first report was
// taken by begin.
func (t training) end() (int64, error) {
	if len(t.dones) == 0 {
		return 0, errors.New("no Done came")
	}
	return t.dones[0].Step, nil
}

func stopEnd(ctx context.Context, s *subject) error {
	_, t, err := s.stopped(ctx)
	if err == nil {
		_, err = t.end()
	}
	return err
}

func stopBoundary(ctx context.Context, s *subject) error {
	_, t, err := s.stopped(ctx)
	if err != nil {
		return err
	}
	reported := int64(2)
	for _, r := range t.reports {
		reported = r.Step
	}
	if got, err := t.end(); err != nil || got != reported {
		return errors.Join(err, fmt.Errorf("the message Done tells of step %d, the last report of %d", got, reported))
	}
	return nil
}

func stopGoOn(ctx context.Context, s *subject) error {
	l, t, err := s.stopped(ctx)
	if err != nil {
		return err
	}
	step, err := t.end()
	if err != nil {
		return err
	}
	got, err := l.advance(ctx, step, step+3, 1)
	if err != nil {
		return err
	}
	if l, err = s.open(ctx); err != nil {
		return err
	}
	if _, err := l.advance(ctx, 0, step, step); err != nil {
		return err
	}
	want, err := l.advance(ctx, step, step+3, 1)
	if err != nil {
		return err
	}
	return equalTraces(got, want)
}

func stopUsable(ctx context.Context, s *subject) error {
	l, _, err := s.stopped(ctx)
	if err != nil {
		return err
	}
	return l.free(ctx)
}

// free wants the learner to be saved and sampled soon.
func (l *learner) free(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, soon, fmt.Errorf("the learner is not free after %v", soon))
	defer cancel()
	if _, err := l.save(ctx); err != nil {
		return err
	}
	_, err := l.draw(ctx, 2)
	return err
}

func cancelAdvance(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	r, err := l.begin(ctx, long)
	if err != nil {
		return err
	}
	l.session.settle(ctx)
	r.cancel()
	return l.free(ctx)
}

func cancelSample(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	call, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := l.session.variant.Sample(call)
	if err != nil {
		return failed("Sample", err)
	}
	_ = stream.Send(&pb.SampleRequest{Message: &pb.SampleRequest_Sampling{Sampling: sampling()}}) // Recv tells of errors
	if _, err := stream.Recv(); err != nil {
		return failed("Sample", err)
	}
	cancel()
	return l.free(ctx)
}

func busyDescribe(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	r, err := l.begin(ctx, 2)
	if err != nil {
		return err
	}
	defer r.cancel()
	ctx, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	_, err = l.session.variant.Describe(ctx, &pb.DescribeRequest{})
	return failed("Describe during Advance", err)
}

func busyWait(ctx context.Context, s *subject) error {
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	r, err := l.begin(ctx, 2)
	if err != nil {
		return err
	}
	defer r.cancel()
	dir, err := s.folder()
	if err != nil {
		return err
	}
	saved := make(chan error, 1)
	go func() {
		_, err := l.session.variant.Save(ctx, &pb.SaveRequest{Dir: dir}, grpc.WaitForReady(true))
		saved <- err
	}()
	l.session.settle(ctx)
	select {
	case err := <-saved:
		return fmt.Errorf("a Save during Advance has ended while the training went on: %v", err)
	default:
	}
	if _, err := r.stop(); err != nil {
		return err
	}
	return failed("Save", <-saved)
}

package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"gander/core"
	"gander/plugins/internal/wire"
	"gander/plugins/variant"
	pb "gander/plugins/variantpb"
)

// Advance has the learner, which has done from steps, go on to step to. emit
// gets a report whenever the number of steps done is a multiple of every, and
// at to; an error of emit ends the training and is returned as it is.
//
// When ctx ends, Advance asks the process to stop, still emits the report that
// is under way, and returns an *Error that is Stopped and wraps the context's
// cause. Steps done are then exactly those that reports told of, so the
// learner can be saved. A process that takes longer than Options.StopGrace is
// left with an unknown number of steps: it is Stopped, too, but wraps
// ErrAbandoned.
func (p *Process) Advance(ctx context.Context, from, to, every int, emit func(variant.Report) error) error {
	call, abandon := context.WithCancelCause(context.WithoutCancel(ctx))
	defer abandon(nil)
	stream, err := p.variant.Advance(call)
	if err != nil {
		return p.explain(call, err)
	}
	request := &pb.AdvanceRequest{From: int64(from), To: int64(to), Every: int64(every)}
	// An error of Send is io.EOF; Recv tells which.
	_ = stream.Send(request)
	defer p.stopWhenDone(ctx, stream, abandon)()
	t := training{process: p, stream: stream, emit: emit, done: from, to: to}
	if err := t.follow(); err != nil {
		if t.emitErr != nil {
			return t.emitErr
		}
		return p.explain(call, err)
	}
	if t.done < to {
		return p.fault(core.Stopped, fmt.Sprintf("after step %d of %d", t.done, to), context.Cause(ctx))
	}
	return nil
}

// ErrAbandoned is the cause of an end of training that did not wait for the
// next report.
var ErrAbandoned = errors.New("training was abandoned between two reports")

// stopWhenDone passes the end of ctx on to the process; the function that it
// gives undoes that.
func (p *Process) stopWhenDone(ctx context.Context, stream pb.Variant_AdvanceClient, abandon context.CancelCauseFunc) func() {
	finished := make(chan struct{})
	go func() {
		select {
		case <-finished:
			return
		case <-ctx.Done():
		}
		_ = stream.CloseSend() // fails for a stream that has ended: just so
		select {
		case <-finished:
		case <-time.After(p.options.StopGrace):
			abandon(ErrAbandoned)
		}
	}()
	return func() { close(finished) }
}

// training is one call of Advance that is under way.
type training struct {
	process *Process
	stream  pb.Variant_AdvanceClient
	emit    func(variant.Report) error
	done    int // steps
	to      int
	emitErr error
}

// follow receives until the process says that it is done.
func (t *training) follow() error {
	w := t.process.watch()
	defer w.rest()
	for {
		m, err := t.stream.Recv()
		w.pause()
		if err != nil {
			return noEOF(err)
		}
		if t.process.observed.due() {
			t.process.observe()
		}
		if done := m.GetDone(); done != nil {
			return t.finish(int(done.Step))
		}
		if err := t.report(m.GetReport()); err != nil {
			return err
		}
		w.resume()
	}
}

func (t *training) finish(step int) error {
	if step != t.done {
		return fmt.Errorf("the variant is done with step %d, but its last report told of %d", step, t.done)
	}
	// With the end of the stream the learner is free for the next call.
	if _, err := t.stream.Recv(); !errors.Is(err, io.EOF) {
		return errors.Join(errors.New("the variant's stream goes on after its result"), err)
	}
	return nil
}

func (t *training) report(m *pb.Report) error {
	if m == nil {
		return errors.New("the variant sent an event that is neither a report nor the end")
	}
	r := wire.FromReport(m)
	if r.Step <= t.done || r.Step > t.to || r.Steps != r.Step-t.done {
		return fmt.Errorf("a report of %d steps says step %d, after step %d of %d", r.Steps, r.Step, t.done, t.to)
	}
	if got, want := len(r.Scalars), len(t.process.description.Scalars); got != want {
		return fmt.Errorf("the report of step %d has %d scalars, the description declares %d; they have to be the same ones, in order", r.Step, got, want)
	}
	t.done = r.Step
	t.emitErr = t.emit(r)
	return t.emitErr
}

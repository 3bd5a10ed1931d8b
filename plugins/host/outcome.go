package host

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc/codes"

	"gander/core"
	"gander/plugins/internal/wire"
	"gander/plugins/variant"
)

// An Error is how a variant's part of a run came to an end other than success.
//
//	core.Crashed   the process ended by itself
//	core.Hung      it gave no sign of life and was killed
//	core.Failed    it reported an error, broke the contract or took more memory
//	               than it may
//	core.Rejected  it refused parameters or setup, or was refused itself
//	core.Diverged  numbers went wrong
//	core.Stopped   the host asked for it
type Error struct {
	Outcome core.RunStatus
	Reason  string   // "killed by signal 9 (killed)"
	Tail    []string // the last lines of the process's log, or its panic
	// Err is what lies behind: it wraps the contract's errors where the
	// variant gave one (variant.ErrUnsupported, variant.ErrDiverged, every
	// *variant.ParamError) and the context's cause of a stop. It may be nil.
	Err error
}

// Error is the reason alone; who made the call knows what it was about.
func (e *Error) Error() string { return e.Reason }

// Unwrap is Err.
func (e *Error) Unwrap() error { return e.Err }

// Status is the outcome.
func (e *Error) Status() core.RunStatus { return e.Outcome }

// LogTail are the last lines of the process's log.
func (e *Error) LogTail() []string { return e.Tail }

// endSeen is how long an error of the connection waits for the process to be
// seen dead, which tells a crash from a mere error.
const endSeen = 3 * time.Second

// explain turns an error of a call into an *Error. This is the one place that
// reads status codes.
func (p *Process) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	remote := wire.FromStatus(err).(*wire.RemoteError)
	ended := p.ended(connectionLost(remote.Code) && !over(ctx))
	switch excess, hang := p.excess.Load(), p.hang.Load(); {
	case excess != nil:
		return p.fault(core.Failed, *excess, remote)
	case hang != nil:
		return p.fault(core.Hung, *hang, remote)
	case p.closing.Load():
		return p.fault(core.Stopped, "its process was closed", context.Canceled)
	case ended:
		return p.fault(core.Crashed, p.crash()+p.unfinished(), remote)
	case over(ctx):
		return p.fault(core.Stopped, context.Cause(ctx).Error(), context.Cause(ctx))
	}
	outcome, reason := judge(remote)
	return p.fault(outcome, reason, remote)
}

// over reports whether ctx is done. The other end knows its deadline as well and
// may be the first to act on it, so one that has passed is awaited.
func over(ctx context.Context) bool {
	if deadline, ok := ctx.Deadline(); ok && !deadline.After(time.Now()) {
		<-ctx.Done()
	}
	return ctx.Err() != nil
}

// connectionLost reports codes that gRPC itself gives where a process went
// away.
func connectionLost(c codes.Code) bool {
	return c == codes.Unavailable || c == codes.Canceled || c == codes.Internal
}

// judge reads an error that the variant's code or its contract's gave.
func judge(e *wire.RemoteError) (core.RunStatus, string) {
	switch {
	case errors.Is(e, variant.ErrDiverged):
		return core.Diverged, withoutStatus(e.Message, variant.ErrDiverged)
	case errors.Is(e, variant.ErrUnsupported):
		return core.Rejected, e.Message
	}
	switch e.Code {
	case codes.InvalidArgument, codes.FailedPrecondition:
		return core.Rejected, e.Message
	case codes.ResourceExhausted:
		return core.Failed, fmt.Sprintf("a message is larger than %d MiB; what is long has to come in pieces (%s)", wire.MaxMessage>>20, e.Message)
	case codes.Unimplemented:
		return core.Failed, "it cannot do that: " + e.Message
	}
	return core.Failed, e.Message
}

// withoutStatus leaves out what the status says already.
func withoutStatus(reason string, said error) string {
	reason = strings.ReplaceAll(reason, said.Error()+": ", "")
	return strings.TrimSuffix(reason, ": "+said.Error())
}

// ended reports whether the process has ended and all of its log was read; if
// wait, it gives that a moment.
func (p *Process) ended(wait bool) bool {
	if wait {
		select {
		case <-p.gone.Done():
		case <-time.After(endSeen):
		}
	}
	return p.gone.Err() != nil
}

// crash says how the process ended.
func (p *Process) crash() string {
	reason := exitReason(p.child.cmd.ProcessState)
	if line := p.journal.panicLine(); line != "" {
		reason += ": " + line
	}
	return reason
}

// unfinished says of a process that seems to have ended in order that it did not.
func (p *Process) unfinished() string {
	if p.child.cmd.ProcessState.Success() {
		return " before its work was done; a plugin runs until it is told to end"
	}
	return ""
}

func (p *Process) fault(outcome core.RunStatus, reason string, err error) *Error {
	tail := p.journal.tail()
	return &Error{Outcome: outcome, Reason: sentence(reason + p.advice(outcome, reason, tail)), Tail: tail, Err: err}
}

// ParamErrors are all problems with parameters that err tells of.
func ParamErrors(err error) []*variant.ParamError { return wire.ParamErrors(err) }

package wire

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"gander/plugins/variant"
)

func TestErrorsCross(t *testing.T) {
	size := &variant.ParamError{Name: "size", Problem: "is 0, less than its minimum 1"}
	seed := &variant.ParamError{Name: "seed", Problem: "is not known"}
	tests := []struct {
		name   string
		err    error
		code   codes.Code
		wraps  error
		params []*variant.ParamError
	}{
		{name: "plain", err: errors.New("disk full"), code: codes.Unknown},
		{name: "unsupported", err: fmt.Errorf("size 7: %w", variant.ErrUnsupported), code: codes.FailedPrecondition, wraps: variant.ErrUnsupported},
		{name: "diverged", err: fmt.Errorf("step 3: %w", variant.ErrDiverged), code: codes.Aborted, wraps: variant.ErrDiverged},
		{name: "one parameter", err: fmt.Errorf("open: %w", size), code: codes.InvalidArgument, params: []*variant.ParamError{size}},
		{name: "two parameters", err: errors.Join(size, fmt.Errorf("and %w", seed)), code: codes.InvalidArgument, params: []*variant.ParamError{size, seed}},
		{name: "cancelled", err: fmt.Errorf("step 3: %w", context.Canceled), code: codes.Canceled},
		{name: "late", err: context.DeadlineExceeded, code: codes.DeadlineExceeded},
		{name: "status", err: status.Error(codes.Unimplemented, "cannot"), code: codes.Unimplemented},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			// A status crosses as its message, and nothing else does.
			crossed := FromStatus(status.FromProto(status.Convert(ToStatus(tt.err)).Proto()).Err())
			var remote *RemoteError
			if !errors.As(crossed, &remote) || remote.Code != tt.code {
				t.Fatalf("crosses as %#v, want code %v", crossed, tt.code)
			}
			if want := status.Convert(tt.err).Message(); crossed.Error() != want {
				t.Errorf("message is %q, want %q", crossed, want)
			}
			for _, sentinel := range []error{variant.ErrUnsupported, variant.ErrDiverged} {
				if got, want := errors.Is(crossed, sentinel), sentinel == tt.wraps; got != want {
					t.Errorf("wraps %v: %t, want %t", sentinel, got, want)
				}
			}
			check(t, ParamErrors(crossed), tt.params)
		})
	}
	if err := FromStatus(ToStatus(nil)); err != nil {
		t.Errorf("no error crosses as %v", err)
	}
}

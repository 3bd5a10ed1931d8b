//go:build unix

package host_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"gander/core"
	"gander/plugins/host"
	"gander/plugins/internal/faulty"
	"gander/plugins/variant"
)

func TestHang(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		params variant.Params
		reason string
		stop   bool // suspend the process
	}{
		{"learner", variant.Params{"trouble": faulty.Hang}, "its learner is stuck", false},
		{"process", variant.Params{"pause": 0.05}, "does not answer", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := open(t, host.Options{StallAfter: 500 * time.Millisecond}, tt.params)
			err := p.Advance(t.Context(), 0, 1000, 1, func(r variant.Report) error {
				if tt.stop && r.Step == 2 {
					return syscall.Kill(p.Pid(), syscall.SIGSTOP)
				}
				return nil
			})
			e := wantOutcome(t, err, core.Hung, tt.reason)
			if !tt.stop && !strings.Contains(strings.Join(e.Tail, "\n"), "faulty.(*learner).fail") {
				t.Errorf("the log lacks the stack of the stuck learner:\n%s", strings.Join(e.Tail, "\n"))
			}
		})
	}
}

// A suspended process answers nothing, not even go-plugin's own shutdown.
func TestCloseSuspended(t *testing.T) {
	t.Parallel()
	p := open(t, host.Options{}, nil)
	if err := syscall.Kill(p.Pid(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	wantOutcome(t, p.Close(), core.Hung, "was killed")
}

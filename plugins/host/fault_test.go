package host_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gander/core"
	"gander/plugins/host"
	"gander/plugins/internal/faulty"
	"gander/plugins/variant"
)

func TestAdvanceFaults(t *testing.T) {
	tests := []struct {
		trouble string
		outcome core.RunStatus
		reason  string
		log     string // somewhere in the tail
		wraps   error
	}{
		{trouble: faulty.Kill, outcome: core.Crashed, reason: "killed by signal 9 (killed)"},
		{trouble: faulty.Exit, outcome: core.Crashed, reason: "exited with code 3"},
		{trouble: faulty.Panic, outcome: core.Crashed, reason: "exited with code 2: panic: faulty: as you wished", log: "faulty.(*learner).fail"},
		{trouble: faulty.NaN, outcome: core.Diverged, reason: "step 3: loss_g is NaN", wraps: variant.ErrDiverged},
		{trouble: faulty.Error, outcome: core.Failed, reason: "step 3: no more ideas"},
	}
	for _, tt := range tests {
		t.Run(tt.trouble, func(t *testing.T) {
			t.Parallel()
			p := open(t, host.Options{}, variant.Params{"trouble": tt.trouble, "pause": 0.05})
			reports, err := advance(t.Context(), p, 0, 10, 2)
			e := wantOutcome(t, err, tt.outcome, tt.reason)
			if len(reports) != 1 || reports[0].Step != 2 {
				t.Errorf("reports before the end are %v, want the one of step 2", reports)
			}
			if tt.log != "" && !strings.Contains(strings.Join(e.Tail, "\n"), tt.log) {
				t.Errorf("log lacks %q:\n%s", tt.log, strings.Join(e.Tail, "\n"))
			}
			if tt.wraps != nil && !errors.Is(err, tt.wraps) {
				t.Errorf("%v does not wrap %v", err, tt.wraps)
			}
			if err := p.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
}

func TestOpenRejected(t *testing.T) {
	p := launch(t, host.Options{})
	_, err := p.Open(t.Context(), setup(variant.Params{"trouble": faulty.Unsupported}))
	wantOutcome(t, err, core.Rejected, "images of 8 pixels: unsupported setup")
	if !errors.Is(err, variant.ErrUnsupported) {
		t.Errorf("%v does not wrap ErrUnsupported", err)
	}

	for name, params := range map[string]variant.Params{
		"unknown and out of bounds": {"size": int64(-1), "sise": int64(3)},
		"refused by Open":           {"trouble": faulty.Pair},
	} {
		_, err := p.Open(t.Context(), setup(params))
		e := wantOutcome(t, err, core.Rejected, "parameter size ")
		if got := host.ParamErrors(e); len(got) != 2 || got[0].Name != "size" || got[1].Name == "size" {
			t.Errorf("%s: problems are %v, want one of size and another", name, got)
		}
	}
	if _, err := p.Open(t.Context(), setup(nil)); err != nil {
		t.Errorf("open after refusals: %v", err)
	}
	_, err = p.Open(t.Context(), setup(nil))
	wantOutcome(t, err, core.Rejected, "open already")
}

func TestLaunchFaults(t *testing.T) {
	tests := []struct {
		name    string
		outcome core.RunStatus
		reason  string
	}{
		{"noisy", core.Failed, "Loading the networks"},
		{"quitter", core.Crashed, "exited with code 7 before its handshake"},
		{"crasher", core.Crashed, "panic: not even started"},
		{"untold", core.Failed, "default of parameter n: 3 is of type int"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := newLauncher(t).Launch(t.Context(), tt.name, host.Options{})
			wantOutcome(t, err, tt.outcome, tt.reason)
		})
	}
	t.Run("unknown", func(t *testing.T) {
		_, err := newLauncher(t).Launch(t.Context(), "wgn", host.Options{})
		if err == nil || !strings.Contains(err.Error(), `unknown variant "wgn"`) {
			t.Errorf("error is %v, want one that names the variant", err)
		}
	})
}

func TestLaunchAborted(t *testing.T) {
	cause := errors.New("enough of that")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(200*time.Millisecond, func() { cancel(cause) })
	_, err := newLauncher(t).Launch(ctx, "mute", host.Options{})
	wantOutcome(t, err, core.Stopped, "enough of that")
	if !errors.Is(err, cause) {
		t.Errorf("%v does not wrap its cause", err)
	}
	cancelled, cancel2 := context.WithCancel(t.Context())
	cancel2()
	_, err = newLauncher(t).Launch(cancelled, "faulty", host.Options{})
	wantOutcome(t, err, core.Stopped, "canceled")
}

// A plugin in another language may log what it likes.
func TestStrangeLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "variant.log")
	p, err := newLauncher(t).Launch(t.Context(), "chatty", host.Options{Log: path})
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Sample(t.Context(), variant.Sampling{}, nil)
	e := wantOutcome(t, err, core.Rejected, "no learner is open")
	if !slices.Contains(e.Tail, "info: hello answer=42") {
		t.Errorf("tail lacks the readable line:\n%s", strings.Join(e.Tail, "\n"))
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if log := readFile(t, path); !strings.Contains(log, `{"@message": 5`) {
		t.Errorf("log lacks the strange line:\n%s", log)
	}
}

// What a variant prints ends up in the log and holds nothing up.
func TestStrayPrints(t *testing.T) {
	tests := []struct{ trouble, want string }{
		{faulty.Print, "a stray print\n"},
		{faulty.Flood, "....\n"},
	}
	for _, tt := range tests {
		t.Run(tt.trouble, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "variant.log")
			p := open(t, host.Options{Log: path}, variant.Params{"trouble": tt.trouble})
			if _, err := advance(t.Context(), p, 0, 3, 1); err != nil {
				t.Fatal(err)
			}
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			if log := readFile(t, path); !strings.Contains(log, tt.want) {
				t.Errorf("log lacks %q:\n%.1000s", tt.want, log)
			}
		})
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestStop(t *testing.T) {
	p := open(t, host.Options{}, variant.Params{"pause": 0.005})
	cause := errors.New("time is up")
	ctx, cancel := context.WithCancelCause(t.Context())
	last := 0
	err := p.Advance(ctx, 0, 100000, 4, func(r variant.Report) error {
		last = r.Step
		if r.Step == 8 {
			cancel(cause)
		}
		return nil
	})
	wantOutcome(t, err, core.Stopped, "of 100000")
	if !errors.Is(err, cause) {
		t.Errorf("%v does not wrap the cause", err)
	}
	if last%4 != 0 {
		t.Errorf("ended after step %d, not at a report", last)
	}
	// The learner is free at once, and where the reports said.
	reports, err := advance(t.Context(), p, last, last+4, 4)
	if err != nil || len(reports) != 1 {
		t.Errorf("went on with %v, %v", reports, err)
	}
}

func TestStopGrace(t *testing.T) {
	p := open(t, host.Options{StopGrace: 50 * time.Millisecond}, variant.Params{"pause": 0.02})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err := advance(ctx, p, 0, 100000, 100000)
	wantOutcome(t, err, core.Stopped, "abandoned")
	if !errors.Is(err, host.ErrAbandoned) {
		t.Errorf("%v does not wrap ErrAbandoned", err)
	}
}

func TestEmitError(t *testing.T) {
	p := open(t, host.Options{}, nil)
	full := errors.New("disk full")
	err := p.Advance(t.Context(), 0, 100000, 1, func(variant.Report) error { return full })
	if err != full {
		t.Errorf("error is %v, want that of emit", err)
	}
	if err := p.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

func TestCloseDuringAdvance(t *testing.T) {
	p := open(t, host.Options{}, variant.Params{"pause": 0.005})
	closed := make(chan error, 1)
	err := p.Advance(t.Context(), 0, 100000, 2, func(r variant.Report) error {
		if r.Step == 2 {
			go func() { closed <- p.Close() }()
		}
		return nil
	})
	wantOutcome(t, err, core.Stopped, "closed")
	if err := <-closed; err != nil {
		t.Errorf("close: %v", err)
	}
}

func TestCloseError(t *testing.T) {
	l := newLauncher(t)
	p, err := l.Launch(t.Context(), "faulty", host.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Open(t.Context(), setup(variant.Params{"trouble": faulty.BadClose})); err != nil {
		t.Fatal(err)
	}
	wantOutcome(t, p.Close(), core.Failed, "could not let go")
}

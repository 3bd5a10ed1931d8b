package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// A trigger is a writer that sends a signal when it is written to.
type trigger struct {
	bytes.Buffer
	signals chan<- os.Signal
	signal  os.Signal
	sent    bool
}

func (w *trigger) Write(b []byte) (int, error) {
	if !w.sent {
		w.sent = true
		w.signals <- w.signal
	}
	return w.Buffer.Write(b)
}

func TestASignalEndsPreparing(t *testing.T) {
	for signal, want := range map[os.Signal]int{os.Interrupt: exitInterrupted, syscall.SIGTERM: exitTerminated} {
		alone(t)
		signals := make(chan os.Signal, 2)
		complaints := &trigger{signals: signals, signal: signal}
		env := Env{Stdin: strings.NewReader(""), Stdout: new(bytes.Buffer), Stderr: complaints, Getenv: os.Getenv, Interrupts: signals}
		code := Main(context.Background(), env, []string{"dataset", "prepare", "shapes", "--set", "rows=10000000"})
		if code != want { // the whole of it takes minutes and ends with 0
			t.Errorf("%v: exit code %d, want %d; %s", signal, code, want, complaints)
		}
		left, err := filepath.Glob(filepath.Join(os.Getenv("GANDER_CACHE"), "datasets", "*[^k]")) // all but .lock
		if err != nil || len(left) > 0 {
			t.Errorf("%v were left; %v", left, err)
		}
	}
}

func TestWorkThatDoesNotStopIsLeft(t *testing.T) {
	patient := grace
	defer func() { grace = patient }()
	for name, c := range map[string]struct {
		grace   time.Duration
		signals int
	}{"after the grace": {time.Millisecond, 1}, "at the second signal": {time.Hour, 2}} {
		grace = c.grace
		signals := make(chan os.Signal, 2)
		for range c.signals {
			signals <- os.Interrupt
		}
		env := Env{Interrupts: signals, claimed: new(atomic.Bool)}
		err := env.interruptible(context.Background(), func(context.Context) error { select {} })
		if exitCode(err) != exitInterrupted {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

// Runs may be busy with what knows nothing of signals.
func TestClaimedWorkThatDoesNotStopIsLeft(t *testing.T) {
	patient := grace
	defer func() { grace = patient }()
	grace = time.Millisecond
	signals := make(chan os.Signal, 2)
	env := &Env{Interrupts: signals, claimed: new(atomic.Bool)}
	err := env.interruptible(context.Background(), func(context.Context) error {
		defer env.claim()()
		for range 2 {
			signals <- os.Interrupt
			<-env.Interrupts
		}
		select {}
	})
	if exitCode(err) != exitInterrupted {
		t.Errorf("error is %v", err)
	}
}

func TestClaimedSignalsAreLeftToTheWork(t *testing.T) {
	signals := make(chan os.Signal, 2)
	env := &Env{Interrupts: signals, claimed: new(atomic.Bool)}
	mine := errors.New("stopped in my own way")
	err := env.interruptible(context.Background(), func(ctx context.Context) error {
		defer env.claim()()
		signals <- os.Interrupt
		<-env.Interrupts
		return errors.Join(mine, ctx.Err())
	})
	if !errors.Is(err, mine) || errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

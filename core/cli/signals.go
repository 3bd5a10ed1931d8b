package cli

import (
	"cmp"
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// grace is how long a command may take to tidy up after a signal.
var grace = 2 * time.Second

// interruptible does the work of a command until it ends or a signal ends it. The
// first signal cancels the work's context. Work that has not ended after the
// grace, or at a second signal, is left where it is: whatever gander writes, it
// renames when it is whole, so nothing half-written is ever used.
//
// Work that stops in its own way, as runs do, claims the signals for a while. It
// too is left where it is if it has not ended a grace after the second one.
func (env *Env) interruptible(ctx context.Context, work func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	signals := env.Interrupts
	claimed := make(chan os.Signal, 2)
	env.Interrupts = claimed
	done := make(chan error, 1)
	go func() { done <- work(ctx) }()
	var first, wish os.Signal // to work as it is, to work that has claimed them
	var late <-chan time.Time
	for {
		select {
		case err := <-done:
			if first != nil && err != nil {
				return stoppedBy(first)
			}
			return err
		case <-late:
			return stoppedBy(cmp.Or(first, wish))
		case s := <-signals:
			switch {
			case env.claimed.Load():
				if wish != nil && late == nil {
					late = time.After(grace)
				}
				wish = s
				select {
				case claimed <- s:
				default: // two of them have been asking to stop for long enough
				}
			case first != nil:
				return stoppedBy(first)
			default:
				first, late = s, time.After(grace)
				cancel()
			}
		}
	}
}

// claim leaves the signals to whoever reads Interrupts, until release is called.
func (env *Env) claim() (release func()) {
	env.claimed.Store(true)
	return func() { env.claimed.Store(false) }
}

// stoppedBy is the error of a command that a signal has ended.
func stoppedBy(s os.Signal) error {
	if s == syscall.SIGTERM {
		return coded{errors.New("terminated"), exitTerminated}
	}
	return coded{errors.New("interrupted"), exitInterrupted}
}

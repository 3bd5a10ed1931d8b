package cli

import (
	"errors"
	"fmt"
)

// The exit codes of gander.
const (
	exitDone        = 0
	exitFailed      = 1   // something went wrong that is none of the below
	exitUsage       = 2   // the command line, a spec or parameters are refused
	exitSomeFailed  = 3   // some runs of the experiment did not end well
	exitExpectation = 4   // an expectation of the spec does not hold
	exitInterrupted = 130 // by Ctrl-C
	exitTerminated  = 143 // by SIGTERM
)

// A coded error carries the exit code that it asks for.
type coded struct {
	error
	code int
}

func (c coded) Unwrap() error { return c.error }

// usage is an error of how gander was called.
func usage(format string, args ...any) error {
	return coded{fmt.Errorf(format, args...), exitUsage}
}

// hinted is an error with a line that says what to do about it.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

func withHint(err error, format string, args ...any) error {
	return hinted{err, fmt.Sprintf(format, args...)}
}

// exitCode is the code that err asks for: 0 for nil, 1 where nothing is asked.
func exitCode(err error) int {
	var c coded
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &c):
		return c.code
	}
	return exitFailed
}

package conform

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Check is one rule of the contract.
type Check struct {
	ID   string // "sample/none"; unique
	Rule string // what has to hold, in one sentence
	Hint string // what to do where it does not
	// Needs says what a target must have for the check to apply to it.
	Needs []Need
	run   func(context.Context, *subject) error
}

// A Need is something that not every target has.
type Need struct {
	Name string // "a process"
	has  func(*subject) bool
}

// Checks is the table of all checks, in the order in which they run.
func Checks() []Check {
	return slices.Concat(handshakeChecks, describeChecks, openChecks, parameterChecks, trainingChecks,
		seedChecks, samplingChecks, conditionChecks, savingChecks, stopChecks, abilityChecks, processChecks)
}

// Universal reports whether a check applies to every variant.
func (c Check) Universal() bool {
	return !slices.ContainsFunc(c.Needs, func(n Need) bool { return n.Name != process.Name && n.Name != noise.Name })
}

// A Status is how a check came out.
type Status string

// The statuses.
const (
	Pass Status = "PASS"
	Fail Status = "FAIL"
	Skip Status = "SKIP" // the check does not apply, or could not be made
)

// A Result is the outcome of one check.
type Result struct {
	ID     string `json:"id"`
	Status Status `json:"status"`
	Rule   string `json:"rule"`
	Found  string `json:"found,omitempty"` // what was found instead, or why it was skipped
	Hint   string `json:"hint,omitempty"`  // of a failed check
}

// String is one line that begins with the status, and more lines, indented,
// where there is more to say.
func (r Result) String() string {
	switch r.Status {
	case Fail:
		return fmt.Sprintf("FAIL  %s: %s\n      found: %s\n      to do: %s", r.ID, r.Rule, indented(r.Found), r.Hint)
	case Skip:
		return fmt.Sprintf("SKIP  %s: %s (%s)", r.ID, r.Rule, oneLine(r.Found))
	}
	return fmt.Sprintf("PASS  %s: %s", r.ID, r.Rule)
}

func indented(text string) string { return strings.ReplaceAll(text, "\n", "\n             ") }

func oneLine(text string) string { return strings.ReplaceAll(text, "\n", "; ") }

// A Report is the outcome of all checks.
type Report struct {
	Results []Result `json:"results"`
}

// Count is how many checks came out as s.
func (r Report) Count(s Status) int {
	n := 0
	for _, result := range r.Results {
		if result.Status == s {
			n++
		}
	}
	return n
}

// Failed are the IDs of the checks that failed.
func (r Report) Failed() []string {
	var ids []string
	for _, result := range r.Results {
		if result.Status == Fail {
			ids = append(ids, result.ID)
		}
	}
	return ids
}

// errSkip marks a check that turned out not to apply.
var errSkip = errors.New("does not apply")

func skip(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errSkip}, args...)...)
}

package conform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"testing"
	"time"
)

// checkTime is how long one check may take: far more than any needs, so that a
// plugin that hangs fails one check and not the whole report.
const checkTime = 60 * time.Second

// Options choose how a target is checked.
type Options struct {
	// Params are parameters of every learner, beside the defaults. Networks
	// and batches are made small by themselves where their parameters bear the
	// usual names.
	Params map[string]any
	// Only are patterns (package path) of the checks to make; none for all.
	Only []string
	// Each is called with every result as it comes; nil for nobody.
	Each func(Result)
}

// wants tells whether a check is to be made. A broken pattern fits nothing.
func (o Options) wants(c Check) bool {
	return len(o.Only) == 0 || slices.ContainsFunc(o.Only, func(p string) bool {
		fits, err := path.Match(p, c.ID)
		return err == nil && fits
	})
}

// Verify runs all checks against a target. The error is one of this side alone,
// such as a full disk; what is wrong with the target is in the report.
func Verify(ctx context.Context, t Target, o Options) (Report, error) {
	dir, err := os.MkdirTemp("", "gander-verify-")
	if err != nil {
		return Report{}, err
	}
	defer os.RemoveAll(dir)
	s, err := newSubject(ctx, t, dir, o.Params)
	if err != nil {
		return Report{}, fmt.Errorf("prepare checks: %w", err)
	}
	defer s.end()
	var report Report
	for _, c := range Checks() {
		if !o.wants(c) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return report, context.Cause(ctx)
		}
		result := s.verify(ctx, c)
		report.Results = append(report.Results, result)
		if o.Each != nil {
			o.Each(result)
		}
	}
	return report, nil
}

// Run runs all checks against a target, each as a test of its own.
func Run(t *testing.T, target Target) {
	t.Helper()
	s, err := newSubject(t.Context(), target, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.end()
	for _, c := range Checks() {
		t.Run(c.ID, func(t *testing.T) {
			switch r := s.verify(t.Context(), c); r.Status {
			case Fail:
				t.Errorf("%s\nfound: %s\nto do: %s", r.Rule, r.Found, r.Hint)
			case Skip:
				t.Skip(r.Found)
			}
		})
	}
}

// verify makes one check.
func (s *subject) verify(ctx context.Context, c Check) Result {
	r := Result{ID: c.ID, Status: Pass, Rule: c.Rule}
	ctx, cancel := context.WithTimeoutCause(ctx, checkTime, fmt.Errorf("no end within %v", checkTime))
	defer cancel()
	err := s.missing(c)
	if err == nil {
		err = c.run(ctx, s)
		s.tidy(ctx)
	}
	switch {
	case errors.Is(err, errSkip), errors.Is(err, errNotStarted) && c.ID != startCheck:
		r.Status, r.Found = Skip, err.Error()
	case err != nil:
		r.Status, r.Found, r.Hint = Fail, err.Error(), c.Hint
	}
	return r
}

// missing says what the target lacks for a check.
func (s *subject) missing(c Check) error {
	for _, n := range c.Needs {
		if !n.has(s) {
			return skip("it needs %s", n.Name)
		}
	}
	return nil
}

package spec

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Errors are all the problems of one spec, in order of their place.
type Errors struct {
	Problems []Problem `json:"problems"`
}

// Error gives every problem with its line, caret and hint.
func (e *Errors) Error() string {
	parts := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		parts[i] = p.String()
	}
	return strings.Join(parts, "\n")
}

// A Problem is one thing that is wrong with a spec.
type Problem struct {
	// File is the spec's name, or an override as it was given ("--set a=b").
	File string `json:"file"`
	// Line and Column count from 1, Column in characters; both are 0 in an
	// override.
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"` // what to do about it
	// Snippet is the line and, below, a caret.
	Snippet string `json:"snippet,omitempty"`
}

// String gives the problem as compilers do: place and message, then the
// indented snippet and hint.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	fmt.Fprintf(&b, ": %s\n", p.Message)
	for line := range strings.Lines(p.Snippet) {
		b.WriteString("    " + strings.TrimRight(line, "\n") + "\n")
	}
	if p.Hint != "" {
		b.WriteString("    " + p.Hint + "\n")
	}
	return b.String()
}

func comparePlaces(a, b Problem) int {
	return cmp.Or(
		cmp.Compare(min(a.Line, 1), min(b.Line, 1)), // overrides first
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
	)
}

// err is nil if there is no problem. One that several runs have in common (a
// value of the sweep) is told once.
func (r *reader) err() error {
	if len(r.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(r.problems, comparePlaces)
	told := make(map[Problem]bool, len(r.problems))
	problems := slices.DeleteFunc(r.problems, func(p Problem) bool {
		again := told[p]
		told[p] = true
		return again
	})
	return &Errors{problems}
}

// A flaw is what is wrong with a value and what to do about it, before its
// place is known.
type flaw struct{ message, hint string }

func flawf(format string, args ...any) *flaw { return &flaw{message: fmt.Sprintf(format, args...)} }

func (f *flaw) hinting(format string, args ...any) *flaw {
	f.hint = fmt.Sprintf(format, args...)
	return f
}

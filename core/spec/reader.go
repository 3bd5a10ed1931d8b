package spec

import (
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// A reader turns nodes into values and collects what is wrong with them. Its
// methods take a nil node for a value that is not there, whose absence has
// been reported, and give a zero value for what they have reported.
type reader struct {
	file     *source
	origin   map[*yaml.Node]*source // of nodes that do not come from file
	dir      string                 // of the spec, which paths are relative to
	known    Known
	problems []Problem
}

// from notes that n and all below come from s.
func (r *reader) from(s *source, n *yaml.Node) {
	if s == r.file {
		return
	}
	if r.origin == nil {
		r.origin = make(map[*yaml.Node]*source)
	}
	r.origin[n] = s
	for _, child := range n.Content {
		r.from(s, child)
	}
}

// report adds a problem at a node.
func (r *reader) report(n *yaml.Node, f *flaw) {
	s, ok := r.origin[n]
	if !ok {
		s = r.file
	}
	r.place(s, n.Line, n.Column, width(n), f)
}

// place adds a problem at a place of a source. What the parser puts below the
// last line is at the beginning of that line.
func (r *reader) place(s *source, line, column, width int, f *flaw) {
	p := Problem{File: s.name, Message: f.message, Hint: f.hint}
	if line > len(s.lines) {
		line, column = len(s.lines), 1
	}
	if s.lines != nil {
		p.Line, p.Column, p.Snippet = line, column, s.snippet(line, column, width)
	}
	r.problems = append(r.problems, p)
}

// width is how many characters of a line a node takes, as far as is known.
func width(n *yaml.Node) int {
	if n.Kind == yaml.ScalarNode && n.Style == 0 {
		return utf8.RuneCountInString(n.Value)
	}
	return 1
}

package spec

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Bounds of a spec: far above what a person writes, far below what hurts.
const (
	maxBytes = 1 << 20
	maxNodes = 10_000
	maxDepth = 64
)

// tree parses text into nodes, or gives nil and leaves problems.
func (r *reader) tree(s *source, text string) *yaml.Node {
	if len(text) > maxBytes {
		r.place(s, 1, 1, 1, flawf("the spec is larger than 1 MiB"))
		return nil
	}
	if !r.readable(s, text) {
		return nil
	}
	document, ok := r.document(s, text)
	if !ok {
		return nil
	}
	if nodes := 0; !r.plain(document, &nodes) {
		return nil
	}
	return document.Content[0]
}

// readable reports the first character that is not text.
func (r *reader) readable(s *source, text string) bool {
	line, column := 1, 1
	for i, c := range text {
		switch {
		case c == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)):
			r.place(s, line, column, 1, flawf("this is not UTF-8").hinting("save the file as UTF-8"))
			return false
		case control(c) || c == '\r' && !strings.HasPrefix(text[i:], "\r\n"):
			r.place(s, line, column, 1, flawf("there is a control character (%U) here", c).hinting("remove it"))
			return false
		}
		column++
		if c == '\n' {
			line, column = line+1, 1
		}
	}
	return true
}

// control says that c is a control character or one of the breaks of lines that
// YAML knows besides \n and \r\n, and editors do not count.
func control(c rune) bool {
	return unicode.IsControl(c) && !strings.ContainsRune("\t\r\n", c) || c == '\u2028' || c == '\u2029'
}

// document loads the one document of a text.
func (r *reader) document(s *source, text string) (*yaml.Node, bool) {
	limits := yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth)))
	loader, err := yaml.NewLoader(bytes.NewReader([]byte(text)), limits)
	if err != nil {
		panic("spec: " + err.Error()) // the options are constants
	}
	var document, second yaml.Node
	if err := loader.Load(&document); errors.Is(err, io.EOF) || err == nil && len(document.Content) == 0 {
		r.place(s, 1, 1, 1, flawf("the spec is empty"))
		return nil, false
	} else if err != nil {
		r.syntax(s, err)
		return nil, false
	}
	if err := loader.Load(&second); err == nil {
		r.place(s, second.Line, second.Column, 3, flawf("a second document begins here").hinting("a spec is one document: put the other one into a file of its own"))
		return nil, false
	} else if !errors.Is(err, io.EOF) {
		r.syntax(s, err)
		return nil, false
	}
	r.from(s, &document)
	return &document, true
}

// syntax reports an error of the YAML parser.
func (r *reader) syntax(s *source, err error) {
	var load *yaml.LoadError
	if !errors.As(err, &load) || load.Mark.Line == 0 {
		r.place(s, 1, 1, 1, flawf("this is not YAML: %v", err))
		return
	}
	line, column := load.Mark.Line, load.Mark.Column
	f := flawf("this is not YAML: %s", load.Message)
	switch {
	case strings.Contains(load.Message, "max depth"):
		f = flawf("lists and mappings nest deeper than %d levels", maxDepth)
	case strings.HasPrefix(s.from(line, column), "\t"):
		f = flawf("a tab indents this line").hinting("YAML is indented by spaces")
	case load.ContextMsg != "" && load.ContextMark.Line > 0 && load.ContextMark != load.Mark:
		f.hinting("%s that begins at line %d, column %d", load.ContextMsg, load.ContextMark.Line, load.ContextMark.Column)
	case strings.Contains(load.Message, "mapping values"):
		f.hinting("check the indentation; a text with \": \" in it must be quoted")
	case strings.Contains(load.Message, "cannot start any token"):
		f.hinting("a text that begins with this character must be quoted")
	}
	r.place(s, line, column, 1, f)
}

// plain reports what YAML can do and a spec has no use for. It is false where
// the tree cannot be read any further.
func (r *reader) plain(n *yaml.Node, nodes *int) bool {
	if *nodes++; *nodes > maxNodes {
		r.report(n, flawf("the spec has more than %d values", maxNodes))
		return false
	}
	switch {
	case n.Kind == yaml.AliasNode:
		r.report(n, flawf("*%s is an alias", n.Value).hinting("write the value out: a spec has no aliases"))
		return false
	case n.Style&yaml.TaggedStyle != 0:
		r.report(n, flawf("%s is a tag", n.Tag).hinting("a spec has no tags: quote what shall be text"))
		n.Style &^= yaml.TaggedStyle
	}
	ok := n.Kind != yaml.MappingNode || r.plainKeys(n)
	for _, child := range n.Content {
		ok = r.plain(child, nodes) && ok
		if *nodes > maxNodes {
			return false
		}
	}
	return ok
}

// plainKeys reports keys that are no text or are there twice. It is false for
// the former.
func (r *reader) plainKeys(mapping *yaml.Node) bool {
	ok := true
	seen := make(map[string]*yaml.Node)
	for _, p := range pairs(mapping) {
		first, twice := seen[p.key.Value]
		switch {
		case p.key.Kind == yaml.AliasNode: // reported by plain
		case p.key.Kind != yaml.ScalarNode:
			r.report(p.key, flawf("a list or mapping cannot be a key"))
			ok = false
		case p.key.Tag == "!!merge":
			r.report(p.key, flawf("<< merges mappings").hinting("write the values out: a spec has no merge keys"))
			ok = false
		case twice:
			r.report(p.key, flawf("%s is here twice", p.key.Value).hinting("it is on line %d already", first.Line))
		default:
			seen[p.key.Value] = p.key
		}
	}
	return ok
}

// A pair is a key of a mapping with its value.
type pair struct{ key, value *yaml.Node }

func pairs(mapping *yaml.Node) []pair {
	out := make([]pair, 0, len(mapping.Content)/2)
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		out = append(out, pair{mapping.Content[i], mapping.Content[i+1]})
	}
	return out
}

package spec

import (
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// fields are the values of a mapping, its keys checked against the reference.
type fields struct {
	section string
	node    *yaml.Node
	values  map[string]*yaml.Node
	open    []pair // of keys that the author chooses
}

// fields reads the mapping of a section of the reference; nil gives its
// defaults.
func (r *reader) fields(n *yaml.Node, section string) fields {
	f := fields{section: section, node: n, values: make(map[string]*yaml.Node)}
	if n == nil || !r.is(n, yaml.MappingNode, "a mapping (key: value)") {
		return f.complete()
	}
	for _, p := range pairs(n) {
		if !r.absent(p) {
			r.assign(&f, p)
		}
	}
	r.missing(f)
	return f.complete()
}

// assign puts a pair where it belongs.
func (r *reader) assign(f *fields, p pair) {
	var names []string
	open := false
	for _, k := range keysOf(f.section) {
		switch {
		case k.open():
			open = true
		case k.last() == p.key.Value:
			f.values[p.key.Value] = p.value
			return
		default:
			names = append(names, k.last())
		}
	}
	if open {
		f.open = append(f.open, p)
		return
	}
	r.report(p.key, flawf("there is no key %q here", p.key.Value).hinting("%s", suggest(p.key.Value, "keys", names)))
}

// absent says that a pair counts as not written: key: null.
func (r *reader) absent(p pair) bool {
	if p.value.Tag != "!!null" {
		return false
	}
	if p.value.Value == "" {
		r.report(p.key, flawf("%s has no value", p.key.Value).hinting("write one, or remove the key"))
	}
	return true
}

func (r *reader) missing(f fields) {
	for _, k := range keysOf(f.section) {
		if !k.Required || f.values[k.last()] != nil || r.written(f.node, k.last()) {
			continue
		}
		r.report(f.node, flawf("%s is missing", k.last()).hinting("%s", k.Doc))
	}
}

// written says that a key is there without a value, which has been reported.
func (r *reader) written(mapping *yaml.Node, key string) bool {
	return slices.ContainsFunc(pairs(mapping), func(p pair) bool {
		return p.key.Value == key && p.value.Tag == "!!null" && p.value.Value == ""
	})
}

// complete puts the defaults in.
func (f fields) complete() fields {
	for _, k := range keysOf(f.section) {
		if f.values[k.last()] == nil && k.Default != "" {
			f.values[k.last()] = defaultNode(k)
		}
	}
	return f
}

func defaultNode(k Key) *yaml.Node {
	var document yaml.Node
	if err := yaml.Load([]byte(k.Default), &document); err != nil {
		panic("spec: default of " + k.Path + ": " + err.Error())
	}
	return document.Content[0]
}

// get is the value of a key, nil if there is none.
func (f fields) get(key string) *yaml.Node { return f.values[key] }

// some are the elements of a list that may not be empty.
func (r *reader) some(n *yaml.Node, what, example string) []*yaml.Node {
	if n != nil && n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		r.report(n, flawf("the list of %s is empty", what).hinting("for example %s", example))
	}
	return r.elements(n, what, example)
}

// elements are those of a list; example is one, for the hint.
func (r *reader) elements(n *yaml.Node, what, example string) []*yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.report(n, flawf("%s where a list of %s belongs", describe(n), what).hinting("for example %s", example))
		return nil
	}
	return n.Content
}

// is reports a node of another kind than the one wanted.
func (r *reader) is(n *yaml.Node, kind yaml.Kind, wanted string) bool {
	if n.Kind == kind {
		return true
	}
	r.report(n, flawf("%s where %s belongs", describe(n), wanted))
	return false
}

// describe says what a node is.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping stands"
	case yaml.SequenceNode:
		return "a list stands"
	}
	if n.Value == "" && n.Style == 0 {
		return "nothing stands"
	}
	return quoted(n) + " stands"
}

// quoted is a scalar as it is written, or else what stands there.
func quoted(n *yaml.Node) string {
	switch {
	case n.Kind != yaml.ScalarNode:
		return "this"
	case n.Style != 0:
		return strconv.Quote(n.Value)
	}
	return n.Value
}

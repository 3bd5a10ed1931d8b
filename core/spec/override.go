package spec

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// override puts the value of "path=value" into the tree. Its nodes name the
// argument as their source.
func (r *reader) override(root *yaml.Node, argument string) {
	s := &source{name: "--set " + argument}
	path, text, ok := strings.Cut(argument, "=")
	if !ok || path == "" {
		r.place(s, 0, 0, 0, flawf("this is not path=value").hinting("for example --set budget.images=2k"))
		return
	}
	if text == "" {
		r.place(s, 0, 0, 0, flawf("there is no value").hinting("null takes a key away"))
		return
	}
	value := r.tree(s, text)
	if value == nil {
		return
	}
	if f := r.put(root, strings.Split(path, "."), value, s); f != nil {
		r.place(s, 0, 0, 0, f)
	}
}

// put walks down path from n and sets what is there to value. Keys that are
// not there are made: whether they may be is for the reading to say.
func (r *reader) put(n *yaml.Node, path []string, value *yaml.Node, s *source) *flaw {
	slots, f := r.slots(n, path[0], s)
	for _, slot := range slots {
		if len(path) == 1 {
			*slot = r.copied(value, s)
			continue
		}
		if (*slot).Tag == "!!null" {
			*slot = r.newMapping(s)
		}
		if f := r.put(*slot, path[1:], value, s); f != nil {
			return f
		}
	}
	return f
}

// copied is a copy of n: runs that get one value may each have it changed
// afterwards.
func (r *reader) copied(n *yaml.Node, s *source) *yaml.Node {
	c := *n
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		c.Content[i] = r.copied(child, s)
	}
	r.from(s, &c)
	return &c
}

// slots are where a list or mapping keeps the nodes called step.
func (r *reader) slots(n *yaml.Node, step string, s *source) ([]**yaml.Node, *flaw) {
	switch n.Kind {
	case yaml.MappingNode:
		return []**yaml.Node{r.valueSlot(n, step, s)}, nil
	case yaml.SequenceNode:
		return elementSlots(n, step)
	}
	return nil, flawf("there is no %s in %q", step, n.Value).hinting("set the whole of it at once")
}

// valueSlot is that of a key, which is made if it is not there.
func (r *reader) valueSlot(mapping *yaml.Node, key string, s *source) **yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return &mapping.Content[i+1]
		}
	}
	k := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}
	v := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
	r.from(s, k)
	mapping.Content = append(mapping.Content, k, v)
	return &mapping.Content[len(mapping.Content)-1]
}

func (r *reader) newMapping(s *source) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	r.from(s, n)
	return n
}

// elementSlots are that of an element, by its index, or those of runs, by their
// label: entries on several datasets share one.
func elementSlots(sequence *yaml.Node, step string) ([]**yaml.Node, *flaw) {
	elements := sequence.Content
	if i, err := strconv.Atoi(step); err == nil {
		if i >= 0 && i < len(elements) {
			return []**yaml.Node{&elements[i]}, nil
		}
		return nil, flawf("there is no element %d", i).hinting("the list has %d, counted from 0", len(elements))
	}
	var slots []**yaml.Node
	var labels []string
	for i, element := range elements {
		label := writtenLabel(element)
		if label == step {
			slots = append(slots, &elements[i])
		}
		if label != "" && !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
	}
	if slots == nil {
		return nil, flawf("there is no element %q", step).hinting("%s", suggest(step, "labels", labels))
	}
	return slots, nil
}

// writtenLabel is the label of an entry of runs, or else its variant.
func writtenLabel(entry *yaml.Node) string {
	name := ""
	if entry.Kind != yaml.MappingNode {
		return name
	}
	for _, p := range pairs(entry) {
		switch {
		case p.key.Value == "label":
			return p.value.Value
		case p.key.Value == "variant":
			name = p.value.Value
		}
	}
	return name
}

package dataset

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
)

// metadataName is the file in which Hugging Face's imagefolder keeps what it knows
// of the pictures beside it: a JSON object a line.
const metadataName = "metadata.jsonl"

const (
	maxLine = 1 << 20 // bytes of one object
	// mostAttributes bounds the names that truth values may come under.
	mostAttributes = 1 << 12
)

// A description is what one line says of one picture.
type description struct {
	label      string          // "label": a text or a whole number
	labelled   bool            //
	attributes map[string]bool // every truth value
}

// parseMetadata reads a whole metadata file. Keys of the result are file names as
// they stand there.
func parseMetadata(r io.Reader) (map[string]description, error) {
	all := map[string]description{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		name, d, err := parseDescription(lines.Bytes())
		if err == nil && !fs.ValidPath(name) {
			err = fmt.Errorf("file_name is %q, not a path below this folder", name)
		}
		if _, twice := all[name]; err == nil && twice {
			err = fmt.Errorf("%q is here twice", name)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		all[name] = d
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n+1, err)
	}
	return all, nil
}

func parseDescription(line []byte) (string, description, error) {
	var fields map[string]any
	if err := json.Unmarshal(line, &fields); err != nil {
		return "", description{}, err
	}
	name, ok := fields["file_name"].(string)
	if !ok {
		return "", description{}, errors.New("no file_name")
	}
	d := description{attributes: map[string]bool{}}
	switch label := fields["label"].(type) {
	case string:
		d.label, d.labelled = label, true
	case float64:
		if label != float64(int32(label)) {
			return "", description{}, fmt.Errorf("label is %v, neither a text nor a whole number", label)
		}
		d.label, d.labelled = strconv.Itoa(int(label)), true
	}
	for key, v := range fields {
		if b, ok := v.(bool); ok {
			d.attributes[key] = b
		}
	}
	if len(d.attributes) > mostAttributes {
		return "", description{}, fmt.Errorf("%d truth values, more than %d", len(d.attributes), mostAttributes)
	}
	return name, d, nil
}

// describe takes classes and attributes from metadata files.
func (c *collection) describe(t tree, files []string) error {
	all := map[string]description{}
	for _, file := range files {
		b, err := t.read(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		some, err := parseMetadata(bytes.NewReader(b))
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		for name, d := range some {
			all[path.Join(path.Dir(file), name)] = d
		}
	}
	if err := c.agrees(all); err != nil {
		return err
	}
	c.names(all)
	for i, it := range c.items {
		d := all[it.name]
		c.items[i].class = slices.Index(c.classes, d.label)
		c.items[i].attributes = make([]uint8, len(c.attributes))
		for j, name := range c.attributes {
			c.items[i].attributes[j] = bit(d.attributes[name])
		}
	}
	return nil
}

// agrees refuses pictures that are not described, descriptions without a picture,
// and labels that only some have.
func (c *collection) agrees(all map[string]description) error {
	var undescribed, unlabelled, missing []string
	there := map[string]bool{}
	labelled := 0
	for _, it := range c.items {
		there[it.name] = true
		d, ok := all[it.name]
		switch {
		case !ok:
			undescribed = append(undescribed, it.name)
		case d.labelled:
			labelled++
		default:
			unlabelled = append(unlabelled, it.name)
		}
	}
	for name := range all {
		if !there[name] {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	var problems []error
	problem := func(what string, names []string) {
		if len(names) > 0 {
			problems = append(problems, fmt.Errorf("%s %s: %s", metadataName, what, quoted(names)))
		}
	}
	problem("names files that are not there", missing)
	problem("says nothing of", undescribed)
	if labelled > 0 {
		problem("gives others a label, but not", unlabelled)
	}
	return errors.Join(problems...)
}

// names collects labels and attributes, each in order.
func (c *collection) names(all map[string]description) {
	classes, attributes := map[string]bool{}, map[string]bool{}
	for _, d := range all {
		if d.labelled {
			classes[d.label] = true
		}
		for name := range d.attributes {
			attributes[name] = true
		}
	}
	for name := range classes {
		c.classes = append(c.classes, name)
	}
	for name := range attributes {
		c.attributes = append(c.attributes, name)
	}
	slices.SortFunc(c.classes, byNumber)
	slices.Sort(c.attributes)
}

// byNumber orders names, those that are numbers by their value.
func byNumber(a, b string) int {
	m, err1 := strconv.Atoi(a)
	n, err2 := strconv.Atoi(b)
	if err1 == nil && err2 == nil {
		return m - n
	}
	if a < b {
		return -1
	}
	return 1
}

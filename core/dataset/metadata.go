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

// MetadataName is the file in which Hugging Face's imagefolder keeps what it knows
// of the pictures beside it: a JSON object a line.
const MetadataName = "metadata.jsonl"

const (
	maxLine = 1 << 20 // bytes of one object
	// mostAttributes bounds the names that truth values may come under.
	mostAttributes = 1 << 12
)

// A Description is what one line says of one picture.
type Description struct {
	Line       int             // from 1
	Label      string          // "label": a text or a whole number
	Labelled   bool            //
	Attributes map[string]bool // every truth value
	// Source and Domain say of a translation what image of the test split it is
	// made of, "source", and what domain it was asked for, "domain". A dataset
	// takes no notice of them. Source is -1 and Domain empty where nothing is said.
	Source int
	Domain string
}

// ParseMetadata reads a whole metadata file. Keys of the result are file names as
// they stand there.
func ParseMetadata(r io.Reader) (map[string]Description, error) {
	all := map[string]Description{}
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
		d.Line = n
		all[name] = d
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n+1, err)
	}
	return all, nil
}

func parseDescription(line []byte) (string, Description, error) {
	var fields map[string]any
	if err := json.Unmarshal(line, &fields); err != nil {
		return "", Description{}, err
	}
	name, ok := fields["file_name"].(string)
	if !ok {
		return "", Description{}, errors.New("no file_name")
	}
	d := Description{Source: -1, Attributes: map[string]bool{}}
	d.Domain, _ = fields["domain"].(string)
	switch label := fields["label"].(type) {
	case string:
		d.Label, d.Labelled = label, true
	case float64:
		if label != float64(int32(label)) {
			return "", Description{}, fmt.Errorf("label is %v, neither a text nor a whole number", label)
		}
		d.Label, d.Labelled = strconv.Itoa(int(label)), true
	}
	if source, ok := fields["source"].(float64); ok && source >= 0 && source == float64(int32(source)) {
		d.Source = int(source)
	}
	for key, v := range fields {
		if b, ok := v.(bool); ok {
			d.Attributes[key] = b
		}
	}
	if len(d.Attributes) > mostAttributes {
		return "", Description{}, fmt.Errorf("%d truth values, more than %d", len(d.Attributes), mostAttributes)
	}
	return name, d, nil
}

// describe takes classes and attributes from metadata files.
func (c *collection) describe(t tree, files []string) error {
	all := map[string]Description{}
	for _, file := range files {
		b, err := t.read(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		some, err := ParseMetadata(bytes.NewReader(b))
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
		c.items[i].class = slices.Index(c.classes, d.Label)
		c.items[i].attributes = make([]uint8, len(c.attributes))
		for j, name := range c.attributes {
			c.items[i].attributes[j] = bit(d.Attributes[name])
		}
	}
	return nil
}

// agrees refuses pictures that are not described, descriptions without a picture,
// and labels that only some have.
func (c *collection) agrees(all map[string]Description) error {
	var undescribed, unlabelled, missing []string
	there := map[string]bool{}
	labelled := 0
	for _, it := range c.items {
		there[it.name] = true
		d, ok := all[it.name]
		switch {
		case !ok:
			undescribed = append(undescribed, it.name)
		case d.Labelled:
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
			problems = append(problems, fmt.Errorf("%s %s: %s", MetadataName, what, quoted(names)))
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
func (c *collection) names(all map[string]Description) {
	classes, attributes := map[string]bool{}, map[string]bool{}
	for _, d := range all {
		if d.Labelled {
			classes[d.Label] = true
		}
		for name := range d.Attributes {
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

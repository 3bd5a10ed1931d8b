package answers

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"gander/core/dataset"
	"gander/core/eval"
	"gander/plugins/variant"
)

// byMetadata tells by what metadata say of each picture.
func (f *Folder) byMetadata(names []string, described map[string]dataset.Description) error {
	if f.Task == "" {
		f.Task = f.meant(described)
	}
	folders := besides(f.Task)
	if f.Task == variant.Image { // pictures of any task may be judged as plain ones
		folders = slices.Concat(besides(variant.LabelToImage), besides(variant.DomainToDomain))
	}
	names = f.setAside(names, folders, func(name string) bool { _, told := described[name]; return told })
	if err := agree(names, described); err != nil {
		return err
	}
	order := slices.SortedFunc(maps.Keys(described), func(a, b string) int {
		return cmp.Compare(described[a].Line, described[b].Line)
	})
	var problems []error
	for _, name := range order {
		q, err := f.question(described[name])
		if err != nil {
			problems = append(problems, fmt.Errorf("line %d: %w", described[name].Line, err))
		}
		f.pictures = append(f.pictures, picture{name, q})
	}
	return first(problems)
}

// meant is the task that metadata have all that is needed for.
func (f *Folder) meant(described map[string]dataset.Description) variant.Task {
	any := func(is func(dataset.Description) bool) bool {
		return slices.ContainsFunc(slices.Collect(maps.Values(described)), is)
	}
	switch {
	case any(func(d dataset.Description) bool { return d.Domain != "" }):
		return variant.DomainToDomain
	case any(func(d dataset.Description) bool { return d.Source >= 0 }):
		return variant.AttributeTo
	case any(func(d dataset.Description) bool { return d.Labelled }):
		return variant.LabelToImage
	}
	return variant.Image
}

// agree refuses pictures without a line and lines without a picture.
func agree(names []string, described map[string]dataset.Description) error {
	var missing, silent []string
	there := map[string]bool{}
	for _, name := range names {
		there[name] = true
		if _, ok := described[name]; !ok {
			silent = append(silent, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(described)) {
		if !there[name] {
			missing = append(missing, name)
		}
	}
	var problems []error
	if len(missing) > 0 {
		problems = append(problems, fmt.Errorf("%s names pictures that are not there: %s", dataset.MetadataName, quoted(missing)))
	}
	if len(silent) > 0 {
		problems = append(problems, fmt.Errorf("%s says nothing of %s", dataset.MetadataName, quoted(silent)))
	}
	return errors.Join(problems...)
}

// question is what a line says was asked.
func (f *Folder) question(d dataset.Description) (eval.Question, error) {
	q := eval.Question{Source: -1, Label: -1, Domain: -1}
	var problems []error
	if f.Task == variant.DomainToDomain || f.Task == variant.AttributeTo {
		if q.Source = d.Source; d.Source < 0 || d.Source >= f.test.Rows {
			problems = append(problems, fmt.Errorf("source is not the number of an image of the test split, 0 to %d", f.test.Rows-1))
		}
	}
	switch f.Task {
	case variant.LabelToImage:
		if q.Label = slices.Index(f.test.Classes, d.Label); q.Label < 0 {
			problems = append(problems, fmt.Errorf("label is %q, the dataset's classes are %s", d.Label, orNone(f.test.Classes)))
		}
	case variant.DomainToDomain:
		if q.Domain = slices.Index(f.test.Domains, d.Domain); q.Domain < 0 {
			problems = append(problems, fmt.Errorf("domain is %q, the dataset's domains are %s", d.Domain, orNone(f.test.Domains)))
		}
	case variant.AttributeTo:
		if len(f.test.Attributes) == 0 {
			problems = append(problems, errors.New("there is a source and no domain, and the dataset has no attributes"))
		}
		for _, name := range f.test.Attributes {
			v, ok := d.Attributes[name]
			if !ok {
				problems = append(problems, fmt.Errorf("attribute %q is neither true nor false", name))
			}
			q.Attributes = append(q.Attributes, bit(v))
		}
	}
	return q, errors.Join(problems...)
}

func bit(v bool) byte {
	if v {
		return 1
	}
	return 0
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return quoted(names)
}

// first joins as many problems as a person reads.
func first(problems []error) error {
	const most = 8
	if more := len(problems) - most; more > 0 {
		problems = append(problems[:most], fmt.Errorf("and %d more lines", more))
	}
	return errors.Join(problems...)
}

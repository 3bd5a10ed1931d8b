package answers

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"gander/core/eval"
	"gander/plugins/variant"
)

// fit says why pictures do not all lie in folders of these names.
func (f *Folder) fit(names, folders []string) error {
	if len(folders) == 0 {
		return errors.New("the dataset has none")
	}
	var loose, strange []string
	for _, name := range names {
		switch folder := top(name); {
		case folder == "":
			loose = append(loose, name)
		case !slices.Contains(folders, folder) && !slices.Contains(strange, folder):
			strange = append(strange, folder)
		}
	}
	var problems []error
	if len(loose) > 0 {
		problems = append(problems, fmt.Errorf("pictures lie beside the folders: %s", quoted(loose)))
	}
	if len(strange) > 0 {
		problems = append(problems, fmt.Errorf("folders are neither of %s: %s", quoted(folders), quoted(strange)))
	}
	return errors.Join(problems...)
}

// unnumbered says which names are not those of images of the test split.
func (f *Folder) unnumbered(names []string) error {
	var without []string
	for _, name := range names {
		if f.number(name) < 0 {
			without = append(without, name)
		}
	}
	if len(without) > 0 {
		return fmt.Errorf("these names are not the number of an image of the test split, 0 to %d: %s", f.test.Rows-1, quoted(without))
	}
	return nil
}

// number is the image of the test split that a file is named by, or -1.
func (f *Folder) number(name string) int {
	base := path.Base(name)
	n, err := strconv.Atoi(strings.TrimSuffix(base, path.Ext(base)))
	if err != nil || n >= f.test.Rows {
		return -1
	}
	return max(n, -1)
}

// knows says whether a file lies in a folder that is called like a class or a domain.
func (f *Folder) knows(name string) bool {
	return slices.Contains(f.test.Classes, top(name)) || slices.Contains(f.test.Domains, top(name))
}

// top is the folder that a file lies in, the outermost one; empty if it lies in none.
func top(name string) string {
	folder, _, below := strings.Cut(name, "/")
	if !below {
		return ""
	}
	return folder
}

// byName is what a picture's folder says.
func (f *Folder) byName(name string) eval.Question {
	q := eval.Question{Source: -1, Label: -1, Domain: -1}
	switch f.Task {
	case variant.LabelToImage:
		q.Label = slices.Index(f.test.Classes, top(name))
	case variant.DomainToDomain:
		q.Source, q.Domain = f.number(name), slices.Index(f.test.Domains, top(name))
	}
	return q
}

// quoted lists names for a person, the first ones.
func quoted(names []string) string {
	const most = 8
	var parts []string
	for _, name := range names[:min(len(names), most)] {
		parts = append(parts, strconv.Quote(name))
	}
	if more := len(names) - most; more > 0 {
		parts = append(parts, fmt.Sprintf("%d more", more))
	}
	return strings.Join(parts, ", ")
}

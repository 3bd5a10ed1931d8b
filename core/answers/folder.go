package answers

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"gander/core/dataset"
	"gander/core/eval"
	"gander/core/nn/num"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A Folder is pictures and what they answer.
type Folder struct {
	Task     variant.Task
	dir      string
	test     data.Header
	pictures []picture
	// beside are pictures that answer nothing themselves, by the folder that they lie in
	// and the name there.
	beside map[string]map[string]string
	// again says that a picture answers its question as often as it is asked.
	again bool
}

// A picture has a name below the folder, with slashes.
type picture struct {
	name     string
	question eval.Question
}

// Open finds out what the pictures in a folder answer, of a judge whose test split
// has the header; as a task, or as the one that they fit if task is empty. It reads
// no picture. An error names all that is wrong, with Ambiguous for pictures that fit
// more than one task or fit one in part.
func Open(dir string, test data.Header, task variant.Task) (*Folder, error) {
	names, err := pictureFiles(dir)
	if err != nil {
		return nil, err
	}
	f := &Folder{Task: task, dir: dir, test: test, beside: map[string]map[string]string{}}
	switch described, err := f.metadata(); {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", dataset.MetadataName, err)
	case described != nil:
		err = f.byMetadata(names, described)
		return f, err
	}
	return f, f.byFolders(names)
}

// metadata is nil if there is none.
func (f *Folder) metadata() (map[string]dataset.Description, error) {
	file, err := os.Open(filepath.Join(f.dir, dataset.MetadataName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close() // it was only read
	return dataset.ParseMetadata(file)
}

// An Ambiguous folder could be meant in several ways.
type Ambiguous struct{ Reason string }

// Error implements error.
func (a *Ambiguous) Error() string { return a.Reason }

// byFolders tells by the folders that pictures lie in.
func (f *Folder) byFolders(names []string) error {
	_, drawn := apart(names, besides(variant.LabelToImage), f.knows)
	_, translated := apart(names, besides(variant.DomainToDomain), f.knows)
	classes, domains := f.fit(drawn, f.test.Classes), f.fit(translated, f.test.Domains)
	if domains == nil {
		domains = f.unnumbered(translated)
	}
	task, err := f.choose(classes, domains, names)
	if err != nil {
		return err
	}
	f.Task = task
	f.again = task == variant.DomainToDomain
	names = f.setAside(names, besides(task), f.knows)
	for _, k := range num.Permutation(num.NewStream(0, "pictures"), 0, len(names)) {
		f.pictures = append(f.pictures, picture{names[k], f.byName(names[k])})
	}
	return nil
}

// choose is the task that folders fit, or that was wished for: classes and domains
// say why they are not those, nil if they are.
func (f *Folder) choose(classes, domains error, names []string) (variant.Task, error) {
	switch f.Task {
	case variant.Image:
		return f.Task, nil
	case variant.LabelToImage:
		return f.Task, classes
	case variant.DomainToDomain:
		return f.Task, domains
	case variant.AttributeTo:
		return f.Task, fmt.Errorf("there is no %s, which alone can say what attributes were asked for", dataset.MetadataName)
	}
	switch known := slices.IndexFunc(names, f.knows); {
	case classes == nil && domains == nil:
		return "", &Ambiguous{"the folders are classes and domains alike, and the names are numbers: are they pictures of classes or translations of images of these numbers?"}
	case classes == nil:
		return variant.LabelToImage, nil
	case domains == nil:
		return variant.DomainToDomain, nil
	case known >= 0:
		return "", &Ambiguous{fmt.Sprintf("there is a folder %q, as a class or domain of the dataset is called, but %v", top(names[known]), errors.Join(classes, domains))}
	}
	return variant.Image, nil
}

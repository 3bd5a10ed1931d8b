package answers

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

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
	walks    string                       // the folder of clips, empty if a class or domain is called so
	ways     map[string]map[string]string // ways back and frames of clips: by the folder that they lie in and the name there
	// again says that a picture answers its question as often as it is asked.
	again bool
}

// A picture has a name below the folder, with slashes.
type picture struct {
	name     string
	question eval.Question
}

// The folders of ways back, of pictures and of pictures with noise on them, and of the
// frames of clips.
const (
	backFolder  = "back"
	noisyFolder = "back-noisy"
	clipsFolder = "clips"
)

var wayFolders = []string{backFolder, noisyFolder, clipsFolder}

// Open finds out what the pictures in a folder answer, of a judge whose test split
// has the header; as a task, or as the one that they fit if task is empty. It reads
// no picture. An error names all that is wrong, with Ambiguous for pictures that fit
// more than one task or fit one in part.
func Open(dir string, test data.Header, task variant.Task) (*Folder, error) {
	names, err := pictureFiles(dir)
	if err != nil {
		return nil, err
	}
	f := &Folder{Task: task, dir: dir, test: test, ways: map[string]map[string]string{}}
	names = f.withoutWalks(names)
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
	ways, own := apart(names)
	classes, domains := f.fit(names, f.test.Classes), f.fit(own, f.test.Domains)
	if domains == nil {
		domains = f.unnumbered(own)
	}
	task, err := f.choose(classes, domains, names)
	if err != nil {
		return err
	}
	f.Task = task
	f.again = task == variant.DomainToDomain
	if f.again {
		names = own
		f.lead(ways)
	}
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
	switch known := f.known(names); {
	case classes == nil && domains == nil:
		return "", &Ambiguous{"the folders are classes and domains alike, and the names are numbers: are they pictures of classes or translations of images of these numbers?"}
	case classes == nil:
		return variant.LabelToImage, nil
	case domains == nil:
		return variant.DomainToDomain, nil
	case known != "":
		return "", &Ambiguous{fmt.Sprintf("there is a folder %q, as a class or domain of the dataset is called, but %v", known, errors.Join(classes, domains))}
	}
	return variant.Image, nil
}

// fit says why pictures do not all lie in folders of these names.
func (f *Folder) fit(names, folders []string) error {
	if len(folders) == 0 {
		return errors.New("the dataset has none")
	}
	var loose, strange []string
	for _, name := range names {
		top, _, below := strings.Cut(name, "/")
		switch {
		case !below:
			loose = append(loose, name)
		case !slices.Contains(folders, top) && !slices.Contains(strange, top):
			strange = append(strange, top)
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

// known is a folder that is called like a class or a domain, if there is any.
func (f *Folder) known(names []string) string {
	for _, name := range names {
		top, _, below := strings.Cut(name, "/")
		if below && (slices.Contains(f.test.Classes, top) || slices.Contains(f.test.Domains, top)) {
			return top
		}
	}
	return ""
}

// byName is what a picture's folder says.
func (f *Folder) byName(name string) eval.Question {
	q := eval.Question{Source: -1, Label: -1, Domain: -1}
	top, _, _ := strings.Cut(name, "/")
	switch f.Task {
	case variant.LabelToImage:
		q.Label = slices.Index(f.test.Classes, top)
	case variant.DomainToDomain:
		q.Source, q.Domain = f.number(name), slices.Index(f.test.Domains, top)
	}
	return q
}

// apart takes the names of ways back and of frames of clips out of names.
func apart(names []string) (ways, own []string) {
	for _, name := range names {
		if top, _, below := strings.Cut(name, "/"); below && slices.Contains(wayFolders, top) {
			ways = append(ways, name)
		} else {
			own = append(own, name)
		}
	}
	return ways, own
}

// lead takes up ways back and frames of clips.
func (f *Folder) lead(names []string) {
	for _, name := range names {
		top, of, _ := strings.Cut(name, "/")
		if f.ways[top] == nil {
			f.ways[top] = map[string]string{}
		}
		f.ways[top][of] = name
	}
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

package dataset

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// celebaSource is CelebA: aligned faces in a folder or a zip, a list of forty
// attributes and, where it is, the list of the official splits.
type celebaSource struct{}

var celebaOptions = pictureOptions{size: 64, channels: colour, attributes: true, files: true}

const (
	celebaPictures   = "img_align_celeba"
	celebaAttributes = "list_attr_celeba.txt"
	celebaPartition  = "list_eval_partition.txt"
)

func (celebaSource) About() About {
	return About{
		Name:    "celeba",
		Summary: "CelebA: img_align_celeba (folder or .zip), list_attr_celeba.txt and list_eval_partition.txt in one folder",
		Licence: celebaLicence,
		Version: "1",
		Kind:    data.KindImage,
		Tasks:   []variant.Task{variant.Image, variant.DomainToDomain, variant.AttributeTo},
		Options: celebaOptions.with(variant.ParamSpec{Name: optionPath, Kind: variant.String, Default: "",
			Doc: "folder of the pictures and the lists; empty for what gander dataset get celeba has fetched"}),
	}
}

const celebaLicence = "CelebA agreement: non-commercial research only"

func (celebaSource) Check(p variant.Params) []*variant.ParamError { return celebaOptions.check(p) }

func (celebaSource) Open(ctx context.Context, p variant.Params) (Reading, error) {
	if p.String(optionPath) == "" {
		d, err := FindNamed("celeba")
		if err != nil {
			return Reading{}, err
		}
		return d.Open(ctx, p)
	}
	f, err := openCelebA(p.String(optionPath))
	if err != nil {
		return Reading{}, err
	}
	r, err := fileReading(f.pictures, f.names, "celeba", p, f.collection)
	if err != nil {
		return Reading{}, errors.Join(err, f.lists.close())
	}
	lists, err := f.lists.fingerprint(f.listNames())
	if err != nil {
		return Reading{}, errors.Join(err, r.Close(), f.lists.close())
	}
	r.Fingerprint += "-" + lists
	r.Close = f.close
	return r, nil
}

func (f celebaFiles) close() error { return errors.Join(f.pictures.close(), f.lists.close()) }

// celebaFiles is where the parts of CelebA lie.
type celebaFiles struct {
	lists     tree
	pictures  tree
	names     []string // of the pictures, in pictures
	partition bool     // there is a list of splits
}

func openCelebA(place string) (celebaFiles, error) {
	f := celebaFiles{}
	var err error
	if f.lists, err = openTree(place); err != nil {
		return f, err
	}
	if _, err := fs.Stat(f.lists, celebaAttributes); err != nil {
		return f, errors.Join(fmt.Errorf("%s has no %s", place, celebaAttributes), f.lists.close())
	}
	_, err = fs.Stat(f.lists, celebaPartition)
	f.partition = err == nil
	f.pictures, err = openTree(filepath.Join(place, celebaPictures))
	if err != nil {
		f.pictures, err = openTree(filepath.Join(place, celebaPictures+".zip"))
	}
	if err != nil {
		return f, errors.Join(fmt.Errorf("%s has neither %s nor %s.zip", place, celebaPictures, celebaPictures), f.lists.close())
	}
	names, err := f.pictures.files(".")
	f.names = pictureNames(names)
	return f, err
}

func (f celebaFiles) listNames() []string {
	if f.partition {
		return []string{celebaAttributes, celebaPartition}
	}
	return []string{celebaAttributes}
}

// collection joins pictures and lists by the names of the files.
func (f celebaFiles) collection() (collection, error) {
	attributes, rows, err := readList(f.lists, celebaAttributes, parseAttributes)
	if err != nil {
		return collection{}, err
	}
	splits := map[string]string{}
	if f.partition {
		if _, splits, err = readList(f.lists, celebaPartition, parsePartition); err != nil {
			return collection{}, err
		}
	}
	c := collection{attributes: attributes, pictures: f.pictures.pictures}
	var unlisted []string
	for _, name := range f.names {
		base := path.Base(name)
		row, ok := rows[base]
		split, divided := splits[base]
		if !ok || f.partition && !divided {
			unlisted = append(unlisted, base)
			continue
		}
		c.items = append(c.items, item{name: name, split: split, attributes: row})
	}
	if len(unlisted) > 0 {
		return collection{}, fmt.Errorf("the lists say nothing of %s", quoted(unlisted))
	}
	return c, nil
}

func readList[T any](t tree, name string, parse func(io.Reader) ([]string, map[string]T, error)) ([]string, map[string]T, error) {
	f, err := t.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close() // it was only read
	names, rows, err := parse(f)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return names, rows, nil
}

// parseAttributes reads the number of pictures, the names of the attributes, and
// for each picture its file and -1 or 1 for each attribute.
func parseAttributes(r io.Reader) ([]string, map[string][]uint8, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	if !lines.Scan() {
		return nil, nil, errors.Join(errors.New("it is empty"), lines.Err())
	}
	count, err := strconv.Atoi(strings.TrimSpace(lines.Text()))
	if err != nil || count < 1 || !lines.Scan() {
		return nil, nil, errors.New("it does not begin with a number of pictures and a line of names")
	}
	names := strings.Fields(lines.Text())
	if twice := firstRepeated(names); twice != "" || len(names) == 0 || len(names) > mostAttributes {
		return nil, nil, fmt.Errorf("%d attributes, %q twice", len(names), twice)
	}
	rows := map[string][]uint8{}
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		row, err := attributeRow(words, len(names))
		if err != nil {
			return nil, nil, fmt.Errorf("line %d: %w", len(rows)+3, err)
		}
		rows[words[0]] = row
	}
	if lines.Err() == nil && len(rows) != count {
		return nil, nil, fmt.Errorf("%d pictures, its first line says %d", len(rows), count)
	}
	return names, rows, lines.Err()
}

func attributeRow(words []string, n int) ([]uint8, error) {
	if len(words) != n+1 {
		return nil, fmt.Errorf("%d values, there are %d attributes", len(words)-1, n)
	}
	row := make([]uint8, n)
	for i, w := range words[1:] {
		switch w {
		case "1":
			row[i] = 1
		case "-1", "0":
		default:
			return nil, fmt.Errorf("%q is neither -1 nor 1", w)
		}
	}
	return row, nil
}

// parsePartition reads for each picture its file and 0, 1 or 2: train, validation
// or test. It has no names.
func parsePartition(r io.Reader) ([]string, map[string]string, error) {
	splits := map[string]string{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		if len(words) != 2 || len(words[1]) != 1 || words[1] < "0" || words[1] > "2" {
			return nil, nil, fmt.Errorf("line %d: %.80q is no file and split", n, lines.Text())
		}
		splits[words[0]] = splitNames[words[1][0]-'0']
	}
	return nil, splits, lines.Err()
}

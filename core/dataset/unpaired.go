package dataset

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// unpairedSource is two domains of pictures that do not correspond, in the folders
// of CycleGAN: trainA, trainB, testA, testB.
type unpairedSource struct{}

var unpairedOptions = pictureOptions{size: 64, channels: colour, domains: true, files: true}

const (
	optionNameA = "a"
	optionNameB = "b"
)

func (unpairedSource) About() About {
	return About{
		Name:    "unpaired",
		Summary: "two domains that do not correspond: a folder or zip with trainA, trainB, testA and testB",
		Version: "1",
		Kind:    data.KindImage,
		Tasks:   []variant.Task{variant.Image, variant.DomainToDomain},
		Options: append([]variant.ParamSpec{pathOption("folder or zip archive that has trainA and trainB, or a single folder that has"),
			{Name: optionNameA, Kind: variant.String, Default: "A", Doc: "name of the first domain"},
			{Name: optionNameB, Kind: variant.String, Default: "B", Doc: "name of the second domain"},
		}, unpairedOptions.with()...),
	}
}

func (unpairedSource) Check(p variant.Params) []*variant.ParamError {
	problems := unpairedOptions.check(p)
	if p.String(optionNameA) == p.String(optionNameB) || p.String(optionNameA) == "" || p.String(optionNameB) == "" {
		problems = append(problems, &variant.ParamError{Name: optionNameB, Problem: "and a must be two different names"})
	}
	return problems
}

func (unpairedSource) Open(_ context.Context, p variant.Params) (Reading, error) {
	t, err := openTree(p.String(optionPath))
	if err != nil {
		return Reading{}, err
	}
	names, err := t.files(".")
	if err != nil {
		return Reading{}, errors.Join(err, t.close())
	}
	names = pictureNames(names)
	return fileReading(t, names, "unpaired", p, func() (collection, error) {
		return unpairedCollection(t, names, []string{p.String(optionNameA), p.String(optionNameB)})
	})
}

// unpairedCollection takes the pictures whose folder says split and domain.
func unpairedCollection(t tree, names, domains []string) (collection, error) {
	c := collection{domains: domains, pictures: t.pictures}
	root := ""
	var trained [2]int
	for _, name := range names {
		dir := path.Dir(name)
		split, domain := sideOf(path.Base(dir))
		if split == "" {
			continue
		}
		if above := path.Dir(dir); root == "" {
			root = above
		} else if above != root {
			return collection{}, fmt.Errorf("both %s and %s have folders like trainA", root, above)
		}
		if split == data.Train {
			trained[domain]++
		}
		c.items = append(c.items, item{name: name, split: split, domain: domain})
	}
	var missing []string
	for i, folder := range []string{"trainA", "trainB"} {
		if trained[i] == 0 {
			missing = append(missing, folder)
		}
	}
	if len(missing) > 0 {
		return collection{}, fmt.Errorf("no pictures in %s", strings.Join(missing, " and "))
	}
	return c, nil
}

// sideOf reads a folder's name: trainA, testB, valA.
func sideOf(folder string) (split string, domain int) {
	if folder == "" {
		return "", 0
	}
	split = splitOf(folder[:len(folder)-1])
	switch folder[len(folder)-1] {
	case 'A':
		return split, 0
	case 'B':
		return split, 1
	}
	return "", 0
}

package dataset

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"gander/plugins/variant/data"
)

// idxPair is the two files of one split.
type idxPair struct{ split, images, labels string }

// idxPairs finds the files whose names say what they are, anywhere in the tree.
func idxPairs(t tree, part string) ([]idxPair, error) {
	names, err := t.files(".")
	if err != nil {
		return nil, err
	}
	var pairs []idxPair
	for _, images := range names {
		base := strings.ToLower(path.Base(images))
		if !strings.Contains(base, part) || !strings.Contains(base, "images") || !strings.Contains(base, "ubyte") {
			continue
		}
		labels := labelsOf(images, names)
		if labels == "" {
			return nil, fmt.Errorf("%s: %s has no file of labels beside it", t.place, images)
		}
		split := data.Train
		if strings.Contains(base, "t10k") || strings.Contains(base, "test") {
			split = data.Test
		}
		if slices.ContainsFunc(pairs, func(p idxPair) bool { return p.split == split }) {
			return nil, fmt.Errorf("%s has several sets of pictures; choose one by %s: %s", t.place, optionPart, quoted(idxParts(names)))
		}
		pairs = append(pairs, idxPair{split, images, labels})
	}
	if len(pairs) == 0 {
		return nil, fmt.Errorf("%s has no files called like train-images-idx3-ubyte or train-images-idx3-ubyte.gz", t.place)
	}
	return pairs, nil
}

// labelsOf finds images-idx3's labels-idx1, packed or not.
func labelsOf(images string, names []string) string {
	dir, base := path.Split(images)
	want := dir + strings.TrimSuffix(strings.NewReplacer("images", "labels", "idx3", "idx1").Replace(base), ".gz")
	for _, name := range []string{want, want + ".gz"} {
		if slices.Contains(names, name) {
			return name
		}
	}
	return ""
}

// idxParts are what could tell the sets of a folder apart: "letters" of
// emnist-letters-train-images-idx3-ubyte.gz.
func idxParts(names []string) []string {
	var parts []string
	for _, name := range names {
		words := strings.Split(path.Base(name), "-")
		if len(words) > 4 && strings.Contains(name, "images") && !slices.Contains(parts, words[1]) {
			parts = append(parts, words[1])
		}
	}
	return parts
}

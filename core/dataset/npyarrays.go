package dataset

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"gander/plugins/variant/data"
)

// arrayPair is the arrays of one split; split is empty where the seed divides.
type arrayPair struct{ split, rows, labels string }

// openArrays finds the arrays, in a tree whose files they are.
func openArrays(place, rows, labels string) (t tree, pairs []arrayPair, files []string, err error) {
	if strings.EqualFold(filepath.Ext(place), ".npy") {
		t, err = openTree(filepath.Dir(place))
		pairs = []arrayPair{{rows: filepath.Base(place), labels: labels}}
	} else {
		if t, err = openTree(place); err == nil {
			files, err = t.files(".")
		}
		if err == nil {
			pairs, err = namedArrays(files, rows, labels)
		}
	}
	if err != nil {
		return t, nil, nil, fmt.Errorf("%s: %w", place, err)
	}
	files = nil
	for _, p := range pairs {
		if files = append(files, p.rows); p.labels != "" {
			files = append(files, p.labels)
		}
	}
	return t, pairs, files, nil
}

// usualNames are what arrays are called, by split: rows, labels.
var usualNames = map[string][][2]string{
	data.Train:      {{"x_train", "y_train"}, {"train_images", "train_labels"}},
	data.Validation: {{"x_val", "y_val"}, {"val_images", "val_labels"}},
	data.Test:       {{"x_test", "y_test"}, {"test_images", "test_labels"}},
	"":              {{"images", "labels"}, {"x", "y"}, {"X", "y"}, {"data", "labels"}, {"samples", "labels"}, {"arr_0", "arr_1"}},
}

// namedArrays chooses among the arrays of an archive.
func namedArrays(files []string, rows, labels string) ([]arrayPair, error) {
	has := func(name string) string {
		if name != "" && slices.Contains(files, name+".npy") {
			return name + ".npy"
		}
		return ""
	}
	if rows != "" {
		if has(rows) == "" || labels != "" && has(labels) == "" {
			return nil, fmt.Errorf("it has no array %s; it has %s", quoted([]string{rows, labels}), quoted(files))
		}
		return []arrayPair{{rows: has(rows), labels: has(labels)}}, nil
	}
	var pairs []arrayPair
	for _, split := range append(splitNames, "") {
		for _, names := range usualNames[split] {
			if has(names[0]) != "" && (split != "" || pairs == nil) {
				pairs = append(pairs, arrayPair{split, has(names[0]), has(names[1])})
			}
		}
	}
	if len(pairs) == 0 {
		return nil, fmt.Errorf("choose its array by %s: it has %s", optionArray, quoted(files))
	}
	return pairs, nil
}

package dataset

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// optionPath is where a source's files lie.
const optionPath = "path"

const (
	// maxFile bounds what is read into memory of one picture's file.
	maxFile = 256 << 20
	// maxEntries bounds the number of files in a folder or an archive.
	maxEntries = 10 << 20
)

// A tree is a folder or a zip archive, read alike. Nothing of an archive is ever
// unpacked, so names that lead out of it lead nowhere.
type tree struct {
	fs.FS
	place string // for a person
	close func() error
}

// openTree opens the folder or the zip archive at a path.
func openTree(place string) (tree, error) {
	info, err := os.Stat(place)
	if err != nil {
		return tree{}, err
	}
	if info.IsDir() {
		return tree{os.DirFS(place), place, func() error { return nil }}, nil
	}
	r, err := zip.OpenReader(place)
	if errors.Is(err, zip.ErrFormat) {
		return tree{}, fmt.Errorf("%s is neither a folder nor a zip archive", place)
	}
	if err != nil {
		return tree{}, fmt.Errorf("open %s: %w", place, err)
	}
	if len(r.File) > maxEntries {
		return tree{}, errors.Join(fmt.Errorf("%s has %d files, more than %d", place, len(r.File), maxEntries), r.Close())
	}
	return tree{r, place, r.Close}, nil
}

// read gives a whole file of at most maxFile bytes.
func (t tree) read(name string) ([]byte, error) {
	f, err := t.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = fmt.Errorf("more than %d bytes", maxFile)
	}
	return b, err
}

// files lists all files below dir in the order of their names, without hidden
// ones.
func (t tree) files(dir string) ([]string, error) {
	var names []string
	err := fs.WalkDir(t, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name != dir && hidden(d.Name()) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if len(names) == maxEntries {
			return fmt.Errorf("%s has more than %d files", t.place, maxEntries)
		}
		if !d.IsDir() {
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

// hidden are files that systems leave in folders and archives.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") && name != "." || name == "__MACOSX" || name == "Thumbs.db" || name == "desktop.ini"
}

// fingerprint is a hash of the given files' names and contents.
func (t tree) fingerprint(names []string) (string, error) {
	all := sha256.New()
	hashes := inOrder(each(names), func(name string) ([]byte, error) {
		sum := sha256.New()
		if err := t.copy(sum, name); err != nil {
			return nil, err
		}
		return sum.Sum(nil), nil
	})
	i := 0
	for sum, err := range hashes {
		if err != nil {
			return "", err
		}
		fmt.Fprintf(all, "%q %x\n", names[i], sum)
		i++
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}

func (t tree) copy(w hash.Hash, name string) error {
	f, err := t.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err = io.Copy(w, f); err != nil {
		return fmt.Errorf("read %s: %w", path.Join(t.place, name), err)
	}
	return nil
}

// each yields the elements of a list.
func each[T any](list []T) func(func(T, error) bool) {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// emptyFolders are those beside the folders of the given files that hold none.
func (t tree) emptyFolders(files []folderFile) ([]string, error) {
	full := map[string]bool{}
	parents := map[string]bool{}
	for _, f := range files {
		if f.class == "" {
			continue
		}
		full[f.folder()] = true
		parents[path.Dir(f.folder())] = true
	}
	var empty []string
	for parent := range parents {
		entries, err := fs.ReadDir(t, parent)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if name := path.Join(parent, e.Name()); e.IsDir() && !hidden(e.Name()) && !full[name] {
				empty = append(empty, name)
			}
		}
	}
	slices.Sort(empty)
	return empty, nil
}

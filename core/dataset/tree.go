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
	"path/filepath"
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
// unpacked to disk.
type tree struct {
	fs.FS
	place string // for a person
	close func() error
}

// openTree opens the folder or the zip archive at a path.
func openTree(place string) (tree, error) {
	info, err := os.Stat(place)
	if errors.Is(err, fs.ErrNotExist) {
		return tree{}, noPlace(place)
	}
	if err != nil {
		return tree{}, err
	}
	if info.IsDir() {
		return tree{os.DirFS(place), place, func() error { return nil }}, nil
	}
	if !info.Mode().IsRegular() {
		return tree{}, fmt.Errorf("%s is neither a folder nor a zip archive", place)
	}
	r, err := zip.OpenReader(place)
	if errors.Is(err, zip.ErrFormat) {
		return tree{}, fmt.Errorf("%s is neither a folder nor a zip archive", place)
	}
	if err != nil {
		return tree{}, fmt.Errorf("open %s: %w", place, err)
	}
	if err := checkArchive(r.File, info.Size()); err != nil {
		return tree{}, errors.Join(fmt.Errorf("%s: %w", place, err), r.Close())
	}
	return tree{r, place, r.Close}, nil
}

// noPlace is the error of a path where nothing is; a relative one is told in full.
func noPlace(place string) error {
	whole, err := filepath.Abs(place)
	if err != nil || whole == place {
		return fmt.Errorf("%s: there is nothing at %s", optionPath, place)
	}
	return fmt.Errorf("%s: there is nothing at %s, which is %s here", optionPath, place, whole)
}

// Open opens a regular file or a folder. Anything else, such as a pipe or a
// device that a link leads to, could keep the reader waiting for ever.
func (t tree) Open(name string) (fs.File, error) {
	info, err := fs.Stat(t.FS, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() && !info.IsDir() {
		return nil, errors.New("it is neither a file nor a folder")
	}
	return t.FS.Open(name)
}

// openRegular opens a file by its path, as Open does.
func openRegular(place string) (fs.File, error) {
	return tree{FS: os.DirFS(filepath.Dir(place))}.Open(filepath.Base(place))
}

// read gives a whole file of at most maxFile bytes.
func (t tree) read(name string) ([]byte, error) {
	f, err := t.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readMost(f)
}

func readMost(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = fmt.Errorf("more than %d bytes", maxFile)
	}
	return b, err
}

// files lists all files below dir in the order of their names, without hidden
// ones. It follows links to folders, but not those that lead back up.
func (t tree) files(dir string) ([]string, error) {
	w := walk{tree: t}
	err := w.folder(dir)
	return w.names, err
}

// A walk goes through the folders of a tree.
type walk struct {
	tree  tree
	above []fs.FileInfo // the folders that it is in
	names []string
}

func (w *walk) folder(dir string) error {
	info, err := fs.Stat(w.tree.FS, dir)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(w.above, func(a fs.FileInfo) bool { return os.SameFile(a, info) }) {
		return nil
	}
	w.above = append(w.above, info)
	defer func() { w.above = w.above[:len(w.above)-1] }()
	entries, err := fs.ReadDir(w.tree.FS, dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		switch {
		case hidden(e.Name()):
		case w.tree.isFolder(name, e):
			if err := w.folder(name); err != nil {
				return err
			}
		case len(w.names) == maxEntries:
			return fmt.Errorf("%s has more than %d files", w.tree.place, maxEntries)
		default:
			w.names = append(w.names, name)
		}
	}
	return nil
}

// isFolder tells whether an entry is a folder or a link to one.
func (t tree) isFolder(name string, e fs.DirEntry) bool {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.IsDir()
	}
	info, err := fs.Stat(t.FS, name)
	return err == nil && info.IsDir() // what a broken link is, reading tells
}

// hidden are files that systems leave in folders and archives.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") && name != "." || name == "__MACOSX" || name == "Thumbs.db" || name == "desktop.ini"
}

// fingerprint is a hash of the given files' names and contents. A file that cannot
// be read counts as that: preparing names all of them, or leaves them out.
func (t tree) fingerprint(names []string) (string, error) {
	all := sha256.New()
	hashes := inOrder(each(names), func(name string) ([]byte, error) {
		sum := sha256.New()
		if err := t.copy(sum, name); err != nil {
			return []byte("unreadable"), nil
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
	_, err = io.Copy(w, f)
	return err
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
		entries, err := fs.ReadDir(t.FS, parent)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if name := path.Join(parent, e.Name()); t.isFolder(name, e) && !hidden(e.Name()) && !full[name] {
				empty = append(empty, name)
			}
		}
	}
	slices.Sort(empty)
	return empty, nil
}

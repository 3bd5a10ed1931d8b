package dataset

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A Named dataset is a public one whose files the program knows by their hashes.
// It is a source as well: once its files are here, a spec names it.
type Named struct {
	Name    string
	Summary string
	Licence string
	Home    string // the page that tells about it
	Files   []File

	tasks   []variant.Task
	options []variant.ParamSpec
	shared  pictureOptions
	// collect opens the files in a folder. What it gives to be closed may be nil.
	collect func(dir string, p variant.Params) (collection, func() error, error)
}

// A File is one file of a named dataset.
type File struct {
	Name   string
	Bytes  int64
	SHA256 string
	// Unpacked is the SHA-256 of what a .gz holds, where that is known: others
	// have packed the same bytes anew.
	Unpacked string
	URLs     []string // to be tried in this order; none where a person must ask for it
}

// Catalogue lists the named datasets.
func Catalogue() []Named { return slices.Clone(catalogue) }

// FindNamed is the named dataset of the given name.
func FindNamed(name string) (Named, error) {
	var names []string
	for _, d := range catalogue {
		if d.Name == name {
			return d, nil
		}
		names = append(names, d.Name)
	}
	return Named{}, fmt.Errorf("no dataset to get is called %q; there are %s", name, strings.Join(names, ", "))
}

// Bytes is the length of all files.
func (d Named) Bytes() int64 {
	var n int64
	for _, f := range d.Files {
		n += f.Bytes
	}
	return n
}

// About describes the dataset as a source.
func (d Named) About() About {
	return About{
		Name: d.Name, Summary: d.Summary, Licence: d.Licence, Version: "1", Kind: data.KindImage,
		Tasks: d.tasks, Options: d.shared.with(slices.Clone(d.options)...),
	}
}

// Check says what is wrong with options.
func (d Named) Check(p variant.Params) []*variant.ParamError { return d.shared.check(p) }

// Open needs no file: what the dataset is made from is known. The files are looked
// for, and held against their hashes, when it is to be prepared.
func (d Named) Open(_ context.Context, p variant.Params) (Reading, error) {
	closing := func() error { return nil }
	r := Reading{Fingerprint: d.fingerprint(), Close: func() error { return closing() }}
	r.Splits = func(ctx context.Context) ([]Split, error) {
		dir, err := d.Find()
		if err != nil {
			return nil, err
		}
		if err := d.Verify(dir); err != nil {
			return nil, err
		}
		c, closer, err := d.collect(dir, p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		if closer != nil {
			closing = closer
		}
		return c.reading(ctx, data.Header{Name: d.Name, Licence: d.Licence, Source: r.Fingerprint}, p)
	}
	return r, nil
}

// fingerprint is a hash of the files' hashes.
func (d Named) fingerprint() string {
	sum := sha256.New()
	for _, f := range d.Files {
		fmt.Fprintln(sum, f.Name, f.SHA256)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// A Missing error says that the files of a named dataset are nowhere on this
// machine, and how to get them.
type Missing struct {
	Name  string
	Bytes int64
}

func (m *Missing) Error() string {
	return fmt.Sprintf("it is not on this machine; get its %d MB with: gander dataset get %s", (m.Bytes+999_999)/1_000_000, m.Name)
}

// DownloadDir is where Fetch puts files: downloads in $GANDER_CACHE, or in gander
// in the user's cache folder.
func DownloadDir() (string, error) {
	dir, err := CacheDir()
	return filepath.Join(filepath.Dir(dir), "downloads"), err
}

// Find is the folder that has all files of the dataset: that of downloads, or
// datasets/NAME in one of the system's data folders, where Debian's packages put
// them. Otherwise the error is a *Missing.
func (d Named) Find() (string, error) {
	downloads, err := DownloadDir()
	if err != nil {
		return "", err
	}
	folders := []string{filepath.Join(downloads, d.Name)}
	for _, share := range filepath.SplitList(dataDirs()) {
		folders = append(folders, filepath.Join(share, "datasets", d.Name))
	}
	for _, dir := range folders {
		if d.in(dir) {
			return dir, nil
		}
	}
	return "", &Missing{d.Name, d.Bytes()}
}

// dataDirs are the system's folders of data (XDG Base Directory Specification).
func dataDirs() string {
	if dirs := os.Getenv("XDG_DATA_DIRS"); dirs != "" {
		return dirs
	}
	return "/usr/local/share:/usr/share"
}

// in tells whether a folder has all files.
func (d Named) in(dir string) bool {
	return !slices.ContainsFunc(d.Files, func(f File) bool {
		info, err := os.Stat(filepath.Join(dir, f.Name))
		return err != nil || !info.Mode().IsRegular()
	})
}

// Verify holds all files of a folder against their hashes. An error of a file with
// other bytes is a *Changed.
func (d Named) Verify(dir string) error {
	var problems []error
	for _, f := range d.Files {
		problems = append(problems, f.verify(filepath.Join(dir, f.Name)))
	}
	return errors.Join(problems...)
}

// verify holds a file against its hash, or what it unpacks to against that.
func (f File) verify(path string) error {
	got, err := hashOf(path, func(r io.Reader) (io.Reader, error) { return r, nil })
	if err != nil || got == f.SHA256 {
		return err
	}
	if f.Unpacked != "" {
		unpacked, err := hashOf(path, func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) })
		if err == nil && unpacked == f.Unpacked {
			return nil
		}
	}
	return &Changed{path, got, f.SHA256}
}

// A Changed error is that of a file of a named dataset that is not what its
// publisher made.
type Changed struct{ Path, Got, Want string } // Got and Want are SHA-256

func (c *Changed) Error() string {
	return fmt.Sprintf("%s is not what it should be: its SHA-256 is %s, want %s", c.Path, c.Got, c.Want)
}

func hashOf(path string, through func(io.Reader) (io.Reader, error)) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() // it was only read
	r, err := through(f)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"gander/core/dataset/internal/download"
)

// Fetched tells how far a fetch has come.
type Fetched struct {
	File  string
	Done  int64 // bytes
	Bytes int64
}

// Fetch brings the files of a named dataset into its folder of downloads and gives
// that. It is the only thing in this package that uses the network. from is the
// folder or the URL to take the files from; empty means where they are published.
// A file that was interrupted goes on where it stopped. Nothing bears its final
// name before its SHA-256 was right.
func Fetch(ctx context.Context, d Named, from string, progress func(Fetched)) (string, error) {
	downloads, err := DownloadDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(downloads, d.Name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	unlock, err := lock(ctx, filepath.Join(dir, ".lock"), func() {})
	if err != nil {
		return "", err
	}
	for _, f := range d.Files {
		if err = f.bring(ctx, dir, from, progress); err != nil {
			err = fmt.Errorf("get %s of %s: %w", f.Name, d.Name, err)
			break
		}
	}
	return dir, errors.Join(err, unlock())
}

// bring makes sure that a folder has the file, from the first place that works.
func (f File) bring(ctx context.Context, dir, from string, progress func(Fetched)) error {
	path := filepath.Join(dir, f.Name)
	if f.verify(path) == nil {
		progress(Fetched{f.Name, f.Bytes, f.Bytes})
		return nil
	}
	var problems []error
	for _, place := range f.places(from) {
		err := f.bringFrom(ctx, place, path, progress)
		if err == nil {
			return nil
		}
		if problems = append(problems, err); ctx.Err() != nil {
			break
		}
	}
	if len(problems) == 0 {
		return errors.New("it cannot be fetched by a program; download it by hand and give its folder with --from")
	}
	return errors.Join(problems...)
}

// places are the URLs or the path to take the file from.
func (f File) places(from string) []string {
	switch {
	case from == "":
		return f.URLs
	case isURL(from):
		return []string{strings.TrimSuffix(from, "/") + "/" + url.PathEscape(f.Name)}
	}
	return []string{filepath.Join(from, f.Name)}
}

func isURL(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// bringFrom fetches or copies into a file beside path, checks it and renames it.
func (f File) bringFrom(ctx context.Context, place, path string, progress func(Fetched)) error {
	part := path + ".part"
	report := func(done int64) { progress(Fetched{f.Name, done, f.Bytes}) }
	if isURL(place) {
		r := download.Request{URL: place, Path: part, Bytes: f.Bytes, Loose: f.Unpacked != "", Progress: report}
		if err := download.Fetch(ctx, r); err != nil {
			return err
		}
	} else if err := copyFile(place, part); err != nil {
		return errors.Join(err, remove(part))
	}
	if err := f.verify(part); err != nil {
		return errors.Join(fmt.Errorf("from %s: %w", place, err), remove(part))
	}
	report(f.Bytes)
	return os.Rename(part, path)
}

// remove deletes a file that may not be there.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := openRegular(from)
	if err != nil {
		return err
	}
	defer in.Close() // it was only read
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

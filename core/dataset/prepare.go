package dataset

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// Prepared is a dataset in the cache.
type Prepared struct {
	Source  About
	Options variant.Params // complete
	Dir     string         // the folder of the three files
	// Headers are those of the splits, in the order train, validation, test.
	Headers []data.Header
}

// Path is the prepared file of a split.
func (p Prepared) Path(split string) string { return filepath.Join(p.Dir, split+extension) }

// Header is the header of a split. It panics if there is no such split.
func (p Prepared) Header(split string) data.Header {
	for _, h := range p.Headers {
		if h.Split == split {
			return h
		}
	}
	panic(fmt.Sprintf("dataset: no split %q", split))
}

// Verify reads all files and holds them against their hashes.
func (p Prepared) Verify() error {
	var problems []error
	for _, h := range p.Headers {
		problems = append(problems, verify(p.Path(h.Split)))
	}
	return errors.Join(problems...)
}

func verify(path string) error {
	f, err := data.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Verify(), f.Close())
}

// Progress tells how far a preparation has come. Split is empty while another
// process prepares the same dataset and this one waits for it.
type Progress struct {
	Split string
	Done  int // rows written
	Rows  int // of the split, 0 if that is not known yet
	// Skipped is a row that was left out; nil in all other reports.
	Skipped *Unreadable
}

// extension of a prepared file: gander dataset.
const extension = ".gds"

// partialExtension is that of a folder that is being prepared.
const partialExtension = ".partial"

// Prepare gives the dataset that source name makes of the options, from the
// cache if it is there. Otherwise it writes it: beside its final place, whole,
// and then by one rename, so that a preparation which is interrupted leaves
// nothing that is ever used. Processes that want the same dataset wait for the
// first of them. What lies in the cache is held against its hashes whenever it
// is wanted; if it is damaged, it is made again.
//
// The cache is cacheDir, or CacheDir() if that is empty. progress, which may be
// nil, is called from the calling goroutine.
func Prepare(ctx context.Context, name string, options map[string]any, cacheDir string, progress func(Progress)) (Prepared, error) {
	p, err := prepare(ctx, name, options, cacheDir, progress)
	if err != nil {
		return Prepared{}, fmt.Errorf("prepare dataset %s: %w", name, err)
	}
	return p, nil
}

func prepare(ctx context.Context, name string, options map[string]any, cacheDir string, progress func(Progress)) (Prepared, error) {
	if progress == nil {
		progress = func(Progress) {}
	}
	p, reading, err := locate(ctx, name, options, cacheDir)
	if err != nil {
		return Prepared{}, err
	}
	defer reading.close()
	if p.sound() {
		return p, nil
	}
	unlock, err := lock(ctx, p.Dir+".lock", func() { progress(Progress{}) })
	if err != nil {
		return Prepared{}, err
	}
	if !p.sound() { // nobody made it while this process waited
		err = p.write(ctx, reading.Splits, progress, func() error { return p.unchanged(ctx, name, options, cacheDir) })
	}
	if err := errors.Join(err, unlock()); err != nil {
		return Prepared{}, err
	}
	return p, nil
}

// Cached gives the dataset if it is in the cache, and an error if it is not or is
// damaged. It prepares nothing.
func Cached(ctx context.Context, name string, options map[string]any, cacheDir string) (Prepared, error) {
	p, reading, err := locate(ctx, name, options, cacheDir)
	if err != nil {
		return Prepared{}, fmt.Errorf("look for dataset %s: %w", name, err)
	}
	defer reading.close()
	if err := p.load(); err != nil {
		return Prepared{}, fmt.Errorf("look for dataset %s: %w", name, err)
	}
	return p, nil
}

// locate opens the source and finds the dataset's place in the cache.
func locate(ctx context.Context, name string, options map[string]any, cacheDir string) (Prepared, Reading, error) {
	source, params, reading, err := open(ctx, name, options)
	if err != nil {
		return Prepared{}, Reading{}, err
	}
	if cacheDir, err = existing(cacheDir); err != nil {
		reading.close()
		return Prepared{}, Reading{}, err
	}
	about := source.About()
	return Prepared{Source: about, Options: params, Dir: filepath.Join(cacheDir, entry(about, params, reading.Fingerprint))}, reading, nil
}

// sound tells whether the dataset is in the cache, every bit of it as it was
// written.
func (p *Prepared) sound() bool { return p.load() == nil && p.Verify() == nil }

// load reads the headers of what is in the cache, and fails if anything is
// missing or damaged.
func (p *Prepared) load() error {
	p.Headers = nil
	for _, split := range splitNames {
		f, err := data.Open(p.Path(split))
		if err != nil {
			return err
		}
		h := f.Header()
		if err := f.Close(); err != nil {
			return err
		}
		if h.Split != split {
			return fmt.Errorf("%s holds the split %s", p.Path(split), h.Split)
		}
		p.Headers = append(p.Headers, h)
	}
	return nil
}

// write puts all splits into a folder beside the final one and renames it. The
// lock is held: whatever lies in either place is nobody's work in progress. The
// files are synced before the rename; the rename is not, for if a power cut
// undoes it, nothing is lost but the time to prepare again. check has the last
// word on whether what was written may be used.
func (p *Prepared) write(ctx context.Context, list func(context.Context) ([]Split, error), progress func(Progress), check func() error) error {
	splits, err := list(ctx)
	if err != nil {
		return err
	}
	partial := Prepared{Dir: p.Dir + partialExtension}
	if err := errors.Join(os.RemoveAll(partial.Dir), os.RemoveAll(p.Dir), os.Mkdir(partial.Dir, 0o755)); err != nil {
		return err
	}
	err = partial.writeSplits(ctx, splits, progress)
	if err == nil {
		err = check()
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(partial.Dir))
	}
	if err := os.Rename(partial.Dir, p.Dir); err != nil {
		return err
	}
	return p.load()
}

// unchanged refuses what was read from files that somebody changed since their
// hash was taken: it would lie in the cache under the name of other bytes.
func (p *Prepared) unchanged(ctx context.Context, name string, options map[string]any, cacheDir string) error {
	now, reading, err := locate(ctx, name, options, cacheDir)
	if err != nil {
		return err
	}
	reading.close()
	if now.Dir != p.Dir {
		return errors.New("its files were changed while they were read; prepare it again when they stay as they are")
	}
	return nil
}

// writeSplits writes the file of each split. After a picture that cannot be read
// nothing more is written, but all that is left is read, to name all such.
func (p *Prepared) writeSplits(ctx context.Context, splits []Split, progress func(Progress)) error {
	w := &watch{progress: progress}
	for _, s := range splits {
		w.begin(s)
		var err error
		if len(w.failed) == 0 {
			_, err = data.Write(p.Path(s.Header.Split), s.Header, w.samples(ctx))
		} else {
			for range w.samples(ctx) {
				break // an error; there is nothing else
			}
		}
		switch {
		case errors.Is(w.stopped, errNamed):
		case w.stopped != nil:
			return w.stopped // which has nothing to do with the file
		case err != nil:
			return err
		}
	}
	return w.verdict()
}

package dataset

import (
	"context"
	"errors"
	"fmt"
	"iter"
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
	Rows  int // of the split
}

// extension of a prepared file: gander dataset.
const extension = ".gds"

// Prepare gives the dataset that source name makes of the options, from the
// cache if it is there. Otherwise it writes it: beside its final place, whole,
// and then by one rename, so that a preparation which is interrupted leaves
// nothing that is ever used. Processes that want the same dataset wait for the
// first of them. What lies in the cache is checked in length and header; if it
// is damaged, it is made again.
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
	source, params, reading, err := open(ctx, name, options)
	if err != nil {
		return Prepared{}, err
	}
	if cacheDir, err = existing(cacheDir); err != nil {
		return Prepared{}, err
	}
	p := Prepared{Source: source.About(), Options: params}
	p.Dir = filepath.Join(cacheDir, entry(p.Source, params, reading.Fingerprint))
	if p.load() == nil {
		return p, nil
	}
	unlock, err := lock(ctx, p.Dir+".lock", func() { progress(Progress{}) })
	if err != nil {
		return Prepared{}, err
	}
	if p.load() != nil { // nobody made it while this process waited
		err = p.write(ctx, reading.Splits, progress)
	}
	return p, errors.Join(err, unlock())
}

// load reads the headers of what is in the cache, and fails if anything is
// missing or damaged.
func (p *Prepared) load() error {
	p.Headers = nil
	for _, split := range []string{data.Train, data.Validation, data.Test} {
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
// undoes it, nothing is lost but the time to prepare again.
func (p *Prepared) write(ctx context.Context, splits []Split, progress func(Progress)) error {
	partial := Prepared{Dir: p.Dir + ".partial"}
	if err := errors.Join(os.RemoveAll(partial.Dir), os.RemoveAll(p.Dir), os.Mkdir(partial.Dir, 0o755)); err != nil {
		return err
	}
	for _, s := range splits {
		if _, err := data.Write(partial.Path(s.Header.Split), s.Header, watched(ctx, s, progress)); err != nil {
			return errors.Join(err, os.RemoveAll(partial.Dir))
		}
	}
	if err := os.Rename(partial.Dir, p.Dir); err != nil {
		return err
	}
	return p.load()
}

// watched passes a split's samples on, reports progress now and then and stops
// when ctx is done.
func watched(ctx context.Context, s Split, progress func(Progress)) iter.Seq2[data.Sample, error] {
	const often = 1000 // rows between reports; a row takes microseconds to some milliseconds
	return func(yield func(data.Sample, error) bool) {
		done := 0
		for sample, err := range s.Samples {
			if err == nil {
				err = context.Cause(ctx)
			}
			if !yield(sample, err) {
				return
			}
			if done++; done%often == 0 || done == s.Header.Rows {
				progress(Progress{Split: s.Header.Split, Done: done, Rows: s.Header.Rows})
			}
		}
	}
}

package conform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

const stateHint = "Save weights, averages, moments, counters and whatever else the next step looks at."

var savingChecks = []Check{
	{ID: "saving/files", Rule: "Save writes at least one file, and regular files and folders alone.", Hint: "Write into SaveRequest.dir.", run: savingFiles},
	{ID: "saving/repeat", Rule: "The same state is saved as the same bytes.", Hint: "Write no times, names of machines or orders of maps.", run: savingRepeat},
	{ID: "saving/harmless", Rule: "Save does not change the training that follows.", Hint: "Only read while saving.", run: savingHarmless},
	{ID: "saving/fresh", Rule: "A learner can be saved before its first step and loaded again.", Hint: stateHint, run: savingFresh},
	{ID: "loading/resume", Rule: "A learner that loads a state goes on with the same bits as the one that saved it.", Hint: stateHint, run: loadingResume},
	{ID: "loading/samples", Rule: "A learner that loads a state gives the same samples as the one that saved it.", Hint: stateHint, run: loadingSamples},
	{ID: "loading/back", Rule: "A learner that has gone on can load its earlier state.", Hint: "Load replaces all of the state.", run: loadingBack},
	{ID: "loading/process", Rule: "Another process goes on from a saved state with the same bits.", Hint: stateHint, Needs: []Need{process}, run: loadingProcess},
	{ID: "loading/moved", Rule: "A folder that was moved can be loaded.", Hint: "Write no absolute paths into a state.", run: loadingMoved},
	{ID: "loading/to-sample", Rule: "A learner opened to sample needs no data: it loads a state and gives the same samples.",
		Hint: "With purpose sample, build the generator from the header alone and open no file.", run: loadingToSample},
	{ID: "loading/empty", Rule: "Load of an empty folder is an error, and the process lives on.", Hint: "Give an error status that names the missing file.", run: loadingEmpty},
	{ID: "loading/damaged", Rule: "Load of files cut short is an error, and the process lives on.", Hint: "Hold every length against the file's.", run: loadingDamaged},
}

// saved opens a learner, does steps and saves.
func (s *subject) saved(ctx context.Context, steps int64) (*learner, string, error) {
	l, err := s.open(ctx)
	if err != nil {
		return nil, "", err
	}
	if _, err := l.advance(ctx, 0, steps, 1); err != nil {
		return nil, "", err
	}
	dir, err := l.save(ctx)
	return l, dir, err
}

// contents are the files of a folder by their names in it.
func contents(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if !e.Type().IsRegular() {
			return fmt.Errorf("%s is no regular file", e.Name())
		}
		name, err := filepath.Rel(dir, path)
		if err == nil {
			files[name], err = os.ReadFile(path)
		}
		return err
	})
	return files, err
}

func savingFiles(ctx context.Context, s *subject) error {
	_, dir, err := s.saved(ctx, 1)
	if err != nil {
		return err
	}
	files, err := contents(dir)
	if err == nil && len(files) == 0 {
		err = errors.New("the folder is empty")
	}
	return err
}

func savingRepeat(ctx context.Context, s *subject) error {
	l, dir, err := s.saved(ctx, 2)
	if err != nil {
		return err
	}
	again, err := l.save(ctx)
	if err != nil {
		return err
	}
	one, err1 := contents(dir)
	two, err2 := contents(again)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	for name, b := range one {
		if !bytes.Equal(b, two[name]) {
			return fmt.Errorf("%s differs between two saves", name)
		}
	}
	if len(one) != len(two) {
		return fmt.Errorf("%d files, then %d", len(one), len(two))
	}
	return nil
}

func savingHarmless(ctx context.Context, s *subject) error {
	whole, err := s.trace(ctx)
	if err != nil {
		return err
	}
	l, _, err := s.saved(ctx, 3)
	if err != nil {
		return err
	}
	return l.goesOn(ctx, whole)
}

// goesOn trains from step 3 and wants the end of a whole trace.
func (l *learner) goesOn(ctx context.Context, whole training) error {
	rest, err := l.advance(ctx, 3, traceSteps, 1)
	if err != nil {
		return err
	}
	if len(whole.reports) < 3 {
		return fmt.Errorf("%d reports came of %d steps", len(whole.reports), traceSteps)
	}
	return equalTraces(rest, training{reports: whole.reports[3:]})
}

func savingFresh(ctx context.Context, s *subject) error {
	whole, err := s.trace(ctx)
	if err != nil {
		return err
	}
	_, dir, err := s.saved(ctx, 0)
	if err != nil {
		return err
	}
	l, err := s.open(ctx, seed(9))
	if err != nil {
		return err
	}
	if err := l.load(ctx, dir); err != nil {
		return err
	}
	if l, err = s.open(ctx); err != nil {
		return err
	}
	if err := l.load(ctx, dir); err != nil {
		return err
	}
	got, err := l.advance(ctx, 0, traceSteps, 1)
	if err != nil {
		return err
	}
	return equalTraces(got, whole)
}

func loadingResume(ctx context.Context, s *subject) error {
	whole, err := s.trace(ctx)
	if err != nil {
		return err
	}
	_, dir, err := s.saved(ctx, 3)
	if err != nil {
		return err
	}
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	if err := l.load(ctx, dir); err != nil {
		return err
	}
	return l.goesOn(ctx, whole)
}

func loadingSamples(ctx context.Context, s *subject) error {
	return s.samplesAfterLoad(ctx)
}

// samplesAfterLoad compares a saver's samples with a loader's.
func (s *subject) samplesAfterLoad(ctx context.Context, settings ...setting) error {
	l, dir, err := s.saved(ctx, 3)
	if err != nil {
		return err
	}
	want, err := l.draw(ctx, 8)
	if err != nil {
		return err
	}
	if l, err = s.open(ctx, settings...); err != nil {
		return err
	}
	if err := l.load(ctx, dir); err != nil {
		return err
	}
	got, err := l.draw(ctx, 8)
	if err == nil && !got.same(want) {
		err = errors.New("8 samples differ")
	}
	return err
}

func loadingToSample(ctx context.Context, s *subject) error { return s.samplesAfterLoad(ctx, toSample) }

func loadingBack(ctx context.Context, s *subject) error {
	l, dir, err := s.saved(ctx, 3)
	if err != nil {
		return err
	}
	want, err := l.advance(ctx, 3, traceSteps, 1)
	if err != nil {
		return err
	}
	if err := l.load(ctx, dir); err != nil {
		return err
	}
	got, err := l.advance(ctx, 3, traceSteps, 1)
	if err != nil {
		return err
	}
	return equalTraces(got, want)
}

func loadingProcess(ctx context.Context, s *subject) error {
	whole, err := s.trace(ctx)
	if err != nil {
		return err
	}
	_, dir, err := s.saved(ctx, 3)
	if err != nil {
		return err
	}
	other, err := s.launch(ctx)
	if err != nil {
		return err
	}
	defer other.end()
	l, err := s.openIn(ctx, other, s.task())
	if err != nil {
		return err
	}
	if err := l.load(ctx, dir); err != nil {
		return err
	}
	return l.goesOn(ctx, whole)
}

func loadingMoved(ctx context.Context, s *subject) error {
	_, dir, err := s.saved(ctx, 3)
	if err != nil {
		return err
	}
	moved := dir + "-moved"
	if err := os.Rename(dir, moved); err != nil {
		return err
	}
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	return l.load(ctx, moved)
}

func loadingEmpty(ctx context.Context, s *subject) error {
	dir, err := s.folder()
	if err != nil {
		return err
	}
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	return s.survives(ctx, "an empty folder", l.load(ctx, dir))
}

func loadingDamaged(ctx context.Context, s *subject) error {
	_, dir, err := s.saved(ctx, 3)
	if err != nil {
		return err
	}
	files, err := contents(dir)
	if err != nil {
		return err
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), slices.Clone(b[:len(b)/2]), 0o666); err != nil {
			return err
		}
	}
	l, err := s.open(ctx)
	if err != nil {
		return err
	}
	return s.survives(ctx, "a state cut short", l.load(ctx, dir))
}

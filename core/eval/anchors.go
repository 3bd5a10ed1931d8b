package eval

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gander/core"
)

// anchors are the floor and the ceiling of each score, by its identity.
type anchors map[string]anchor

type anchor struct {
	Floor   float64 `json:"floor"`
	Ceiling float64 `json:"ceiling"`
}

// mark sets floors and ceilings.
func (a anchors) mark(scores []core.Score) {
	for i := range scores {
		found := a[scores[i].Identity]
		scores[i].Floor, scores[i].Ceiling = &found.Floor, &found.Ceiling
	}
}

// anchors are read from the cache or computed and put there.
func (j *ImageJudge) anchors(ctx context.Context, t *trial, n int) (anchors, error) {
	path := j.anchorsPath(n)
	if path == "" {
		return j.newAnchors(ctx, t, n)
	}
	if a, err := readAnchors(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return a, err
	}
	a, err := j.newAnchors(ctx, t, n)
	if err != nil {
		return nil, err
	}
	return a, writeAnchors(path, a)
}

// newAnchors judges training rows and noise as if they were samples.
func (j *ImageJudge) newAnchors(ctx context.Context, t *trial, n int) (anchors, error) {
	indices, rows := t.real(j.train, j.test)
	if len(rows) < 2 {
		return nil, errors.New("the training split has no rows of the kinds that the test split asks for")
	}
	floors, err := t.measure(ctx, batch(j.train, rows), indices)
	if err != nil {
		return nil, err
	}
	ceilings, err := t.measure(ctx, noise(j.test.Header().Shape, n), sequence(n))
	if err != nil {
		return nil, err
	}
	a := anchors{}
	for i, f := range floors {
		a[f.Identity] = anchor{f.Value, ceilings[i].Value}
	}
	return a, nil
}

// anchorsPath names the file by everything that the anchors depend on.
func (j *ImageJudge) anchorsPath(n int) string {
	if j.cache == "" {
		return ""
	}
	names := ""
	for _, e := range j.extractors {
		names += e.Name() + " "
	}
	key := fmt.Sprintln("anchors 1", j.train.Header().SHA256, j.test.Header().SHA256, j.task, n, names)
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(j.cache, fmt.Sprintf("anchors-%x.json", sum[:8]))
}

func readAnchors(path string) (anchors, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var a anchors
	if err := json.Unmarshal(text, &a); err != nil {
		return nil, fmt.Errorf("read %s (remove it to have it made again): %w", path, err)
	}
	return a, nil
}

// writeAnchors writes beside and renames, so that nobody reads half a file.
func writeAnchors(path string, a anchors) error {
	text, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".anchors-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once the file is renamed
	_, err = f.Write(append(text, '\n'))
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

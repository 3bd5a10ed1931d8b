package eval

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"gander/core"
	"gander/plugins/sample"
)

// anchors are the floor and the ceiling of each score, by its identity.
type anchors map[string]anchor

// An anchor lacks what could not be measured.
type anchor struct {
	Floor   *float64 `json:"floor,omitempty"`
	Ceiling *float64 `json:"ceiling,omitempty"`
}

// mark sets floors and ceilings.
func (a anchors) mark(scores []core.Score) {
	for i := range scores {
		found := a[scores[i].Identity]
		scores[i].Floor, scores[i].Ceiling = found.Floor, found.Ceiling
	}
}

// anchors of a kind are read from the cache, or computed and put there.
func (j *ImageJudge) anchors(kind string, n int, compute func() (anchors, error)) (anchors, error) {
	path := j.anchorsPath(kind, n)
	if path == "" {
		return compute()
	}
	if a, err := readAnchors(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return a, err
	}
	a, err := compute()
	if err != nil {
		return nil, err
	}
	return a, writeAnchors(path, a)
}

// A measurement scores samples of the conditions with the given indices.
type measurement func(ctx context.Context, samples sample.Batch, indices []int) ([]core.Score, error)

// inTurn gives the scores of several measurements.
func inTurn(measurements ...measurement) measurement {
	return func(ctx context.Context, samples sample.Batch, indices []int) ([]core.Score, error) {
		var scores []core.Score
		for _, m := range measurements {
			list, err := m(ctx, samples, indices)
			if err != nil {
				return nil, err
			}
			scores = append(scores, list...)
		}
		return scores, nil
	}
}

// usualAnchors judge training rows and noise as if they were samples; what the
// classifier has learnt by heart counts for nothing, so it is shown test rows.
func (j *ImageJudge) usualAnchors(ctx context.Context, t *trial) (anchors, error) {
	indices, rows := t.real(j.train, j.test)
	if len(rows) < 2 {
		return nil, errors.New("the training split has no rows of the kinds that the test split asks for")
	}
	usual, err := j.between(ctx, t.measure, len(t.targets), batch(j.train, rows), indices)
	if err != nil {
		return nil, err
	}
	reference := t.reference(j.test)
	seen, err := j.between(ctx, t.recognition, len(t.targets), batch(j.test, reference), sequence(len(reference)))
	maps.Copy(usual, seen)
	return usual, err
}

// finalAnchors take as real the test rows themselves where copies of training
// rows are looked for, where the classifier answers, and where the truth is known.
func (j *ImageJudge) finalAnchors(ctx context.Context, c *closing) (anchors, error) {
	indices, rows := c.real(j.train, j.test)
	alike, err := j.between(ctx, inTurn(c.likeness, c.atInfinity, c.lessons), len(c.targets), batch(j.train, rows), indices)
	if err != nil {
		return nil, err
	}
	copied, err := j.between(ctx, inTurn(c.copying, c.binned, c.attributes, c.truths), len(c.targets), c.originals, sequence(c.originals.Rows()))
	if err != nil {
		return nil, err
	}
	ratio := copied[c.ratioIdentity()] // its real rows would be nearest to themselves
	copied[c.ratioIdentity()] = anchor{known64(c.realRatio()), ratio.Ceiling}
	maps.Copy(alike, copied)
	return alike, nil
}

// between measures real images and, for the ceilings, n images of noise.
func (j *ImageJudge) between(ctx context.Context, m measurement, n int, real sample.Batch, indices []int) (anchors, error) {
	floors, err := m(ctx, real, indices)
	if err != nil {
		return nil, err
	}
	ceilings, err := m(ctx, noise(j.test.Header().Shape, n), sequence(n))
	if err != nil {
		return nil, err
	}
	a := anchors{}
	for _, s := range floors {
		a[s.Identity] = anchor{Floor: &s.Value}
	}
	for _, s := range ceilings {
		a[s.Identity] = anchor{a[s.Identity].Floor, &s.Value}
	}
	return a, nil
}

// anchorsPath names the file by everything that the anchors depend on.
func (j *ImageJudge) anchorsPath(kind string, n int) string {
	if j.cache == "" {
		return ""
	}
	names := ""
	for _, e := range j.extractors {
		names += e.Name() + " "
	}
	if j.classifier != nil {
		names += j.classifier.Name()
	}
	for _, n := range j.networks {
		names += " " + n.Name() + " " + n.hash
	}
	key := fmt.Sprintln("anchors 11", kind, j.train.Header().SHA256, j.test.Header().SHA256, j.task, n, names)
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

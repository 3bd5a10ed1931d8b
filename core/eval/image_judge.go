package eval

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// extractorSeeds are the random networks that scores average over: one is
// arbitrary, and five say by how much.
var extractorSeeds = []uint64{1, 2, 3, 4, 5}

// An ImageJudge scores images against the test split of a dataset. It may be
// used by several goroutines at once.
//
// N samples are held against the reference: the test rows that they were asked
// to be like, N of them or the whole split. The floor of a score is what as
// many rows of the training split get, of the classes or styles asked for; a
// generator that hands out its training images gets just that. The ceiling is
// what images of uniform noise get.
type ImageJudge struct {
	train, test *data.File
	task        variant.Task // which scores are given
	asked       variant.Task // what conditions are made for
	cache       string
	extractors  []*Extractor
	classifier  *Classifier // nil before Teach, and without anything to learn
	networks    []*Network  // that the user brings

	mu       sync.Mutex
	trials   map[int]*trial // by number of samples
	closings map[int]*closing
}

// NewImageJudge judges runs on a dataset of images by so many samples, at
// least two. Floors and ceilings are computed once and kept in cacheDir, or
// nowhere if it is empty. The files stay open as long as the judge is used.
//
// The judge serves all variants on the dataset: its scores are those of
// domain→domain if there are domains and those of image otherwise. For gives
// the judge of one task.
func NewImageJudge(train, test *data.File, samples int, cacheDir string) (*ImageJudge, error) {
	h := test.Header()
	var problems []error
	if h.Kind != data.KindImage || !slices.Equal(h.Shape, train.Header().Shape) {
		problems = append(problems, fmt.Errorf("the test split holds a %s of %v, the training split a %s of %v",
			h.Kind, h.Shape, train.Header().Kind, train.Header().Shape))
	}
	if samples < 2 || h.Rows < 2 {
		problems = append(problems, fmt.Errorf("%d samples against %d test rows: two of each are the least", samples, h.Rows))
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	j := &ImageJudge{train: train, test: test, cache: cacheDir, trials: map[int]*trial{}, closings: map[int]*closing{}}
	j.task, j.asked = tasks(h)
	for _, seed := range extractorSeeds {
		j.extractors = append(j.extractors, NewExtractor(seed, h.Shape))
	}
	return j, nil
}

// tasks are those of a judge that serves every variant on a dataset: its
// conditions hold all that any of them could ask for.
func tasks(h data.Header) (task, asked variant.Task) {
	switch {
	case len(h.Domains) > 0:
		return variant.DomainToDomain, variant.DomainToDomain
	case len(h.Attributes) > 0:
		return variant.Image, variant.AttributeTo
	}
	return variant.Image, variant.Image
}

// For is the judge of the same data for a task: label→image adds whether
// samples show what was asked for, translations are scored style by style.
func (j *ImageJudge) For(task variant.Task) *ImageJudge {
	return &ImageJudge{
		train: j.train, test: j.test, task: task, asked: task, cache: j.cache,
		extractors: j.extractors, classifier: j.classifier, networks: j.networks, trials: map[int]*trial{}, closings: map[int]*closing{},
	}
}

// Bring has the judge give distances in the features of a user's network as
// well. It must be called before the first sample is judged. Two networks cannot
// have one name, since their scores have keys by it.
func (j *ImageJudge) Bring(n *Network) error {
	for _, other := range j.networks {
		if other.id == n.id {
			return fmt.Errorf("two extractors are called %s; rename a file", n.id)
		}
	}
	j.networks = append(j.networks, n)
	return nil
}

// Conditions are the rows to sample: the same ones every time.
func (j *ImageJudge) Conditions(n int) []variant.Row {
	return newConditions(j.test, j.asked, n).rows(j.test)
}

// Judge scores the samples of Conditions, in their order.
func (j *ImageJudge) Judge(ctx context.Context, samples sample.Batch) ([]core.Score, error) {
	t, err := j.trial(ctx, samples)
	if err != nil {
		return nil, err
	}
	scores, err := t.measure(ctx, samples, sequence(samples.Rows()))
	if err != nil {
		return nil, err
	}
	seen, err := t.recognition(ctx, samples, sequence(samples.Rows()))
	if err != nil {
		return nil, err
	}
	scores = append(scores, seen...)
	t.anchors.mark(scores)
	return slices.Concat(scores, t.idle.ratios(scores), t.paired(samples)), nil
}

// Final gives the scores that are too dear for every evaluation, of the same
// samples.
func (j *ImageJudge) Final(ctx context.Context, samples sample.Batch) ([]core.Score, error) {
	c, err := j.closing(ctx, samples)
	if err != nil {
		return nil, err
	}
	all := inTurn(c.likeness, c.atInfinity, c.copying, c.binned, c.lessons, c.attributes, c.truths)
	scores, err := all(ctx, samples, sequence(samples.Rows()))
	if err != nil {
		return nil, err
	}
	c.anchors.mark(scores)
	return append(scores, c.idleTruths()...), nil
}

// check says what is wrong with samples.
func (j *ImageJudge) check(samples sample.Batch) error {
	if want := j.test.Header().Shape; len(samples.Shape) != 4 || !slices.Equal(samples.Shape[1:], want) || samples.U8 == nil {
		return fmt.Errorf("samples have the shape %v, images of the dataset %v", samples.Shape, want)
	}
	if samples.Rows() < 2 {
		return fmt.Errorf("%d samples cannot be judged; two are the least", samples.Rows())
	}
	return nil
}

// trial is what samples are held against, made when it is first asked for.
func (j *ImageJudge) trial(ctx context.Context, samples sample.Batch) (*trial, error) {
	if err := j.check(samples); err != nil {
		return nil, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	n := samples.Rows()
	if t := j.trials[n]; t != nil {
		return t, nil
	}
	t, err := newTrial(j, n)
	if err != nil {
		return nil, err
	}
	if t.anchors, err = j.anchors("evaluation", n, func() (anchors, error) { return j.usualAnchors(ctx, t) }); err != nil {
		return nil, err
	}
	if t.idle, err = j.idleness(ctx, t); err != nil {
		return nil, err
	}
	if err := j.compare(ctx, t); err != nil {
		return nil, fmt.Errorf("train the supervised network beside translations of dataset %s: %w", j.train.Header().Name, err)
	}
	j.trials[n] = t
	return t, nil
}

// closing is what samples of the last step are held against as well.
func (j *ImageJudge) closing(ctx context.Context, samples sample.Batch) (*closing, error) {
	t, err := j.trial(ctx, samples)
	if err != nil {
		return nil, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	n := samples.Rows()
	if c := j.closings[n]; c != nil {
		return c, nil
	}
	c := newClosing(t, j.train)
	if c.anchors, err = j.anchors("final", n, func() (anchors, error) { return j.finalAnchors(ctx, c) }); err != nil {
		return nil, err
	}
	j.closings[n] = c
	return c, nil
}

package eval

import (
	"context"
	"strings"
	"sync"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// An ImageChooser scores images against the validation split, so that the best
// moment of a run can be chosen by other data than those that it is reported
// on. It gives the cheap scores of a judge under names of their own, see
// Validation. It may be used by several goroutines at once.
type ImageChooser struct {
	judge *ImageJudge // whose test split is the validation split

	mu     sync.Mutex
	trials map[int]*trial // by number of samples
}

// Validation is the key and the identity of a test score's counterpart on the
// validation split.
func Validation(key, identity string) (string, string) {
	return key + "_validation", identity + onValidation
}

// IsValidation says that a score was computed to choose by, not to report.
func IsValidation(s core.Score) bool { return strings.HasSuffix(s.Identity, onValidation) }

// Chooser scores samples of a task by the validation split of the judge's
// dataset; nil if that has fewer than the two rows that distances need.
func (j *ImageJudge) Chooser(validation *data.File, task variant.Task) *ImageChooser {
	if validation.Rows() < 2 {
		return nil
	}
	own := &ImageJudge{train: j.train, test: validation, task: task, asked: task, extractors: j.extractors}
	return &ImageChooser{judge: own, trials: map[int]*trial{}}
}

// Conditions are the rows to sample, those of the validation split: the same
// ones every time.
func (c *ImageChooser) Conditions(n int) []variant.Row { return c.judge.Conditions(n) }

// Choose scores the samples of Conditions, in their order.
func (c *ImageChooser) Choose(ctx context.Context, samples sample.Batch) ([]core.Score, error) {
	if err := c.judge.check(samples); err != nil {
		return nil, err
	}
	t, err := c.trial(samples.Rows())
	if err != nil {
		return nil, err
	}
	scores, err := t.measure(ctx, samples, sequence(samples.Rows()))
	return toChooseBy(scores), err
}

func (c *ImageChooser) trial(n int) (*trial, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.trials[n]; t != nil {
		return t, nil
	}
	t, err := newTrial(c.judge, n)
	if err == nil {
		c.trials[n] = t
	}
	return t, err
}

// A PointChooser chooses among samples of points. The mixture being known, what
// sets it apart from the judge is the draw of latents.
type PointChooser struct{ *PointJudge }

// Choose scores points.
func (c PointChooser) Choose(ctx context.Context, samples sample.Batch) ([]core.Score, error) {
	scores, err := c.Judge(ctx, samples)
	return toChooseBy(scores), err
}

// toChooseBy renames scores, and leaves out those of which neither way is
// better: nothing is chosen by them.
func toChooseBy(scores []core.Score) []core.Score {
	var list []core.Score
	for _, s := range scores {
		if s.Direction != core.Neither {
			s.Key, s.Identity = Validation(s.Key, s.Identity)
			s.Floor, s.Ceiling = nil, nil
			list = append(list, s)
		}
	}
	return list
}

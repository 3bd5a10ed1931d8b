package eval

import (
	"fmt"
	"slices"

	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A Question is what one sample is to show, in terms of the test split: what a
// task does not ask for is -1 or nil.
type Question struct {
	Source     int // row of the image to translate
	Label      int
	Domain     int
	Attributes []byte // one for each attribute, 0 or 1
}

// Key is equal for equal questions.
func (q Question) Key() string { return fmt.Sprint(q) }

// Questions are those of the samples of Judge, n of them, in their order. The
// first questions are the same for every n.
func (j *ImageJudge) Questions(n int) []Question {
	return newConditions(j.test, j.task, n).questions(j.test)
}

// KeepQuestions are those of the samples of Kept; none where samples have no
// source.
func (j *ImageJudge) KeepQuestions(n int) []Question {
	c := newConditions(j.test, j.task, n)
	if c.sources == nil {
		return nil
	}
	c.sources = c.targets
	return c.questions(j.test)
}

// ClipQuestions are those of the samples of Walked where they are translations of real
// clips; none of walks between latents.
func (j *ImageJudge) ClipQuestions() []Question {
	var list []Question
	for _, frame := range j.clipFrames() {
		list = append(list, Question{Source: frame, Label: -1, Domain: j.nextDomain(frame)})
	}
	return list
}

// Walks is how many clips Walked scores, and of how many images, where they are walks
// between latents; none of translations.
func (j *ImageJudge) Walks() (clips, frames int) {
	if translates(j.task) {
		return 0, 0
	}
	return walks, walkSteps
}

func (c conditions) questions(test *data.File) []Question {
	list := make([]Question, len(c.targets))
	for i, t := range c.targets {
		q := Question{Source: -1, Label: -1, Domain: -1}
		switch c.task {
		case variant.LabelToImage:
			q.Label = test.Label(t)
		case variant.DomainToDomain:
			q.Domain = test.Domain(t)
		case variant.AttributeTo:
			q.Attributes = slices.Clone(test.Attributes(t))
		}
		if c.sources != nil {
			q.Source = c.sources[i]
		}
		list[i] = q
	}
	return list
}

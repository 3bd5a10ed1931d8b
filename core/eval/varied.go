package eval

import (
	"fmt"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
)

// Translators that draw latents are asked for several answers to a question, as many
// as in StarGAN v2 (Choi et al. 2020, §4); of fewer questions than there.
const (
	variedQuestions = 32
	variedAnswers   = 10
)

// Vary are rows that ask for each of the first translations several times, with
// latents of their own. Nil where samples have no source, and of variants that take no
// latents: source and target determine their answer, so it has no variety to measure.
func (j *ImageJudge) Vary(latentDim int) []variant.Row {
	c := newConditions(j.test, j.task, variedQuestions)
	if c.sources == nil || latentDim == 0 {
		return nil
	}
	var rows []variant.Row
	for _, row := range c.rows(j.test) {
		for range variedAnswers {
			row.Index = uint64(len(rows))
			rows = append(rows, row)
		}
	}
	return rows
}

// Varied scores the answers to those rows: the mean perceptual distance over all
// pairs of answers to a question. It is 0 of one that ignores its latents, and noise
// has much of it, so neither way is better alone. The floor is what real images of the
// style that was asked for have, of whatever content.
func (j *ImageJudge) Varied(samples sample.Batch) ([]core.Score, error) {
	if err := j.check(samples); err != nil {
		return nil, err
	}
	if want := variedQuestions * variedAnswers; samples.Rows() != want {
		return nil, fmt.Errorf("%d samples of %d questions asked %d times", samples.Rows(), variedQuestions, variedAnswers)
	}
	value, by := j.variety(samples)
	score := core.Score{
		Key: "varied", Direction: core.Neither, Value: value,
		Identity: fmt.Sprintf("PDist[%s, %d answers to each question]@%d", by, variedAnswers, samples.Rows()),
	}
	if real, enough := j.realVariety(); enough {
		floor, _ := j.variety(real)
		score.Floor = &floor
	}
	return []core.Score{score}, nil
}

// variety is the mean over pairs within each so many images that follow each other,
// and by what it is told.
func (j *ImageJudge) variety(images sample.Batch) (distance float64, by string) {
	var pairs [][2]int
	for first := 0; first < images.Rows(); first += variedAnswers {
		for a := range variedAnswers {
			for b := range a {
				pairs = append(pairs, [2]int{first + b, first + a})
			}
		}
	}
	apart, by := j.perceptual(images, pairs)
	return mean(apart), by
}

// realVariety are training images of the styles of the questions of Vary, so many for
// each; false where a style has fewer.
func (j *ImageJudge) realVariety() (real sample.Batch, enough bool) {
	styles := map[string][]int{}
	for _, row := range num.Permutation(num.NewStream(0, "evaluation", "variety"), 0, j.train.Rows()) {
		style := ask(j.train, row, j.task)
		styles[style] = append(styles[style], row)
	}
	var rows []int
	for _, target := range newConditions(j.test, j.task, variedQuestions).targets {
		style := styles[ask(j.test, target, j.task)]
		if len(style) < variedAnswers {
			return sample.Batch{}, false
		}
		rows = append(rows, style[:variedAnswers]...)
	}
	return batch(j.train, rows), true
}

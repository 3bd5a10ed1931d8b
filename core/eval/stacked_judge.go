package eval

import (
	"context"
	"fmt"

	"gander/core"
	"gander/core/nn/num"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A StackedJudge counts the modes of images whose channels are pictures of their
// own: three digits have a thousand (Srivastava et al. 2017, VEEGAN; Lin et al.
// 2018, PacGAN, §4.2). A classifier of single pictures names each channel; modes
// is how many names of whole images occur, kl the divergence of their histogram
// from the uniform one. It may be used by several goroutines at once.
//
// The floors are what as many rows of the test split get, the ceilings what images
// of uniform noise get. Of n perfect samples over k modes kl is (k−1)/2n on
// average.
type StackedJudge struct {
	test       *data.File
	classifier *Classifier
}

// NewStackedJudge judges runs on a dataset of stacked pictures, whose test split
// is test. channel is the judge of the dataset that the pictures are from, after
// Teach.
func NewStackedJudge(test *data.File, channel *ImageJudge) (*StackedJudge, error) {
	return newStackedJudge(test.Header(), test, channel)
}

func newStackedJudge(h data.Header, test *data.File, channel *ImageJudge) (*StackedJudge, error) {
	single := channel.test.Header()
	switch {
	case channel.classifier == nil || channel.classifier.classes != len(h.Stacked):
		return nil, fmt.Errorf("there is no classifier of the %d classes of a channel", len(h.Stacked))
	case h.Shape[0] != single.Shape[0] || h.Shape[1] != single.Shape[1] || single.Shape[2] != 1:
		return nil, fmt.Errorf("channels of %v are not pictures of %v", h.Shape, single.Shape)
	}
	return &StackedJudge{test, channel.classifier}, nil
}

// Conditions are the rows to sample: the first n latents of the stream.
func (j *StackedJudge) Conditions(n int) []variant.Row {
	rows := make([]variant.Row, n)
	for i := range rows {
		rows[i] = variant.Row{Index: uint64(i), Label: -1, Domain: -1}
	}
	return rows
}

// Judge counts the modes of samples.
func (j *StackedJudge) Judge(_ context.Context, samples sample.Batch) ([]core.Score, error) {
	if shape := j.test.Header().Shape; len(samples.Shape) != 4 || samples.U8 == nil || samples.RowSize() != j.test.Header().RowSize() {
		return nil, fmt.Errorf("samples have the shape %v, images of the dataset %v", samples.Shape, shape)
	}
	n := samples.Rows()
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i % j.test.Rows()
	}
	scores := j.measure(samples)
	floors, ceilings := j.measure(batch(j.test, rows)), j.measure(noise(j.test.Header().Shape, n))
	for i := range scores {
		scores[i].Floor, scores[i].Ceiling = &floors[i].Value, &ceilings[i].Value
	}
	return scores, nil
}

// Final gives nothing more.
func (j *StackedJudge) Final(context.Context, sample.Batch) ([]core.Score, error) { return nil, nil }

func (j *StackedJudge) measure(samples sample.Batch) []core.Score {
	n, by := samples.Rows(), fmt.Sprintf("%s.%s", classifierName, j.classifier.hash[:6])
	modes, kl := spreadOver(j.names(samples), len(j.test.Header().Classes))
	return []core.Score{
		{Key: "modes", Identity: fmt.Sprintf("modes[%s a channel, 1 or more]@%d", by, n), Value: modes, Direction: core.Higher},
		{Key: "kl", Identity: fmt.Sprintf("KL[%s a channel, uniform]@%d", by, n), Value: kl, Direction: core.Lower, Unit: "nats"},
	}
}

// names are the classes of whole images, as header.Classes numbers them.
func (j *StackedJudge) names(samples sample.Batch) []int {
	channels := samples.Shape[3]
	names := make([]int, samples.Rows())
	for c := range channels {
		answers := j.classifier.answer(channel(samples, c)).classes
		for i := range names {
			names[i] = names[i]*j.classifier.classes + largest(answers.Row(i))
		}
	}
	return names
}

// channel is one channel of images as grey ones.
func channel(images sample.Batch, c int) sample.Batch {
	shape := []int{images.Shape[0], images.Shape[1], images.Shape[2], 1}
	grey := sample.Batch{Shape: shape, U8: make([]byte, len(images.U8)/images.Shape[3])}
	for i := range grey.U8 {
		grey.U8[i] = images.U8[i*images.Shape[3]+c]
	}
	return grey
}

// spreadOver is how many of k names occur, and the divergence of their histogram
// from the uniform one, in nats.
func spreadOver(names []int, k int) (modes, kl float64) {
	counts := make([]int, k)
	for _, name := range names {
		counts[name]++
	}
	for _, n := range counts {
		if p := float64(n) / float64(len(names)); p > 0 {
			modes++
			kl += float64(p * num.Log(p*float64(k)))
		}
	}
	return modes, kl
}

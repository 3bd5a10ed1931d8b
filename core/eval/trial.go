package eval

import (
	"context"
	"fmt"
	"math"

	"gander/core"
	"gander/plugins/sample"
	"gander/plugins/variant"
	"gander/plugins/variant/data"
)

// A trial is what a number of samples are held against.
type trial struct {
	conditions
	test       *data.File
	strata     []stratum
	extractors []*Extractor
	references []reference // one for each extractor
	anchors    anchors
}

func newTrial(j *ImageJudge, n int) *trial {
	c := newConditions(j.test, j.task, n)
	t := &trial{conditions: c, test: j.test, strata: c.strata(j.train, j.test), extractors: j.extractors}
	real := batch(j.test, c.reference(j.test))
	for _, e := range t.extractors {
		t.references = append(t.references, newReference(e.Features(real), t.strata))
	}
	return t
}

// A reference is what an extractor sees in the reference rows.
type reference struct {
	all    Features
	strata []Features
	within []float64 // of each stratum
	spread float64
	gauss  gaussian
}

func newReference(all Features, strata []stratum) reference {
	r := reference{all: all, spread: spread(all), gauss: newGaussian(all)}
	for _, s := range strata {
		f := all.pick(s.reference)
		r.strata, r.within = append(r.strata, f), append(r.within, within(f))
	}
	return r
}

// measure scores samples without their anchors, each score being the mean over
// the extractors. The conditions of the samples are given by their indices,
// ascending.
func (t *trial) measure(ctx context.Context, samples sample.Batch, indices []int) ([]core.Score, error) {
	scores := t.scores()
	for i, e := range t.extractors {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x := e.Features(samples)
		for k := range scores {
			scores[k].Value += t.value(scores[k].Key, x, t.references[i], indices) / float64(len(t.extractors))
		}
	}
	return scores, nil
}

// scores are those that the task has, without their values. The Fréchet
// distance needs more samples than a style has.
func (t *trial) scores() []core.Score {
	whole := len(t.strata[0].conditions) == len(t.targets)
	part := ""
	if !whole {
		part = "/by-style"
	}
	list := []core.Score{
		{Key: "kd", Identity: t.identity("KD", part), Direction: core.Lower},
		{Key: "diversity", Identity: t.identity("diversity", ""), Direction: core.Neither},
	}
	if whole {
		list = append(list, core.Score{Key: "fd", Identity: t.identity("FD", ""), Direction: core.Lower})
	}
	if t.task == variant.LabelToImage || translates(t.task) {
		list = append(list, core.Score{Key: "agreement", Identity: t.identity("1-NN", ""), Direction: core.Higher})
	}
	return list
}

func (t *trial) identity(statistic, part string) string {
	first, last := t.extractors[0], t.extractors[len(t.extractors)-1]
	return fmt.Sprintf("%s[rand-conv.v1.seed%d-%d/pool:%d%s]@%d",
		statistic, first.seed, last.seed, first.size, part, len(t.targets))
}

func (t *trial) value(key string, x Features, y reference, indices []int) float64 {
	switch key {
	case "kd":
		return t.kernelDistance(x, y, indices)
	case "fd":
		return y.gauss.distance(newGaussian(x))
	case "diversity":
		return spread(x) / y.spread
	case "agreement":
		return t.agreement(x, y.all, indices)
	}
	panic("eval: no score " + key)
}

// kernelDistance is the mean over the strata.
func (t *trial) kernelDistance(x Features, y reference, indices []int) float64 {
	total := 0.0
	for i, s := range t.strata {
		own := x.pick(s.among(indices))
		total += within(own) + y.within[i] - 2*between(own, y.strata[i])
	}
	return total / float64(len(t.strata))
}

// spread is the root mean square distance between two rows.
func spread(f Features) float64 {
	_, variances := f.Moments()
	return math.Sqrt(2 * sum(variances))
}

// agreement is the share of samples whose nearest reference row stands for what
// their condition asks (a one-nearest-neighbour classifier).
func (t *trial) agreement(x, y Features, indices []int) float64 {
	right := 0
	for i, found := range y.nearest(x) {
		if ask(t.test, t.targets[found], t.task) == ask(t.test, t.targets[indices[i]], t.task) {
			right++
		}
	}
	return float64(right) / float64(x.Rows)
}

// paired scores translations of which the truth is known: their mean absolute
// error, over all pixels, relative to that of handing the source back. 0 is
// perfect, 1 is doing nothing.
func (t *trial) paired(samples sample.Batch) []core.Score {
	var own, idle float64
	size := samples.RowSize()
	pairs := 0
	for i, source := range t.sources {
		truth := t.targets[i]
		if t.test.Group(source) < 0 || t.test.Group(source) != t.test.Group(truth) {
			continue
		}
		pairs++
		own += l1(samples.U8[i*size:(i+1)*size], t.test.Row(truth))
		idle += l1(t.test.Row(source), t.test.Row(truth))
	}
	if idle == 0 {
		return nil
	}
	return []core.Score{{
		Key: "paired", Identity: fmt.Sprintf("L1[pixels/truth, relative to source]@%d", pairs),
		Value: own / idle, Direction: core.Lower,
	}}
}

func l1(a, b []byte) float64 {
	total := 0
	for i, v := range a {
		total += max(int(v)-int(b[i]), int(b[i])-int(v))
	}
	return float64(total)
}

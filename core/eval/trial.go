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
	references []Features // of the reference, an entry for each extractor
	anchors    anchors
}

func newTrial(j *ImageJudge, n int) *trial {
	c := newConditions(j.test, j.task, n)
	t := &trial{conditions: c, test: j.test, strata: c.strata(j.test), extractors: j.extractors}
	real := batch(j.test, c.reference(j.test))
	for _, e := range t.extractors {
		t.references = append(t.references, e.Features(real))
	}
	return t
}

// measure scores samples without their anchors. The conditions of the samples
// are given by their indices, ascending.
func (t *trial) measure(ctx context.Context, samples sample.Batch, indices []int) ([]core.Score, error) {
	var kd, diversity, agreement float64
	n := float64(len(t.extractors))
	for i, e := range t.extractors {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x, y := e.Features(samples), t.references[i]
		kd += t.kernelDistance(x, y, indices) / n
		diversity += spread(x) / spread(y) / n
		if t.asks() {
			agreement += t.agreement(x, y, indices) / n
		}
	}
	scores := []core.Score{
		t.score("kd", "KD", kd, core.Lower),
		t.score("diversity", "diversity", diversity, core.Neither),
	}
	if t.asks() {
		scores = append(scores, t.score("agreement", "1-NN", agreement, core.Higher))
	}
	return scores, nil
}

// asks tells whether the samples of a task can be right or wrong.
func (t *trial) asks() bool { return t.task == variant.LabelToImage || translates(t.task) }

func (t *trial) score(key, statistic string, value float64, d core.Direction) core.Score {
	part := ""
	if key == "kd" && len(t.strata) > 1 {
		part = "/by-style"
	}
	first, last := t.extractors[0].seed, t.extractors[len(t.extractors)-1].seed
	identity := fmt.Sprintf("%s[rand-conv.v1.seed%d-%d/pool:%d%s]@%d",
		statistic, first, last, t.extractors[0].size, part, len(t.targets))
	return core.Score{Key: key, Identity: identity, Value: value, Direction: d}
}

// kernelDistance is the mean over the strata.
func (t *trial) kernelDistance(x, y Features, indices []int) float64 {
	total := 0.0
	for _, s := range t.strata {
		total += KernelDistance(x.pick(s.among(indices)), y.pick(s.reference))
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
	right := make([]float64, x.Rows)
	parallel(x.Rows, func(i int) {
		asked := ask(t.test, t.targets[indices[i]], t.task)
		if ask(t.test, t.targets[y.nearest(x.Row(i))], t.task) == asked {
			right[i] = 1
		}
	})
	return mean(right)
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
